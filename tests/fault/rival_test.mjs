/*
 * rival_test.mjs: two who act on one person at the same moment: registered for two plans whose sessions overlap, registered
 * or withdrawn while the import that brought the person or the registration is undone, scored anew while the sheet is
 * taken back or confirmed, seated by two plans that are published at once, watching in both or deleted meanwhile (spec 2.3, 2.4,
 * 2.7, 2.8, 2.11). A session on the database holds a row that both need, so that both have
 * begun before either is done.
 */
import { check, clock, clockOffset, job, now, operator, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { checkImport, confirmImport, importAll, person } from '../api/main_line_world.mjs';
import { movePlan, scorePlan } from '../api/score_fixture.mjs';
import { people as evaluation } from '../api/signing_fixture.mjs';
import { clockAt, HOUR, registrationScene, word, zone } from './registration_scene.mjs';
import { meeting, pool, session, until, waiting } from './system.mjs';

const { s, school, site, row, candidates, plan, register, registered, balance } = await registrationScene();
const { officer } = school;
const quotaRow = `SELECT id FROM quota_account WHERE school_id = ${school.organisation} FOR UPDATE`;
const used = () => Number(sqlValue(`SELECT used FROM quota_account WHERE school_id = ${school.organisation}`));
const beginning = () => Math.floor(now().getTime() / 1000) * 1000;

/** Runs turn until its two have met; it makes everything anew and gives what meeting gave. */
async function meet(turn) {
	for (let i = 0; i < 8; i++) {
		const r = await turn();
		if (r.met) return r;
	}
	throw new Error('the two never met');
}
const undo = async (batch) => job(officer, (await officer.post(`/imports/${batch.id}/undo`)).job, { state: null });

/** Sessions of a plan, made while its 排考 is open. */
async function sessionsOf(id, begin, kinds = ['theory']) {
	for (const [i, kind] of kinds.entries())
		await s.evaluator.post(`/plans/${id}/exam-sessions`, { name: unique('场次'), kind, starts: zone(begin + (5.1 + 0.4 * i) * HOUR), ends: zone(begin + (5.4 + 0.4 * i) * HOUR) });
}

async function twoPlans() {
	const begin = beginning();
	const both = [await plan(begin), await plan(begin)];
	const people = await candidates(24);
	await clockAt(begin + 3.5 * HOUR);
	for (const id of both) await sessionsOf(id, begin);
	await clockAt(begin + 1.5 * HOUR);
	const before = used();
	const { answers } = await meet(() => {
		const one = people.pop();
		return meeting(quotaRow, () => register(both[0], [one]), () => register(both[1], [one]));
	});
	same('one candidate in two plans at once: one is done, the other told', answers.map(word), ['done', 'invalid']);
	check('it names the plan and the session', /与计划“时段测试计划”的场次.*时间冲突/.test(JSON.stringify(answers[1].body)), answers[1].body);

	const rest = people.splice(0, 12);
	const many = await Promise.all(rest.flatMap((one) => both.map((id) => register(id, [one]))));
	same('twelve more, both plans at once', many.map(word).sort(), [...Array(12).fill('done'), ...Array(12).fill('invalid')]);
	const lists = await Promise.all(both.map((id, i) => register(id, i ? [...people].reverse() : people)));
	same('two lists of the same people, in opposite order', lists.map(word).sort(), ['done', 'invalid']);
	same('nobody sits two exams at the same time', sql(`SELECT candidate_id FROM registration WHERE plan_id IN (${both}) AND state = 'registered' GROUP BY candidate_id HAVING COUNT(*) > 1`), []);
	same('and the quota counts every registration once', used() - before, registered(both[0]) + registered(both[1]));
}

async function candidatesUndone() {
	const begin = beginning();
	const id = await plan(begin);
	await clockAt(begin + 1.5 * HOUR);
	let batch;
	const { answers } = await meet(async () => {
		batch = await importAll(officer, 'candidate', [row(person('110101')), row(person('110101'))]);
		sql(`UPDATE candidate SET verification = 'accurate' WHERE import_batch_id = ${batch.id}`);
		const one = sqlValue(`SELECT MIN(id) FROM candidate WHERE import_batch_id = ${batch.id}`);
		return meeting(quotaRow, () => register(id, [one]), () => undo(batch));
	});
	same('a candidate is registered while the import is undone: the registration stands', word(answers[0]), 'done');
	check('and the import stays, with its reason', answers[1].state === 'failed' && /已报考/.test(answers[1].error), answers[1]);
	same('all of it', sql(`SELECT state, COUNT(*) FROM candidate WHERE import_batch_id = ${batch.id} GROUP BY 1`), [['active', '2']]);
	same('the batch is as confirmed as before', (await officer.get(`/imports/${batch.id}`)).state, 'confirmed');
}

async function candidatesChanged() {
	const begin = beginning();
	const id = await plan(begin);
	await clockAt(begin + 1.5 * HOUR);
	let one;
	const { answers } = await meet(async () => {
		const sheet = row(person('110101'));
		await importAll(officer, 'candidate', [sheet]);
		one = sqlValue(`SELECT MAX(id) FROM candidate WHERE school_id = ${school.organisation}`);
		sql(`UPDATE candidate SET verification = 'accurate' WHERE id = ${one}`);
		const change = await checkImport(officer, 'candidate', [{ ...sheet, 班级: '二班' }]);
		return meeting(quotaRow, () => register(id, [one]), async () =>
			job(officer, (await officer.post(`/imports/${change.id}/confirm`, { token: change.token })).job, { state: null }));
	});
	same('a candidate is registered while an import changes it: the registration stands', word(answers[0]), 'done');
	check('and the change does not', answers[1].state === 'failed' && /已报考/.test(answers[1].error), answers[1]);
	same('who is registered is 信息准确 still', sql(`SELECT verification, class_name FROM candidate WHERE id = ${one}`), [['accurate', '一班']]);
}

async function registrationsUndone() {
	const begin = beginning();
	await clockAt(begin);
	const id = await plan(begin);
	await clockAt(begin + 1.5 * HOUR);
	const people = Array.from({ length: 3 }, () => person('110101'));
	const brought = await importAll(officer, 'candidate', people.map((p) => row(p)));
	sql(`UPDATE candidate SET verification = 'accurate' WHERE import_batch_id = ${brought.id}`);
	const sheet = people.map((p) => ({ 姓名: p.name, 证件号码: p.number, 证书等级: '初级' }));
	const start = balance();
	const { answers } = await meet(async () => {
		const batch = await confirmImport(officer, await checkImport(officer, 'registration', sheet, { plan: id, certificate: s.certificate }));
		same('three are registered by workbook', [registered(id), balance()], [3, start - 3]);
		const one = sqlValue(`SELECT MIN(id) FROM registration WHERE import_batch_id = ${batch.id}`);
		return meeting(quotaRow, () => officer.ask('DELETE', `/registrations/${one}`), () => undo(batch));
	});
	same('one is withdrawn while the import is undone: both are done', [answers[0].status, answers[1].state], [204, 'done']);
	same('nobody is registered, every place is given back once', [registered(id), balance()], [0, start]);
	same('the balance is the sum of the entries', sqlValue(`SELECT COUNT(*) FROM quota_account q WHERE school_id = ${school.organisation}
		AND q.balance <> (SELECT SUM(e.amount) FROM quota_entry e WHERE e.quota_account_id = q.id)`), '0');
}

/** Two published plans at the same hours, with the lists registered for them, their rooms, and 排考 open. */
async function twoPlansOfRooms(lists) {
	const begin = beginning();
	const both = [await plan(begin), await plan(begin)];
	for (const id of both) {
		const room = async (kind) => (await officer.post('/rooms', { site, building: '楼', name: unique('室'), kind, rows: 5, columns: 5 })).id;
		await officer.put(`/plans/${id}/rooms`, { rooms: [await room('theory'), await room('practical')] });
	}
	await clockAt(begin + 1.5 * HOUR);
	const answers = [await register(both[0], lists[0]), await register(both[1], lists[1])];
	same('a candidate may be in two plans as long as they have no sessions', answers.map(word), ['done', 'done']);
	await clockAt(begin + 3.5 * HOUR);
	for (const id of both) await sessionsOf(id, begin, ['theory', 'practical']);
	return both;
}
async function draftOf(id) {
	const made = await s.evaluator.post(`/plans/${id}/schedules`, {});
	await job(s.evaluator, made.job);
	return s.evaluator.get(`/schedules/${made.id}`);
}
const publish = async (d) => job(s.evaluator, (await s.evaluator.post(`/schedules/${d.id}/publish`, { version: d.version })).job, { state: null });

async function twoSchedules() {
	const [shared, ...rest] = await candidates(5);
	const both = await twoPlansOfRooms([[shared, ...rest.slice(0, 2)], [shared, ...rest.slice(2)]]);
	const drafts = [await draftOf(both[0]), await draftOf(both[1])];
	same('both are seated, neither knows the other yet', drafts.map((d) => [d.state, d.seats]), [['draft', 6], ['draft', 6]]);
	const second = await pool({}, { program: 'jobs', pool: 'jobs' });
	const { answers: jobs } = await meeting(`SELECT id FROM candidate WHERE id = ${shared} FOR UPDATE`, () => publish(drafts[0]), () => publish(drafts[1]));
	await second.stop();
	same('published at once: one is, the other is not', jobs.map((j) => j.state).sort(), ['done', 'failed']);
	const told = jobs.find((j) => j.state === 'failed');
	check('it names site, session and plan', /时段测试站点 场次.*计划“时段测试计划”.*同时/.test(told?.error ?? '') || /同一时间参加计划“时段测试计划”/.test(told?.error ?? ''), told);
	same('nobody has two seats at one time', sqlValue(`SELECT COUNT(*) FROM seat_assignment a JOIN exam_session x ON x.id = a.exam_session_id
		JOIN schedule d ON d.id = a.schedule_id AND d.live = 1 JOIN registration g ON g.id = a.registration_id
		JOIN registration h ON h.candidate_id = g.candidate_id AND h.id > g.id
		JOIN seat_assignment b ON b.registration_id = h.id JOIN schedule e ON e.id = b.schedule_id AND e.live = 1
		JOIN exam_session y ON y.id = b.exam_session_id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at
		WHERE g.plan_id IN (${both})`), '0');
}

async function watchers() {
	const people = await candidates(4);
	const heldOf = (id) => `SELECT id FROM staff WHERE id = ${id} FOR UPDATE`;
	const watcher = async () => {
		const p = person('110101');
		return { ...p, id: (await officer.post('/staff', { name: p.name, document_type: 'resident_id', document_number: p.number, kind: 'invigilator' })).id };
	};
	const rooms = (d) => sql(`SELECT DISTINCT i.staff_id FROM room_invigilator i WHERE i.schedule_id = ${d.id} ORDER BY 1`).flat();
	const one = await watcher();
	const both = await twoPlansOfRooms([people.slice(0, 2), people.slice(2)]);
	const drafts = [await draftOf(both[0]), await draftOf(both[1])];
	same('both drafts have the only invigilator', drafts.map(rooms), [[one.id], [one.id]]);
	const second = await pool({}, { program: 'jobs', pool: 'jobs' });
	const { answers: jobs } = await meeting(heldOf(one.id), () => publish(drafts[0]), () => publish(drafts[1]));
	same('published at once: one is, the other is not', jobs.map((j) => j.state).sort(), ['done', 'failed']);
	const lost = jobs.findIndex((j) => j.state === 'failed');
	check('it names session, room and person', new RegExp(`时段测试站点 场次.*考场 \\d+ 的监考人员“${one.name}”同一时间`).test(jobs[lost]?.error ?? ''), jobs[lost]);
	const kept = await officer.ask('DELETE', `/staff/${one.id}`);
	check('who watches is not deleted, and why', kept.status === 409 && /已排入“时段测试计划”.*的考场 \d+ 监考，不能删除/.test(kept.body.detail), kept.body);

	const anew = async (d) => {
		await s.evaluator.post(`/schedules/${d.id}/discard`, { version: (await s.evaluator.get(`/schedules/${d.id}`)).version });
		return draftOf(both[lost]);
	};
	const two = await watcher();
	let draft = await anew(drafts[lost]);
	same('the other draft takes who is free', rooms(draft), [two.id]);
	const gone = await meeting(heldOf(two.id), () => officer.ask('DELETE', `/staff/${two.id}`), () => publish(draft));
	same('deleted just before publishing: gone, and not published', [gone.answers[0].status, gone.answers[1].state], [204, 'failed']);
	check('it names the person', new RegExp(`“${two.name}”已被学校删除`).test(gone.answers[1].error), gone.answers[1]);

	const three = person('110101');
	const batch = await importAll(officer, 'staff', [{ 姓名: three.name, 证件类型: three.type, 证件号码: three.number, 手机号: '13900000000', 类别: '监考人员' }]);
	const brought = sqlValue(`SELECT id FROM staff WHERE import_batch_id = ${batch.id}`);
	draft = await anew(draft);
	same('a person of a workbook watches', rooms(draft), [brought]);
	const undone = await meeting(heldOf(brought), () => publish(draft), () => undo(batch));
	await second.stop();
	same('published just before the workbook is taken back: published, and the workbook stays', undone.answers.map((j) => j.state), ['done', 'failed']);
	check('with the reason', new RegExp(`“${three.name}”已排入`).test(undone.answers[1].error), undone.answers[1]);
	same('nobody watches in two places, and everybody is on the list', sql(`SELECT i.staff_id, COUNT(DISTINCT d.plan_id), MIN(t.state) FROM room_invigilator i
		JOIN schedule d ON d.id = i.schedule_id AND d.live = 1 JOIN staff t ON t.id = i.staff_id WHERE d.plan_id IN (${both}) GROUP BY 1 ORDER BY 1`),
	[[one.id, '1', 'active'], [brought, '1', 'active']]);
}

async function scoresUndone() {
	const p = await evaluation(await operator());
	const scored = scorePlan(p, 3);
	movePlan(scored, 'score');
	const sheet = scored.people.map((c, i) => ({ 准考证号: c.ticket, 姓名: c.name, 理论成绩: String(60 + i), 实操成绩: String(70 + 3 * i) }));
	const batch = await confirmImport(p.officer, await checkImport(p.officer, 'score', sheet, { plan: scored.id }));
	const [one, ...rest] = scored.people.map((c) => c.registration).sort((x, y) => x - y);
	const other = session();
	await other.query('START TRANSACTION');
	await other.query(`SELECT registration_id FROM score WHERE registration_id = ${one} FOR UPDATE`);
	const undone = p.officer.post(`/imports/${batch.id}/undo`).then((r) => job(p.officer, r.job, { state: null }));
	check('taking back has begun, and waits', !Number.isNaN(await until(() => waiting() >= 1, 2, 150)));
	const edit = await p.officer.ask('PUT', `/plans/${scored.id}/scores`, { entry: 1, items: [{ registration: rest[1], component: 'theory', score: '88', version: 1 }] });
	await other.query('COMMIT');
	await other.end();
	const j = await undone;
	same('a score is mended while the sheet is taken back: it stands', [edit.status < 300, sqlValue(`SELECT MAX(score_centi) FROM score WHERE registration_id = ${rest[1]}`)], [true, '8800']);
	check('and the sheet stays, with its reason', j.state === 'failed' && /不能整表撤销/.test(j.error), j);
	same('with all of its scores', sqlValue(`SELECT COUNT(*) FROM score WHERE plan_id = ${scored.id}`), '6');
}

async function scoresChanged() {
	const p = await evaluation(await operator());
	const scored = scorePlan(p, 3);
	movePlan(scored, 'score');
	const sheet = (theory) => scored.people.map((c, i) => ({ 准考证号: c.ticket, 姓名: c.name, 理论成绩: String(theory + i), 实操成绩: String(70 + 3 * i) }));
	const registrations = scored.people.map((c) => c.registration).sort((x, y) => x - y);
	const stored = () => sql(`SELECT registration_id, score_centi FROM score s JOIN level_component c ON c.id = s.level_component_id AND c.kind = 'theory'
		WHERE registration_id IN (${registrations}) ORDER BY 1`).map((r) => Number(r[1]));
	await confirmImport(p.officer, await checkImport(p.officer, 'score', sheet(60), { plan: scored.id }));
	const change = await checkImport(p.officer, 'score', sheet(80), { plan: scored.id });
	const other = session();
	await other.query('START TRANSACTION');
	await other.query(`SELECT registration_id FROM score WHERE registration_id = ${registrations[0]} FOR UPDATE`);
	const confirmed = p.officer.post(`/imports/${change.id}/confirm`, { token: change.token }).then((r) => job(p.officer, r.job, { state: null }));
	check('the sheet is being taken, and waits', !Number.isNaN(await until(() => waiting() >= 1, 2, 150)));
	await other.query(`UPDATE score SET score_centi = 9900, version = version + 1 WHERE registration_id = ${registrations[0]}`);
	await other.query('COMMIT');
	await other.end();
	const j = await confirmed;
	check('a score was mended after the check: the sheet is refused, and the row is named', j.state === 'failed' && /第 \d+ 行的成绩在检查之后被改动/.test(j.error), j);
	same('nothing of it is written', stored(), [9900, 6100, 6200]);
}

const start = clockOffset();
for (const [name, act] of Object.entries({
	'registered for two plans': twoPlans, 'registered while the import of candidates is undone': candidatesUndone,
	'registered while an import changes the candidate': candidatesChanged, 'withdrawn while the import of registrations is undone': registrationsUndone,
	'scored anew while the sheet is taken back': scoresUndone, 'scored anew while a sheet is confirmed': scoresChanged,
	'two schedules published at once': twoSchedules, 'invigilators of two schedules, deleted and undone': watchers,
})) {
	await step(name, act);
	clock(start);
}
