/*
 * two_school_test.mjs: two schools bring the same people at the same moment, 20 times each way: by workbook, confirmed while
 * both batches are held so that two workers of the jobs let go together; in the portal; and then each registers them for one
 * plan by workbook. Candidates: both schools keep their own and both are told of the conflict, once, and of nothing else of
 * the other's. Registrations: exactly one school wins, whole; the other is told why and has lost nothing (faults.md D22).
 */
import { check, job, now, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { checkImport, person } from '../api/main_line_world.mjs';
import { year } from '../api/pilot_scene.mjs';
import { clockAt, HOUR, registrationScene, registrationSchool } from './registration_scene.mjs';
import { meeting, pool } from './system.mjs';

const ROUNDS = Number(process.env.TWO_SCHOOL_ROUNDS ?? 20);
const EACH = 3;
const first = await registrationScene();
const { s } = first;
const both = [first, await registrationSchool(s)];
const officers = both.map((x) => x.school.officer);
const second = await pool({}, { program: 'jobs', pool: 'jobs' });

const told = () => both.map((x) => Number(sqlValue(`SELECT COUNT(*) FROM notification WHERE kind = 'candidate_conflict' AND organisation_id = ${x.school.organisation}`)));
const quota = () => both.map((x) => Number(sqlValue(`SELECT balance FROM quota_account WHERE school_id = ${x.school.organisation}`)));
const conflicts = async () => Promise.all(officers.map((o) => o.all('/candidate-conflicts')));
/** What the two may not read of each other: names of schools, numbers of candidates. */
const foreign = (i) => [both[1 - i].school.name, ...sql(`SELECT student_number FROM candidate WHERE school_id = ${both[1 - i].school.organisation}`).flat()];
const leaks = (i, seen) => foreign(i).filter((x) => JSON.stringify(seen).includes(x));

/** Confirms the two batches; the jobs have both begun when they are let go. */
async function together(batches) {
	const confirm = (i) => () => officers[i].post(`/imports/${batches[i].id}/confirm`, { token: batches[i].token }).then((r) => job(officers[i], r.job, { state: null }));
	return meeting(`SELECT id FROM import_batch WHERE id IN (${batches.map((b) => b.id)}) FOR UPDATE`, confirm(0), confirm(1));
}

const rounds = Array.from({ length: ROUNDS }, () => Array.from({ length: EACH }, () => person('110101')));
let number = 0;

async function uploaded() {
	const wrong = [];
	let met = 0;
	for (const [i, people] of rounds.entries()) {
		const batches = await Promise.all(both.map((x, k) => checkImport(officers[k], 'candidate', people.map((p) => ({ ...x.row(p), 学号: `${'AB'[k]}${unique()}${++number}` })))));
		const { met: really, answers } = await together(batches);
		met += really;
		const ids = batches.map((b) => sql(`SELECT id, HEX(document_index) FROM candidate WHERE import_batch_id = ${b.id} AND state = 'active' ORDER BY 2`));
		const open = sqlValue(`SELECT COUNT(*) FROM candidate_conflict WHERE state = 'open' AND first_candidate_id IN (${ids.flat().map(([id]) => id)})`);
		if (answers.some((j) => j.state !== 'done') || ids.some((v) => v.length !== EACH) || open !== String(EACH)) wrong.push([i, answers.map((j) => j.error ?? j.state), ids.map((v) => v.length), open]);
		const leaked = batches.flatMap((b, k) => leaks(k, [b, answers[k]]));
		if (leaked.length) wrong.push([i, leaked]);
	}
	check(`uploaded at once by two workers: ${met} of ${ROUNDS} truly together`, met >= ROUNDS / 2, met);
	same('each school has its candidates, each pair one open conflict, and no check or job says more', wrong, []);
	const lists = await conflicts();
	same('both have all conflicts in their lists', lists.map((l) => l.filter((x) => x.state === 'open').length), [ROUNDS * EACH, ROUNDS * EACH]);
	same('with nothing of the other school', lists.flatMap((l, i) => leaks(i, l)), []);
	check('both were told', told().every((n) => n >= 1), told());
	same('of nothing of the other school', (await Promise.all(officers.map((o) => o.all('/notifications')))).flatMap((l, i) => leaks(i, l)), []);
}

async function written() {
	const wrong = [];
	for (let i = 0; i < ROUNDS; i++) {
		const p = person('110101');
		const made = await Promise.all(officers.map((o, k) => o.ask('POST', '/candidates', {
			name: p.name, document_type: 'resident_id', document_number: p.number, student_number: `${'CD'[k]}${unique()}`, education_level: 'college',
			major_code: '570201', major_name: '应用化工技术', enrolment_year: year - 2,
		})));
		const open = made.every((r) => r.status === 201) &&
			sqlValue(`SELECT COUNT(*) FROM candidate_conflict WHERE state = 'open' AND first_candidate_id IN (${made.map((r) => r.body.id)})`);
		if (open !== '1') wrong.push([i, made.map((r) => r.status), open]);
	}
	same('written in the portal at once: both are kept, and the conflict is seen each time', wrong, []);
}

async function registered() {
	const begin = Math.floor(now().getTime() / 1000) * 1000;
	const plan = await first.plan(begin);
	await clockAt(begin + 1.2 * HOUR);
	sql(`UPDATE candidate SET verification = 'accurate' WHERE school_id IN (${both.map((x) => x.school.organisation)})`);
	const wrong = [];
	const wins = [0, 0];
	let met = 0;
	for (const [i, people] of rounds.entries()) {
		const before = quota();
		const sheet = people.map((p) => ({ 姓名: p.name, 证件号码: p.number, 证书等级: '初级' }));
		// The second list is in the opposite order: the two take the same rows from both ends.
		const batches = await Promise.all(officers.map((o, k) => checkImport(o, 'registration', k ? [...sheet].reverse() : sheet, { plan, certificate: s.certificate })));
		const { met: really, answers } = await together(batches);
		met += really;
		const winner = answers.findIndex((j) => j.state === 'done');
		const loser = answers[1 - winner];
		const rows = sql(`SELECT school_id, COUNT(*) FROM registration WHERE import_batch_id IN (${batches.map((b) => b.id)}) AND state = 'registered' GROUP BY 1`);
		if (winner < 0 || loser.state !== 'failed' || !/第 \d+ 行：.*(另一所学校|刚被另一请求报考)/.test(loser.error)) wrong.push([i, answers.map((j) => [j.state, j.error])]);
		else if (rows.length !== 1 || rows[0][1] !== String(EACH) || rows[0][0] !== String(both[winner].school.organisation)) wrong.push([i, rows]);
		else {
			wins[winner]++;
			const lost = await officers[1 - winner].get(`/imports/${batches[1 - winner].id}`);
			if (lost.state !== 'checked' || leaks(1 - winner, [loser, lost]).length) wrong.push([i, lost.state, leaks(1 - winner, [loser, lost])]);
			if (JSON.stringify(quota()) !== JSON.stringify(before.map((n, k) => n - (k === winner ? EACH : 0)))) wrong.push([i, before, quota()]);
		}
	}
	check(`registered at once by two workers: ${met} of ${ROUNDS} truly together, won ${wins}`, met >= ROUNDS / 2, met);
	same('exactly one school wins each time, whole; the other is told, keeps its quota, and learns nothing more', wrong, []);
	same('nobody is registered twice', sql(`SELECT document_index FROM registration WHERE plan_id = ${plan} AND state = 'registered' GROUP BY 1 HAVING COUNT(*) > 1`), []);
}

await step('the same people uploaded', uploaded);
await step('the same person written', written);
await step('the same people registered', registered);
await second.stop();
console.log(`# ${Math.round(performance.now() / 1000)} s`);
