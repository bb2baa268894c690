/*
 * registration_fault_test.mjs: one person at two schools, and quota that is short by one, by workbook and in the portal,
 * one after the other and at the same moment (faults.md D21-D23; spec 2.2, 2.7).
 */
import { check, job, now, same, sql, sqlValue, step } from '../api/lib.mjs';
import { checkImport, confirmImport, importAll, person } from '../api/main_line_world.mjs';
import { clockAt, HOUR, registrationScene, registrationSchool, word } from './registration_scene.mjs';

const first = await registrationScene();
const { s } = first;
const second = await registrationSchool(s);
const beginning = () => Math.floor(now().getTime() / 1000) * 1000;
const sheet = (people) => people.map((p) => ({ 姓名: p.name, 证件号码: p.number, 证书等级: '初级' }));
const quotaOf = (at) => sql(`SELECT used, balance FROM quota_account WHERE school_id = ${at.school.organisation}`)[0].map(Number);

/** The people as accurate candidates of a school: their ids. */
async function enrol(at, people) {
	const batch = await importAll(at.school.officer, 'candidate', people.map((p) => at.row(p)));
	sql(`UPDATE candidate SET verification = 'accurate' WHERE import_batch_id = ${batch.id}`);
	return sql(`SELECT id FROM candidate WHERE import_batch_id = ${batch.id} ORDER BY student_number`).flat();
}
async function openPlan() {
	const begin = beginning();
	const id = await first.plan(begin);
	await clockAt(begin + 1.5 * HOUR);
	return id;
}
const check4 = (at, people, plan) => checkImport(at.school.officer, 'registration', sheet(people), { plan, certificate: s.certificate });
const confirmed = (at, batch) => at.school.officer.post(`/imports/${batch.id}/confirm`, { token: batch.token }).then((r) => job(at.school.officer, r.job, { state: null }));

async function otherSchool() {
	const people = Array.from({ length: 4 }, () => person('110101'));
	const ours = await enrol(first, people);
	const theirs = await enrol(second, people);
	const plan = await openPlan();
	same('D21: the first school registers its candidate', word(await first.register(plan, [ours[0]])), 'done');
	const before = quotaOf(second);
	const late = await second.register(plan, [theirs[0]]);
	same('D21: the second school is refused', word(late), 'invalid');
	check('D21: with the reason, and not a word about the other school', /已由另一所学校在本计划报考这个证书等级，请核对该生是否在本校就读/.test(JSON.stringify(late.body)) && !JSON.stringify(late.body).includes(first.school.name), late.body);
	const batch = await check4(second, people, plan);
	same('D21: by workbook: the row is named and all are refused', [batch.accepted, batch.faults.filter((f) => f.severity === 'error').map((f) => [f.cell, f.column, f.detail])],
		[0, [['A2', '姓名', '该考生已由另一所学校在本计划报考这个证书等级，请核对是否在本校就读']]]);
	same('D21: nothing is registered, no place is used', [sqlValue(`SELECT COUNT(*) FROM registration WHERE school_id = ${second.school.organisation}`), quotaOf(second)], ['0', before]);
	const conflicts = (await Promise.all([first, second].map((at) => at.school.officer.get('/candidate-conflicts')))).map((l) => l.items.filter((x) => x.name === people[0].name && x.state === 'open').length);
	same('D21: both schools have the conflict in their list', conflicts, [1, 1]);
	await first.school.officer.remove(`/registrations/${sqlValue(`SELECT id FROM registration WHERE candidate_id = ${ours[0]} AND state = 'registered'`)}`);
	same('D21: once it is withdrawn, the other may', word(await second.register(plan, [theirs[0]])), 'done');
}

async function sameMoment() {
	const people = Array.from({ length: 12 }, () => person('110101'));
	const both = await Promise.all([first, second].map((at) => importAll(at.school.officer, 'candidate', people.map((p) => at.row(p)))));
	same('D22: the same people uploaded by two schools at once: both are told of every conflict', [both.map((b) => b.state), await Promise.all([first, second].map(async (at) =>
		(await at.school.officer.get('/candidate-conflicts?limit=500')).items.filter((x) => people.some((p) => p.name === x.name) && x.state === 'open').length >= 12))], [['confirmed', 'confirmed'], [true, true]]);
	const ids = both.map((b) => {
		sql(`UPDATE candidate SET verification = 'accurate' WHERE import_batch_id = ${b.id}`);
		return sql(`SELECT id FROM candidate WHERE import_batch_id = ${b.id} ORDER BY document_index`).flat();
	});
	const plan = await openPlan();
	const answers = await Promise.all(people.flatMap((_, i) => [first.register(plan, [ids[0][i]]), second.register(plan, [ids[1][i]])]));
	same('D22: registered by both at once: exactly one of each pair, the other is told', people.map((_, i) => answers.slice(2 * i, 2 * i + 2).map(word).sort().join()), Array(12).fill('done,invalid'));
	same('D22: a person has one registration', sql(`SELECT c.document_index FROM registration g JOIN candidate c ON c.id = g.candidate_id WHERE g.plan_id = ${plan} AND g.state = 'registered' GROUP BY 1 HAVING COUNT(*) > 1`), []);
	const again = await openPlan();
	const batches = [await check4(first, people, again), await check4(second, people, again)];
	same('D22: two workbooks: both checks find nothing', batches.map((b) => [b.accepted, b.refused]), [[12, 0], [12, 0]]);
	const jobs = await Promise.all([confirmed(first, batches[0]), confirmed(second, batches[1])]);
	same('D22: confirmed at once: one is done whole, the other not at all', [jobs.map((j) => j.state).sort(), sqlValue(`SELECT COUNT(*) FROM registration WHERE plan_id = ${again} AND state = 'registered'`)], [['done', 'failed'], '12']);
	check('D22: and it is told which row', /第 \d+ 行：.*(另一所学校|刚被另一请求报考)/.test(jobs.find((j) => j.state === 'failed')?.error ?? ''), jobs);
}

async function shortQuota() {
	const third = await registrationSchool(s, 5);
	const people = Array.from({ length: 14 }, () => person('110101'));
	await enrol(third, people);
	const plan = await openPlan();
	const six = await check4(third, people.slice(0, 6), plan);
	same('D23: six for five places: the row that is too many is named, all are refused', [six.accepted, six.token ?? null, six.faults.map((f) => [f.severity, f.cell, f.detail])],
		[0, null, [['error', 'A7', '名额不足：该考生所在专业在这个证书等级的名额已由前面的行用完']]]);
	const batches = [await check4(third, people.slice(6, 10), plan), await check4(third, people.slice(10), plan)];
	same('D23: two workbooks of four are right, each alone', batches.map((b) => b.accepted), [4, 4]);
	const jobs = await Promise.all(batches.map((b) => confirmed(third, b)));
	same('D23: confirmed at once: one is done, the other is refused whole', jobs.map((j) => j.state).sort(), ['done', 'failed']);
	check('D23: at the row for which none was left', /第 3 行：.*名额已用完（剩余 0）/.test(jobs.find((j) => j.state === 'failed')?.error ?? ''), jobs);
	same('D23: the quota is used exactly', [quotaOf(third), sqlValue(`SELECT COUNT(*) FROM registration WHERE school_id = ${third.school.organisation} AND state = 'registered'`)], [[4, 1], '4']);
	const exact = await check4(third, people.slice(0, 1), plan);
	await confirmImport(third.school.officer, exact);
	same('D23: the last place is given', quotaOf(third), [5, 0]);
}

await step('D21: a person whom another school has registered', otherSchool);
await step('D22: a person of two schools at the same moment', sameMoment);
await step('D23: quota short by one', shortQuota);
