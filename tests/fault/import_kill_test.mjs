/*
 * import_kill_test.mjs: the worker of the jobs is killed (SIGKILL) at 20 random moments of a check and at 20 of a confirm;
 * in every fifth its supervisor, too. Each time another worker takes the job up when the lease has run out, and nothing may
 * show that there were two: the same rows and faults as of a run that was left alone, all candidates or none of them, the
 * token good for once, the quota counted once, no file left in the spool (faults.md A1; spec 2.3, 2.4).
 * KILL_SEED repeats the moments of a run, KILL_ROUNDS chooses how many there are.
 */
import fs from 'node:fs';
import { check, clock, clockOffset, env, job, now, refused, same, sleep, sql, sqlValue, step } from '../api/lib.mjs';
import { checkImport, filled, person, template } from '../api/main_line_world.mjs';
import { clockAt, HOUR, registrationScene } from './registration_scene.mjs';
import { alive, children, parent, part, until, workers } from './system.mjs';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);
const REGISTRATIONS = Math.floor(ROUNDS / 4); // of the confirms
const ROWS = 1500;
const FAULTY = 60;
const LEASE = 31; // seconds until a dead worker's job is anybody's
const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 31);
console.log(`# KILL_SEED=${seed}`);

/** mulberry32: the same seed, the same moments. */
let state = seed;
function random() {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const { s, school, row, plan, registered, balance } = await registrationScene();
const { officer } = school;
const start = clockOffset();
const count = (where = 'TRUE') => Number(sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${school.organisation} AND ${where}`));
const jobState = async (id) => (await officer.get(`/jobs/${id}`)).state;

/** Everything that a check leaves behind, as one text. */
const traces = (id) => JSON.stringify([
	sql(`SELECT state, total_count, accepted_count, unchanged_count, refused_count, fault_count, marked_file_id IS NOT NULL, error_text FROM import_batch WHERE id = ${id}`),
	sql(`SELECT action, COUNT(*), MIN(row_no), MAX(row_no) FROM import_row WHERE import_batch_id = ${id} GROUP BY action ORDER BY action`),
	sql(`SELECT severity, code, COUNT(*), COUNT(DISTINCT cell), MAX(seq) FROM import_fault WHERE import_batch_id = ${id} GROUP BY severity, code ORDER BY 1, 2`),
]);

/** Files in the folders of the workers that are no more, or that have nothing to do. */
const leftInSpool = () => fs.readdirSync(`${env.dir}/spool`, { recursive: true, withFileTypes: true }).filter((e) => !e.isDirectory()).map((e) => e.name);

let revive = () => {};
/** Kills while the job runs, at a random moment of pace.ms; gives whether it was within, and makes the pace fit the machine. */
async function killAt(id, pace, round) {
	const supervisor = parent('jobs');
	const doomed = children(supervisor);
	await until(async () => (await jobState(id)) !== 'queued', 30, 2);
	await sleep(random() * pace.ms);
	if (round % 5 === 4) {
		process.kill(-supervisor, 'SIGKILL');
		revive = () => part('start', 'jobs');
	} else {
		process.kill(supervisor, 'SIGSTOP'); // nobody takes the place before the lease has run out
		for (const pid of doomed) process.kill(pid, 'SIGKILL');
		revive = () => process.kill(supervisor, 'SIGCONT');
	}
	await until(() => !doomed.some(alive), 10);
	const within = sqlValue(`SELECT state FROM job WHERE id = ${id}`) === 'running';
	pace.ms *= within ? 1.2 : 0.6;
	return within;
}
async function recovered(id) {
	clock(clockOffset() + LEASE);
	revive();
	return job(officer, id, { state: null, seconds: 60 });
}

/** The milliseconds a job takes when nobody disturbs it. */
async function timed(id) {
	await job(officer, id);
	return Number(sqlValue(`SELECT TIMESTAMPDIFF(MICROSECOND, started_at, finished_at) / 1000 FROM job WHERE id = ${id}`));
}

const people = Array.from({ length: ROWS }, () => person('110101'));
const students = people.map((p) => row(p).学号);
const sheetOf = (name) => people.map((p, i) => ({
	...row(p), 学号: students[i], 班级: name, ...(i % Math.floor(ROWS / FAULTY) === 7 && { 证件号码: `${p.number.slice(0, 17)}${p.number.endsWith('1') ? '2' : '1'}` }),
}));
const good = ROWS - sheetOf('').filter((r, i) => r.证件号码 !== people[i].number).length;

/** Uploads the same people in the classes of that name. */
async function upload(name) {
	return officer.upload('workbook', `${name}.xlsx`, await filled(await template(officer, 'candidate'), sheetOf(name)));
}
const begin = (file) => officer.post('/imports', { kind: 'candidate', file });

async function checks(file) {
	const first = await begin(file);
	const pace = { ms: await timed(first.job) };
	const alone = traces(first.id);
	check('a run that is left alone finds the rows and the faults', alone.includes(`"checked","${ROWS}","${good}"`), alone);
	const ids = [];
	let within = 0;
	const wrong = [];
	for (let i = 0; i < ROUNDS; i++) {
		const { id, job: j } = await begin(file);
		within += await killAt(j, pace, i);
		const between = await officer.get(`/imports/${id}`);
		if (between.state === 'checking' && between.token) wrong.push([i, 'a token before the check is done']);
		const done = await recovered(j);
		if (done.state !== 'done' || traces(id) !== alone) wrong.push([i, done.state, done.error, traces(id)]);
		ids.push(id);
	}
	check(`checks killed: ${within} of ${ROUNDS} while they ran`, within >= ROUNDS / 2, within);
	same('each of them ends as the one that was left alone', wrong, []);
	same('one marked workbook for each', sqlValue(`SELECT COUNT(*) FROM file WHERE purpose = 'marked' AND organisation_id = ${school.organisation}`), String(ROUNDS + 1));
	same('no candidate was written', count(), 0);
	return ids;
}

/** All or nothing: `written` counts what the confirm writes, from none to all. */
async function confirmKilled(batch, pace, round, written, all) {
	const wrong = [];
	const { job: j } = await officer.post(`/imports/${batch.id}/confirm`, { token: batch.token });
	const within = await killAt(j, pace, round);
	const half = written();
	if (half !== 0 && half !== all) wrong.push([round, `${half} of ${all} written`]);
	const twice = await officer.ask('POST', `/imports/${batch.id}/confirm`, { token: batch.token });
	if (twice.status !== 409) wrong.push([round, 'the token is taken twice meanwhile', twice.status]);
	const done = await recovered(j);
	const again = await officer.ask('POST', `/imports/${batch.id}/confirm`, { token: batch.token });
	if (again.status !== 409) wrong.push([round, 'the token is taken twice afterwards', again.status]);
	const state = sqlValue(`SELECT state FROM import_batch WHERE id = ${batch.id}`);
	if (done.state !== 'done' || state !== 'confirmed' || written() !== all) wrong.push([round, done.state, done.error, state, written(), all]);
	const told = sqlValue(`SELECT COUNT(*) FROM notification WHERE subject_kind = 'import_batch' AND subject_id = ${batch.id} AND kind = 'import_confirmed'`);
	if (told !== '1') wrong.push([round, `told ${told} times`]);
	return { within, wrong };
}

async function candidates(files) {
	const rounds = ROUNDS - REGISTRATIONS;
	const next = async (i) => {
		const { id, job: j } = await begin(files[i % 2]);
		await job(officer, j);
		return officer.get(`/imports/${id}`);
	};
	const first = await next(0);
	const pace = { ms: await timed((await officer.post(`/imports/${first.id}/confirm`, { token: first.token })).job) };
	same('a confirm that is left alone writes them all', count(), good);
	await job(officer, (await officer.post(`/imports/${first.id}/undo`)).job);
	same('and taken back, none is left', count("state = 'active'"), 0);
	let within = 0;
	const wrong = [];
	for (let i = 0; i < rounds; i++) {
		const batch = await next(i);
		const r = await confirmKilled(batch, pace, i, () => count(`state = 'active' AND class_name = '${i % 2 ? '二班' : '一班'}'`), good);
		within += r.within;
		wrong.push(...r.wrong);
		if (count("state = 'active'") !== good) wrong.push([i, `${count("state = 'active'")} candidates`]);
	}
	check(`confirms killed: ${within} of ${rounds} while they ran`, within >= rounds / 2, within);
	same('never a half import, and each token once', wrong, []);
}

async function registrations() {
	const begins = Math.floor(now().getTime() / 1000) * 1000;
	const id = await plan(begins);
	await clockAt(begins + 1.1 * HOUR);
	const some = people.filter((p, i) => sheetOf('')[i].证件号码 === p.number).slice(0, 400);
	sql(`UPDATE candidate SET verification = 'accurate' WHERE school_id = ${school.organisation}`);
	const sheet = some.map((p) => ({ 姓名: p.name, 证件号码: p.number, 证书等级: '初级' }));
	const full = balance();
	const ledger = () => Number(sqlValue(`SELECT COALESCE(SUM(e.amount), 0) FROM quota_entry e JOIN quota_account a ON a.id = e.quota_account_id WHERE a.school_id = ${school.organisation}`));
	const pace = { ms: 0 };
	let within = 0;
	const wrong = [];
	for (let i = 0; i <= REGISTRATIONS; i++) {
		const batch = await checkImport(officer, 'registration', sheet, { plan: id, certificate: s.certificate });
		if (i === 0) {
			pace.ms = await timed((await officer.post(`/imports/${batch.id}/confirm`, { token: batch.token })).job);
		} else {
			const r = await confirmKilled(batch, pace, i, () => registered(id), some.length);
			within += r.within;
			wrong.push(...r.wrong);
		}
		if (balance() !== full - some.length || ledger() !== balance()) wrong.push([i, `balance ${balance()}, entries ${ledger()}`]);
		await job(officer, (await officer.post(`/imports/${batch.id}/undo`)).job);
		if (registered(id) !== 0 || balance() !== full || ledger() !== full) wrong.push([i, `taken back: ${registered(id)}, ${balance()}, ${ledger()}`]);
	}
	same(`registrations by workbook, killed: ${within} of ${REGISTRATIONS} while they ran: the quota counts each once`, wrong, []);
}

const files = await step('two workbooks', async () => [await upload('一班'), await upload('二班')]);
await step('checks', () => checks(files[0]));
await step('confirms', () => candidates(files));
await step('confirms that use quota', registrations);
revive(); // should a step have ended in between
await until(() => leftInSpool().length === 0, 5);
same('nothing is left in the spool', leftInSpool(), []);
same('and one folder for each worker that lives', fs.readdirSync(`${env.dir}/spool`).length, workers('jobs').length);
await refused('a token of nobody', 409, officer, 'POST', `/imports/${sqlValue(`SELECT MAX(id) FROM import_batch WHERE organisation_id = ${school.organisation}`)}/confirm`, { token: 'x'.repeat(43) });
clock(start);
console.log(`# ${Math.round(performance.now() / 1000)} s`);
