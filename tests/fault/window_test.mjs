/*
 * window_test.mjs: time, order and rivals over HTTP: the edges of a plan's windows by a moved database clock, a window that
 * changes under those who register, two tabs at once, 50 edits of one version, somebody who changes schools
 * (faults.md B9, C4, C5, C7, C14).
 */
import { check, clock, clockOffset, colleague, now, refused, same, sleep, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { checkImport, person } from '../api/main_line_world.mjs';
import { hours, level, newSchool, year } from '../api/pilot_scene.mjs';
import { clockAt, HOUR, registrationScene, tally, word, zone } from './registration_scene.mjs';
import { session, until } from './system.mjs';

const { s, school, site, body, row, student, candidates, plan, register, registered, balance } = await registrationScene();

async function edges() {
	const begin = Math.floor(now().getTime() / 1000) * 1000;
	const id = await plan(begin);
	const people = await candidates(6);
	const acts = {
		报考: [1, 2, () => register(id, [people.pop()]), 'done'],
		排考: [3, 4, () => s.evaluator.ask('POST', `/plans/${id}/exam-sessions`, { name: unique('场'), kind: 'theory', starts: zone(begin + 5.2 * HOUR), ends: zone(begin + 5.8 * HOUR) }), 'done'],
		成绩登记: [7, 8, () => s.evaluator.ask('PUT', `/plans/${id}/scores`, { entry: 1, items: [{ registration: '999999999', component: 'theory', score: '90' }] }), 'invalid'],
		// Publicity is prepared from the moment when all scores are in.
		公示: [8, 10, () => s.evaluator.ask('POST', `/plans/${id}/publicity`, {}), 'running'],
		查看公示成绩: [9, 10, () => school.officer.ask('GET', `/plans/${id}/results`), 'done', 'inside'], // seen from then on
	};
	for (const [name, [open, close, act, inside, after = 'outside-window']] of Object.entries(acts)) {
		const found = [];
		for (const at of [begin + open * HOUR - 1000, begin + open * HOUR, begin + close * HOUR - 1000, begin + close * HOUR, begin + close * HOUR + 1000]) {
			await clockAt(at);
			const r = await act();
			found.push(word(r) === 'outside-window' ? 'outside-window' : ['done', inside].includes(word(r)) || (inside !== 'done' && r.status >= 400 && r.status < 500) ? 'inside' : `${r.status} ${word(r)}`);
			if (word(r) === 'outside-window' && !/时间为|尚未开始|已结束|已经/.test(r.body.detail ?? '')) found.push(r.body.detail);
		}
		same(`C5: ${name} one second before its start, at its start, in its last second, at its end, one second later`, found,
			['outside-window', 'inside', 'inside', after, after]);
	}
	same('C5: registered were the two inside', registered(id), 2);
	same('C5: and the quota says so', balance(), 498);
}

/** A request that begins in the window and has to wait until it is over. */
async function across() {
	const begin = Math.floor(now().getTime() / 1000) * 1000;
	const id = await plan(begin);
	const people = await candidates(10);
	const end = begin + 2 * HOUR;
	const waiting = () => Number(sqlValue("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) > 0;
	for (const [name, row, expected] of [
		['for the plan: it is judged when it has it, afterwards', `SELECT id FROM plan WHERE id = ${id} FOR UPDATE`, 'outside-window'],
		['for the quota, judged already: it is done', `SELECT id FROM quota_account WHERE school_id = ${school.organisation} FOR UPDATE`, 'done'],
	]) {
		let found = 'it never waited in time';
		// A machine that is too busy to be in time gets another try; a lock is waited for a second, then all begins anew.
		for (let turn = 0; turn < 5; turn++) {
			const other = session();
			await other.query('START TRANSACTION');
			await other.query(row);
			await clockAt(end - 1000);
			await sleep(350);
			const going = register(id, [people.pop()]);
			await sleep(150);
			const began = waiting() && now().getTime() < end;
			await sleep(Math.max(0, end + 100 - now().getTime()));
			await other.query('COMMIT');
			await other.end();
			const r = await going;
			if (!began) continue;
			found = word(r);
			break;
		}
		same(`C5: a registration that begins in the window's last second and waits ${name}`, found, expected);
	}
}

async function moving() {
	const begin = Math.floor(now().getTime() / 1000) * 1000;
	const id = await plan(begin);
	const people = await candidates(40);
	const second = await colleague(s.evaluatorAdmin, ['exam_officer'], '评价组织另一人');
	const change = await s.evaluator.post(`/plans/${id}/window-changes`, { phase: 'registration', open: zone(begin + HOUR), close: zone(begin + 2.5 * HOUR), reason: '应院校要求延长' });
	await refused('C7: the one who asked does not approve', 403, s.evaluator, 'POST', `/window-changes/${change.id}/approve`);
	await clockAt(begin + 2 * HOUR - 2000);
	// They register, 40 in turn over four seconds, while the end is moved and then passes.
	const all = [];
	const approved = sleep(900).then(async () => ({ r: await second.ask('POST', `/window-changes/${change.id}/approve`) }));
	for (let i = 0; i < 40; i++) {
		all.push(register(id, [people[i]]));
		await sleep(100);
	}
	const words = (await Promise.all(all)).map(word);
	const { r } = await approved;
	same('C7: the extension is approved by another person while they register', r.status, 204);
	same('C7: who registers notices nothing of it, before and after the old end', tally(words), { done: 40 });
	same('C7: all of them are there', registered(id), 40);
	const trail = sql(`SELECT action, account_id FROM audit_entry WHERE subject_id IN (${id}, ${change.id}) AND action LIKE 'plan_%change%' ORDER BY id`);
	check('C7: both persons stand in the trail', trail.some(([a]) => a === 'plan_window_change') && trail.some(([a, who]) => a === 'plan_change_approve' && who === String(second.account)), trail);
	const late = await s.evaluator.post(`/plans/${id}/window-changes`, { phase: 'registration', open: zone(begin + HOUR), close: zone(begin + 2.8 * HOUR), reason: '再次延长' });
	await clockAt(begin + 2.5 * HOUR);
	await refused('C7: what is over is not prolonged', [409, 422], second, 'POST', `/window-changes/${late.id}/approve`);

	// In the very moment: who registers waits for the one who moves the window, and is judged by what he leaves.
	for (const [to, expected] of [[begin + 2.9 * HOUR, 'done'], [begin + 2.6 * HOUR, 'outside-window']]) {
		await clockAt(begin + 2.7 * HOUR);
		const [one] = await candidates(1);
		const other = session();
		await other.query('START TRANSACTION');
		await other.query(`UPDATE plan SET registration_close_at = '${zone(to).replace('T', ' ').replace('Z', '')}', version = version + 1 WHERE id = ${id}`);
		const going = register(id, [one]);
		await sleep(300);
		await other.query('COMMIT');
		await other.end();
		same(`C7: a registration in the moment of a change: ${expected}`, word(await going), expected);
	}
}

async function tabs() {
	const begin = Math.floor(now().getTime() / 1000) * 1000;
	const id = await plan(begin);
	const [one, two] = await candidates(2);
	await clockAt(begin + 1.5 * HOUR);
	const before = balance();
	const both = await Promise.all([register(id, [one]), register(id, [one]), register(id, [one]), register(id, [one])]);
	const words = both.map(word);
	check('C4: 报考 in four tabs at once: one is done, the others see that it is', words.filter((w) => w === 'done').length === 1 && both.every((r) => r.status < 500) &&
		both.filter((r) => r.status >= 400).every((r) => /已在本计划报考|刚被另一请求/.test(JSON.stringify(r.body))), both.map((r) => r.body));
	same('C4: one registration, one of the quota', [registered(id), balance()], [1, before - 1]);
	const mixed = await register(id, [one, two]);
	same('C4: all or none: with one who is registered already nobody is', [mixed.status, registered(id), balance()], [422, 1, before - 1]);
	const registration = sqlValue(`SELECT id FROM registration WHERE plan_id = ${id}`);
	const off = await Promise.all([1, 2, 3].map(() => school.officer.ask('DELETE', `/registrations/${registration}`)));
	same('C4: withdrawn in three tabs: once', [off.filter((r) => r.status === 204).length, balance()], [1, before]);
}

async function edits() {
	const { evaluator, op } = s;
	const b = body(Math.floor(now().getTime() / 1000) * 1000);
	const draft = (t) => ({ kind: 'notice', title: t, body: '正文' });
	const pilot = { evaluator: evaluator.organisation, year, statement: '甲', items: [{ level: s.middle, major: s.inside, count: 5 }] };
	const quota = { certificate: s.certificate, year, statement: '甲', items: [{ level: s.junior, major: s.inside, head_count: 5, asked: 5 }] };
	const room = { site, building: '楼', name: unique('室'), kind: 'theory', rows: 5, columns: 5 };
	const where = { evaluator: evaluator.organisation, statement: '甲', certificates: [s.certificate], items: [{ kind: 'teaching', name: '教师', quantity: 3 }] };
	const p = person('110101');
	const staff = { name: p.name, document_type: 'resident_id', document_number: p.number, kind: 'officer' };
	const own = await colleague(s.evaluatorAdmin, ['auditor']);
	await s.office.put('/province-windows', { kind: 'quota', year, open: hours(-1), close: hours(24) });
	const cases = [
		['announcement', op, '/announcements', draft('甲'), (i) => draft(`题${i}`)],
		['plan', evaluator, '/plans', b, (i) => ({ ...b, name: `计划${i}` })],
		['pilot application', school.officer, '/pilot-applications', pilot, (i) => ({ ...pilot, statement: `说明${i}` })],
		['quota application', school.officer, '/quota-applications', quota, (i) => ({ ...quota, statement: `说明${i}` })],
		['room', school.officer, '/rooms', room, (i) => ({ ...room, building: `楼${i}` })],
		['site application', school.officer, '/site-applications', where, (i) => ({ ...where, statement: `说明${i}` })],
		['staff', school.officer, '/staff', staff, (i) => ({ ...staff, phone: `139${10000000 + i}` })],
		['standard', evaluator, `/certificates/${s.certificate}/versions`, { levels: [level(1, [s.inside])] }, (i) => ({ title: `标准${i}`, levels: [level(1, [s.inside])] }), '/standard-versions'],
		['duties', s.evaluatorAdmin, null, own.account, (i) => ({ duties: i % 2 ? ['exam_officer'] : ['auditor', 'exam_officer'] }), '/accounts', '/duties'],
	];
	for (const [name, actor, path, input, edit, at = path, tail = ''] of cases) {
		const id = path ? (await actor.post(path, input)).id : input;
		const find = async () => (name === 'duties' || name === 'staff' ? (await actor.all(at)).find((x) => x.id === id) : await actor.get(`${at}/${id}`)).version;
		const version = await find();
		const states = [];
		for (let round = 0; round < 2; round++) {
			const all = await Promise.all(Array.from({ length: 50 }, (_, i) => actor.ask('PUT', `${at}/${id}${tail}`, { ...edit(i), version: version + round })));
			const t = tally(all.map((r) => (r.status < 300 ? 'won' : word(r))));
			states.push([t.won, t.conflict]);
		}
		same(`B9: ${name}: 50 edits of one version, twice: one wins, the others are told`, states, [[1, 49], [1, 49]]);
		same(`B9: ${name}: the version went up by two`, (await find()) - version, 2);
	}
}

async function moved() {
	const other = await newSchool(s.province);
	const who = await colleague(school, ['exam_officer'], '调动的人');
	const batch = await checkImport(who, 'candidate', [row(person('110101')), row(person('110101'))]);
	const [mine] = await candidates(1);
	same('C14: before the move he sees his school', [batch.state, (await who.ask('GET', `/candidates/${mine}`)).status], ['checked', 200]);
	const cookie = who.jar.get('__Host-session');
	sql(`UPDATE account SET organisation_id = ${other.organisation} WHERE id = ${who.account}`);
	const after = await Promise.all([
		who.ask('GET', `/imports/${batch.id}`), who.ask('GET', `/imports/${batch.id}/faults`), who.ask('POST', `/imports/${batch.id}/confirm`, { token: batch.token }),
		who.ask('POST', `/imports/${batch.id}/undo`), who.ask('GET', `/candidates/${mine}`), who.ask('POST', `/candidates/${mine}/reveal`, { reason: '核对' }),
		who.ask('GET', `/jobs/${batch.job ?? batch.check_job ?? 1}`),
	]);
	same('C14: moved to another school, the open batch is out of reach at once', after.map((r) => r.status), Array(after.length).fill(404));
	same('C14: his lists are those of the new school', (await who.all('/candidates')).length + (await who.all('/imports')).length, 0);
	same('C14: with the same session, or none', [who.jar.get('__Host-session') === cookie, (await who.get('/session')).organisation], [true, other.organisation]);
	const made = await who.post('/candidates', { name: '张三', document_type: 'resident_id', document_number: person('110101').number, student_number: student(), education_level: 'college', major_code: '570201', major_name: '应用化工技术', enrolment_year: year - 2 });
	same('C14: what he makes belongs to the new school', sqlValue(`SELECT school_id FROM candidate WHERE id = ${made.id}`), String(other.organisation));
	same('C14: the batch is as it was', [sqlValue(`SELECT state FROM import_batch WHERE id = ${batch.id}`), sqlValue(`SELECT COUNT(*) FROM candidate WHERE import_batch_id = ${batch.id}`)], ['checked', '0']);
	const mate = await school.officer.get(`/imports/${batch.id}`);
	same('C14: his former colleagues go on with it', mate.state, 'checked');
}

const start = clockOffset();
await step('the edges of the windows', edges);
clock(start);
await step('across an edge', across);
clock(start);
await step('a window that moves', moving);
clock(start);
await step('two tabs', tabs);
clock(start);
await step('fifty edits', edits);
await step('somebody changes schools', moved);
check('the clock is as it was', (await until(() => clockOffset() === start, 1)) >= 0);
