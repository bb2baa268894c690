/*
 * main_line_plan.mjs: the main line from the exam plan to the seating: five windows, rooms, registration by workbook and by
 * list, withdrawal, scheduling over several sites. The clock moves; each window is tried at both of its edges.
 */
import { allRefused, check, job, moveClockTo, nobody, now, refused, same, sqlValue, unique } from './lib.mjs';
import { checkImport, confirmImport } from './main_line_world.mjs';
import { YEAR } from './main_line_prepare.mjs';

const DAY = 86400e3;
const of = (w, school, key) => w.people.filter((p) => p.school === school && p.key === key);
const at = (ms) => new Date(ms).toISOString();
const seconds = (time, s) => new Date(Date.parse(time) + s * 1000);

/** The five windows by days from the beginning. */
function windows(begin, days = [[1, 3], [4, 6], [8, 10], [11, 13], [14, 17]]) {
	return days.map(([open, close]) => ({ open: at(begin + open * DAY), close: at(begin + close * DAY) }));
}
const planBody = (w, kind, level, extra = {}) => ({
	number: unique('P').toUpperCase(), name: kind === 'regular' ? '化工精馏安全控制（中级）考试' : 'HAZOP 分析（初级）增补考试', kind, year: YEAR,
	description: '测试计划', two_entries: kind === 'regular', levels: [level], windows: windows(w.begin), ...extra,
});
const level = (w, key, n) => w.certificates[key].levels.find((l) => l.level === n).id;

async function rooms(w, school, key, n) {
	const site = w.sites[`${school} ${key}`];
	const ids = [];
	for (const kind of ['theory', 'practical']) {
		for (let i = 1; i <= n; i++) {
			const { id } = await w[school].officer.post('/rooms', {
				site, building: kind === 'theory' ? '一号教学楼' : '实训楼', name: `${key === 'hazop' ? 'H' : 'D'}${kind[0]}${i}0${i}`, kind, rows: 6, columns: 7, equipment: 42,
				accessibility: i === 1 ? 7 : 0, blocked: [{ row: 6, column: 7, kind: 'broken' }],
			});
			ids.push(id);
		}
	}
	return ids;
}

async function byWorkbook(w, school, plan, key, title) {
	const rows = of(w, school, key).map((p) => ({ 姓名: p.name, 证件号码: p.number, 证书等级: title }));
	const fields = { plan: w.plans[plan], certificate: w.certificates[key].id };
	const stranger = of(w, school === 'school1' ? 'school2' : 'school1', key)[0];
	const wrong = await checkImport(w[school].officer, 'registration', [...rows.slice(0, 3), rows[0], { 姓名: stranger.name, 证件号码: stranger.number, 证书等级: title }], fields);
	check(`${school}: twice in one sheet and another school's candidate are told`, wrong.refused >= 2 && wrong.faults.length >= 2 && !wrong.faults.some((f) => JSON.stringify(f).includes(stranger.number)), wrong);
	const batch = await checkImport(w[school].officer, 'registration', rows, fields);
	same(`${school}: registration by workbook is right`, [batch.accepted, batch.refused], [rows.length, 0]);
	await confirmImport(w[school].officer, batch);
}

const registered = (w, plan) => Number(sqlValue(`SELECT COUNT(*) FROM registration WHERE plan_id = ${w.plans[plan]} AND state = 'registered'`));
const list = (w, school, key, n, site) => ({ level: level(w, key, n), site: w.sites[site], candidates: of(w, school, key).map((p) => p.id) });

export const plan = [
	{
		name: 'plans, regular and additional, are drafted and published with five windows',
		before: (w) => {
			w.begin = Math.floor(now().getTime() / 1000) * 1000;
			const wrong = windows(w.begin, [[1, 3], [2, 6], [8, 10], [11, 13], [14, 17]]);
			return [
				['windows that overlap', 422, w.ev1.officer, 'POST', '/plans', planBody(w, 'regular', level(w, 'distillation', 2), { windows: wrong })],
				['four windows', 422, w.ev1.officer, 'POST', '/plans', planBody(w, 'regular', level(w, 'distillation', 2), { windows: windows(w.begin).slice(1) })],
				['a level of another organisation', 422, w.ev1.officer, 'POST', '/plans', planBody(w, 'regular', level(w, 'hazop', 1))],
				['a school plans nothing', 403, w.school1.officer, 'POST', '/plans', planBody(w, 'regular', level(w, 'distillation', 2))],
				['a signer plans nothing', 403, w.ev1.signer, 'POST', '/plans', planBody(w, 'regular', level(w, 'distillation', 2))],
			];
		},
		run: async (w) => {
			w.plans = {};
			w.windows = windows(w.begin);
			for (const [name, team, kind, key, n] of [['regular', w.ev1, 'regular', 'distillation', 2], ['additional', w.ev2, 'additional', 'hazop', 1]]) {
				const { id } = await team.officer.post('/plans', planBody(w, kind, level(w, key, n)));
				w.plans[name] = id;
				if (name === 'regular') {
					await allRefused('a draft', [
						['is not seen by schools', 404, w.school1.officer, 'GET', `/plans/${id}`],
						['is not published by another organisation', 404, w.ev2.officer, 'POST', `/plans/${id}/publish`, { version: 1 }],
						['is not published by an auditor', 403, w.ev1.auditor, 'POST', `/plans/${id}/publish`, { version: 1 }],
						['is not published in another version', 409, w.ev1.officer, 'POST', `/plans/${id}/publish`, { version: 9 }],
						['takes nobody', [404, 409], w.school1.officer, 'POST', `/plans/${id}/registrations`, list(w, 'school1', key, n, 'school1 distillation')],
					]);
				}
				await team.officer.post(`/plans/${id}/publish`, { version: (await team.officer.get(`/plans/${id}`)).version });
				const seen = await w.school1.officer.get(`/plans/${id}`);
				same(`${name}: the phase follows from the clock`, [seen.state, seen.phase], ['published', 'before']);
			}
		},
		after: (w) => [
			['published twice', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/publish`, { version: 2 }],
			['edited after publication', 409, w.ev1.officer, 'PUT', `/plans/${w.plans.regular}`, { ...planBody(w, 'regular', level(w, 'distillation', 2)), version: 2 }],
			['registration before its window', 409, w.school1.officer, 'POST', `/plans/${w.plans.regular}/registrations`, list(w, 'school1', 'distillation', 2, 'school1 distillation')],
			['scheduling before its window', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/schedules`, {}],
			['scores before their window', 409, w.ev1.officer, 'PUT', `/plans/${w.plans.regular}/scores`, { entry: 1, items: [{ registration: '1', component: 'theory', score: '90' }] }],
		],
	},
	{
		name: 'rooms with seat maps are set for the plans',
		run: async (w) => {
			w.rooms = {};
			for (const [school, key, n] of [['school1', 'distillation', 4], ['school3', 'distillation', 2], ['school1', 'hazop', 2], ['school3', 'hazop', 1]]) {
				const ids = await rooms(w, school, key, n);
				w.rooms[`${school} ${key}`] = ids;
				await w[school].officer.put(`/plans/${w.plans[key === 'hazop' ? 'additional' : 'regular']}/rooms`, { rooms: ids });
			}
			const one = await w.school1.officer.get(`/rooms/${w.rooms['school1 distillation'][0]}`);
			same('capacity is the usable seats', one.capacity, 41);
		},
		after: (w) => {
			const [room] = w.rooms['school1 distillation'];
			return [
				['another school reads a room', 404, w.school3.officer, 'GET', `/rooms/${room}`],
				['another school takes it away', 404, w.school3.officer, 'DELETE', `/rooms/${room}`],
				['another school\'s room for the plan', 422, w.school3.officer, 'PUT', `/plans/${w.plans.regular}/rooms`, { rooms: [room] }],
				['the evaluator sets no rooms', 403, w.ev1.officer, 'PUT', `/plans/${w.plans.regular}/rooms`, { rooms: [room] }],
				['a broken seat outside the room', 422, w.school1.officer, 'POST', '/rooms', { site: w.sites['school1 distillation'], building: 'x', name: 'y', kind: 'theory', rows: 3, columns: 3, blocked: [{ row: 4, column: 1, kind: 'broken' }] }],
				['the same room twice', 409, w.school1.officer, 'POST', '/rooms', { site: w.sites['school1 distillation'], building: '一号教学楼', name: 'Dt101', kind: 'theory', rows: 3, columns: 3 }],
			];
		},
	},
	{
		name: 'a window is extended only by two persons, with a public reason',
		run: async (w) => {
			const [{ open, close }] = w.windows;
			const later = seconds(close, 3600).toISOString();
			const asked = await w.ev1.officer.post(`/plans/${w.plans.regular}/window-changes`, { phase: 'registration', open, close: later, reason: '部分院校停电' });
			await allRefused('an extension', [
				['by the same person', [403, 409], w.ev1.officer, 'POST', `/window-changes/${asked.id}/approve`],
				['by another organisation', 404, w.ev2.officer, 'POST', `/window-changes/${asked.id}/approve`],
				['without a reason', 422, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/window-changes`, { phase: 'registration', open, close: later }],
				['by the school', 403, w.school1.officer, 'POST', `/plans/${w.plans.regular}/window-changes`, { phase: 'registration', open, close: later, reason: 'x' }],
			]);
			await w.ev1.officer2.post(`/window-changes/${asked.id}/approve`);
			w.windows[0].close = later;
			same('the window is longer', Date.parse((await w.school1.officer.get(`/plans/${w.plans.regular}`)).windows[0].close), Date.parse(later));
		},
		after: (w) => [
			['an earlier close', 422, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/window-changes`, { phase: 'registration', open: w.windows[0].open, close: seconds(w.windows[0].close, -7200).toISOString(), reason: '提前' }],
			['a close behind the next opening', 422, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/window-changes`, { phase: 'registration', open: w.windows[0].open, close: seconds(w.windows[1].open, 3600).toISOString(), reason: '过长' }],
		],
	},
	{
		name: 'registration opens at its minute; by workbook and by list',
		run: async (w) => {
			const mine = list(w, 'school2', 'distillation', 2, 'school1 distillation');
			const first = { ...mine, candidates: mine.candidates.slice(0, 1) };
			const path = `/plans/${w.plans.regular}/registrations`;
			moveClockTo(seconds(w.windows[0].open, -1.6));
			await refused('a second before the opening, whatever the Date header says', 409, w.school2.officer, 'POST', path, first, { headers: { Date: 'Fri, 01 Jan 2038 00:00:00 GMT' } });
			moveClockTo(seconds(w.windows[0].open, 0.6));
			const opened = await w.school2.officer.ask('POST', path, first, { headers: { Date: 'Mon, 01 Jan 2001 00:00:00 GMT' } });
			check('at the opening it is open', opened.status === 201, opened.body);
			const key = 'double-click-000001';
			const rest = { ...mine, candidates: mine.candidates.slice(1) };
			const both = await Promise.all([1, 2].map(() => w.school2.officer.ask('POST', path, rest, { key })));
			check('a double click registers once', both.some((r) => r.status === 201) && both.every((r) => [201, 409].includes(r.status)), both.map((r) => r.body));
			same('50 of the second school', registered(w, 'regular'), 50);
			await byWorkbook(w, 'school1', 'regular', 'distillation', '中级');
			await byWorkbook(w, 'school3', 'regular', 'distillation', '中级');
			same('200 in the regular plan', registered(w, 'regular'), 200);
			await byWorkbook(w, 'school1', 'additional', 'hazop', '初级');
			await w.school2.officer.post(`/plans/${w.plans.additional}/registrations`, list(w, 'school2', 'hazop', 1, 'school1 hazop'));
			await w.school3.officer.post(`/plans/${w.plans.additional}/registrations`, list(w, 'school3', 'hazop', 1, 'school3 hazop'));
			same('100 in the additional plan', registered(w, 'additional'), 100);
			const account = sqlValue(`SELECT quota_account_id FROM registration WHERE plan_id = ${w.plans.additional} AND school_id = ${w.school2.administrator.organisation} LIMIT 1`);
			same('quota is used', sqlValue(`SELECT balance FROM quota_account WHERE id = ${account}`), '10');
			await w.office1.officer.post(`/quota/${account}/adjust`, { amount: -10, reason: '收回余额' });
		},
		after: (w) => {
			const path = `/plans/${w.plans.regular}/registrations`;
			const body = (school, key, n, site, i = 0) => { const b = list(w, school, key, n, site); return { ...b, candidates: b.candidates.slice(i, i + 1) }; };
			const extra = `/plans/${w.plans.additional}/registrations`;
			return [
				['twice for the same level', 422, w.school1.officer, 'POST', path, body('school1', 'distillation', 2, 'school1 distillation')],
				['another school\'s candidate', [404, 422], w.school2.officer, 'POST', path, body('school1', 'distillation', 2, 'school1 distillation')],
				['a level that the plan does not hold', 422, w.school1.officer, 'POST', path, { ...body('school1', 'hazop', 1, 'school1 distillation'), level: level(w, 'distillation', 1) }],
				['a major outside the scope', 422, w.school1.officer, 'POST', path, { ...list(w, 'school1', 'hazop', 1, 'school1 distillation'), level: level(w, 'distillation', 2), candidates: [w.people.find((p) => p.school === 'school1' && p.major === 'safety').id] }],
				['a site of another province', 422, w.school1.officer, 'POST', path, { ...body('school1', 'hazop', 1, 'school3 distillation'), level: level(w, 'distillation', 2) }],
				['a site for another certificate', 422, w.school1.officer, 'POST', path, { ...body('school1', 'hazop', 1, 'school1 hazop'), level: level(w, 'distillation', 2) }],
				['more than the quota', [409, 422], w.school2.officer, 'POST', extra, { ...body('school2', 'hazop', 1, 'school1 hazop'), candidates: [of(w, 'school2', 'distillation')[0].id] }],
				['the evaluator registers nobody', 403, w.ev1.officer, 'POST', path, body('school1', 'distillation', 2, 'school1 distillation')],
				['the public', 401, nobody(), 'POST', path, body('school1', 'distillation', 2, 'school1 distillation')],
				['one wrong among many: none', 422, w.school1.officer, 'POST', extra, { ...list(w, 'school1', 'distillation', 1, 'school1 hazop'), level: level(w, 'hazop', 1), candidates: of(w, 'school1', 'distillation').slice(48, 52).map((p) => p.id) }],
			];
		},
	},
	{
		name: 'a registration is withdrawn and its quota comes back, until the window closes',
		run: async (w) => {
			const all = await w.school1.officer.all(`/plans/${w.plans.regular}/registrations`);
			same('the school sees its own registrations', all.length, 90);
			const one = all.find((r) => r.name === of(w, 'school1', 'distillation')[3].name);
			const account = sqlValue(`SELECT quota_account_id FROM registration WHERE id = ${one.id}`);
			const balance = () => Number(sqlValue(`SELECT balance FROM quota_account WHERE id = ${account}`));
			const before = balance();
			await allRefused('a withdrawal', [
				['by another school', 404, w.school2.officer, 'DELETE', `/registrations/${one.id}`],
				['by the evaluator', 403, w.ev1.officer, 'DELETE', `/registrations/${one.id}`],
			]);
			await w.school1.officer.remove(`/registrations/${one.id}`);
			same('the quota is back', balance(), before + 1);
			await refused('withdrawn twice', 409, w.school1.officer, 'DELETE', `/registrations/${one.id}`);
			same('and came back once', balance(), before + 1);
			moveClockTo(seconds(w.windows[0].close, -2));
			await w.school1.officer.post(`/plans/${w.plans.regular}/registrations`, { ...list(w, 'school1', 'distillation', 2, 'school1 distillation'), candidates: [one.candidate] });
			same('registered again in the last second', [registered(w, 'regular'), balance()], [200, before]);
			w.one = one.id;
			moveClockTo(seconds(w.windows[0].close, 0.6));
		},
		after: (w) => [
			['registration at the close', 409, w.school1.officer, 'POST', `/plans/${w.plans.regular}/registrations`, list(w, 'school1', 'distillation', 2, 'school1 distillation')],
			['withdrawal after the close', 409, w.school1.officer, 'DELETE', `/registrations/${w.one}`],
			['scheduling between the windows', 409, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/exam-sessions`, { name: 'x', kind: 'theory', starts: w.windows[2].open, ends: w.windows[2].close }],
		],
	},
	{
		name: 'sessions and a seating over two sites, drawn by a seed, adjusted, published',
		run: async (w) => {
			moveClockTo(seconds(w.windows[1].open, 1));
			w.schedules = {};
			w.sessionRooms = {};
			for (const [name, team, offset] of [['regular', w.ev1, 1], ['additional', w.ev2, 26]]) {
				const planId = w.plans[name];
				const open = Date.parse(w.windows[2].open) + offset * 3600e3;
				for (const [kind, h] of [['theory', 0], ['practical', 3]])
					await team.officer.post(`/plans/${planId}/exam-sessions`, { name: `${kind === 'theory' ? '理论' : '实操'}场`, kind, starts: at(open + h * 3600e3), ends: at(open + (h + 2) * 3600e3) });
				const made = await team.officer.post(`/plans/${planId}/schedules`, { seed: 'ab'.repeat(32) });
				await job(team.officer, made.job);
				const schedule = await team.officer.get(`/schedules/${made.id}`);
				const all = await team.officer.all(`/schedules/${made.id}/rooms`);
				const n = name === 'regular' ? 200 : 100;
				same(`${name}: everybody sits, in theory and in practice`, [schedule.state, schedule.seats, all.reduce((t, r) => t + r.seats, 0)], ['draft', 2 * n, 2 * n]);
				check(`${name}: no room is overfull, each has two invigilators`, all.every((r) => r.seats <= r.capacity && r.invigilators === 2), all.filter((r) => r.invigilators !== 2));
				const chart = (id) => sqlValue(`SELECT SHA2(GROUP_CONCAT(a.registration_id, ':', a.seat_no, ':', s.exam_session_id, ':', s.exam_room_id ORDER BY a.registration_id, s.exam_session_id), 256)
					FROM seat_assignment a JOIN session_room s ON s.id = a.session_room_id WHERE a.schedule_id = ${id}`);
				const drawn = chart(made.id);
				await refused(`${name}: a second draft beside the first`, 409, team.officer, 'POST', `/plans/${planId}/schedules`, { seed: 'cd'.repeat(32) });
				await team.officer.post(`/schedules/${made.id}/discard`, { version: schedule.version });
				const again = await team.officer.post(`/plans/${planId}/schedules`, { seed: 'ab'.repeat(32) });
				await job(team.officer, again.job);
				same(`${name}: the same seed draws the same chart`, chart(again.id), drawn);
				w.schedules[name] = again.id;
				w.sessionRooms[name] = await team.officer.all(`/schedules/${again.id}/rooms`);
			}
			const taken = sqlValue(`SELECT COUNT(*) - COUNT(DISTINCT session_room_id, seat_no) FROM seat_assignment WHERE schedule_id = ${w.schedules.regular}`);
			same('one seat, one person', taken, '0');
		},
		after: (w) => {
			const s = w.schedules.regular;
			return [
				['the school schedules nothing', 403, w.school1.officer, 'POST', `/plans/${w.plans.regular}/schedules`, {}],
				['another organisation schedules nothing', 404, w.ev2.officer, 'POST', `/plans/${w.plans.regular}/schedules`, {}],
				['another organisation publishes nothing', 404, w.ev2.officer, 'POST', `/schedules/${s}/publish`, { version: 1 }],
				['an auditor publishes nothing', 403, w.ev1.auditor, 'POST', `/schedules/${s}/publish`, { version: 1 }],
				['a session outside the exam window', 422, w.ev1.officer, 'POST', `/plans/${w.plans.regular}/exam-sessions`, { name: '早场', kind: 'theory', starts: w.windows[1].open, ends: w.windows[1].close }],
				['rooms change no more', 409, w.school1.officer, 'PUT', `/plans/${w.plans.regular}/rooms`, { rooms: w.rooms['school1 distillation'].slice(1) }],
				['a ticket before the seating is published', [404, 409], w.school1.officer, 'GET', `/registrations/${w.one}/ticket`],
			];
		},
	},
];
