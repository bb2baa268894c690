/*
 * plan_test.mjs: what people see of plans: the list with its filters and orders, the phase that it and the page agree on, what
 * a plan still lacks and for whom, its sites; whom a school may register, with the quota left, and withdrawal of many at
 * once; cancelling and closing. How a plan is made and extended is site_test.mjs's matter, seating schedule_test.mjs's.
 */
import { randomBytes } from 'node:crypto';
import { check, clock, clockOffset, colleague, now, refused, same, sql, sqlValue, unique } from './lib.mjs';
import { makePilot, newSchool, scene, year } from './pilot_scene.mjs';

const PROVINCE = '430000';
const s = await scene(PROVINCE);
const school = await newSchool(PROVINCE);
const other = await newSchool(PROVINCE);
const foreign = await scene('440000');
await makePilot(s, school, [s.junior]);
const me = school.officer;
const second = await colleague(s.evaluatorAdmin, ['exam_officer'], '第二人');
const start = clockOffset();
const at = (days) => new Date(now().getTime() + days * 86400000).toISOString().replace(/\.\d+Z$/, 'Z');

// --- plans at all times, published together and seen later
const spans = { running: [[1, 3], [3, 5], [5, 7], [7, 9], [9, 11]], gaps: [[1, 2], [4, 5], [6, 7], [8, 9], [10, 11]] };
const body = (name, windows, fields) => ({ number: unique('L'), name, kind: 'regular', year, levels: [s.junior, s.middle], windows: windows.map(([a, b]) => ({ open: at(a), close: at(b) })), ...fields });
const make = async (name, windows, fields) => (await s.evaluator.post('/plans', body(name, windows, fields))).id;
const running = await make(unique('甲计划'), spans.running);
const gaps = await make(unique('乙计划'), spans.gaps, { kind: 'additional', year: year + 1, levels: [s.middle] });
const draft = await make(unique('丙计划'), spans.running);
for (const id of [running, gaps]) await s.evaluator.post(`/plans/${id}/publish`, { version: 1 });

const mine = [running, gaps, draft];
const list = async (actor, query = {}) => (await actor.all(`/plans?${new URLSearchParams({ evaluator: s.evaluator.organisation, ...query })}`)).map((p) => p.id);
same('the organisation sees its own, newest first', await list(s.evaluator), [...mine].reverse());
same('a school sees those that were published', await list(me), [gaps, running]);
same('another organisation sees none of them', await list(foreign.evaluator), []);
same('by state', await list(s.evaluator, { state: 'draft' }), [draft]);
same('by kind', await list(s.evaluator, { kind: 'additional' }), [gaps]);
same('by year', await list(s.evaluator, { year: year + 1 }), [gaps]);
const one = await s.evaluator.get(`/plans/${running}`);
same('by number', await list(s.evaluator, { q: one.number }), [running]);
same('by a part of the name', await list(s.evaluator, { q: one.name.slice(1) }), [running]);
const ordered = await s.evaluator.all(`/plans?sort=number&order=desc&evaluator=${s.evaluator.organisation}`, 2);
same('by number, from the end, over two pages', ordered.map((p) => p.number), ordered.map((p) => p.number).sort().reverse());
same('with everything', ordered.length, 3);
same('page by page', (await s.evaluator.all(`/plans?sort=registration_close&evaluator=${s.evaluator.organisation}`, 1)).map((p) => p.id).sort(), [...mine].sort());
{
	const line = (await me.all(`/plans?evaluator=${s.evaluator.organisation}`)).find((p) => p.id === running);
	check('a line names its levels', line.level_count === 2 && /化工精馏安全控制（初级）、化工精馏安全控制（中级）/.test(line.level_names), line);
}
const seen = new Set();
for (const day of [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5]) {
	clock(start + day * 86400);
	for (const id of [running, gaps]) {
		const { phase } = await s.evaluator.get(`/plans/${id}`);
		seen.add(phase);
		const found = await list(s.evaluator, { phase });
		if (!found.includes(id)) check(`day ${day}: the filter knows the phase ${phase} of the page`, false, found);
	}
}
same('every phase was seen, and the list and the page agree', [...seen].sort(), ['before', 'between', 'exam', 'finished', 'publicity', 'registration', 'scheduling', 'score']);
same('a draft is in its own phase', await list(s.evaluator, { phase: 'draft' }), [draft]);
clock(start);

// --- what is missing, and for whom
const missing = async (actor, id = running) => Object.fromEntries((await actor.get(`/plans/${id}/missing`)).items.map((m) => [m.code, m.count]));
same('a draft wants to be published', await missing(s.evaluator, draft), { publish: 1 });
await refused('a draft is nobody else\'s', 404, me, 'GET', `/plans/${draft}/missing`);
await refused('nor another organisation\'s', 404, foreign.evaluator, 'GET', `/plans/${running}/missing`);
const site = sqlValue(`INSERT INTO site (school_id, province, evaluator_id, code, name, address)
	VALUES (${school.organisation}, '${PROVINCE}', ${s.evaluator.organisation}, '${String(Math.floor(Math.random() * 9000) + 1000)}', '虚构考核站点', '虚构市实训路 1 号'); SELECT LAST_INSERT_ID()`);
sql(`INSERT INTO site_certificate (site_id, certificate_id, approved_at) VALUES (${site}, ${s.certificate}, UTC_TIMESTAMP(6))`);
const candidate = (name, verification = 'accurate', major = s.inside, klass = '化工 1 班') => sqlValue(`INSERT INTO candidate (school_id, province, name, document_type,
	document_sealed, document_index, document_mask, person_index, student_number, education_level, major_id, enrol_year, class_name, verification)
	VALUES (${school.organisation}, '${PROVINCE}', '${name}', 'resident_id', 'x', 0x${randomBytes(32).toString('hex')}, '110***********0000',
	0x${randomBytes(32).toString('hex')}, '${unique('S')}', 'college', ${major}, 2024, '${klass}', '${verification}'); SELECT LAST_INSERT_ID()`);
const people = ['虚构甲', '虚构乙', '虚构丙', '虚构丁'].map((n, i) => candidate(n, 'accurate', s.inside, `化工 ${(i % 2) + 1} 班`));
candidate('虚构戊', 'pending');
candidate('虚构己', 'accurate', s.outside);
sql(`INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year, granted, used, balance)
	VALUES (${school.organisation}, '${PROVINCE}', ${s.evaluator.organisation}, ${s.junior}, ${s.inside}, ${year}, 3, 0, 3);
	INSERT INTO quota_entry (quota_account_id, kind, amount, balance_after) VALUES (LAST_INSERT_ID(), 'grant', 3, 3)`);
same('a school needs rooms and verified candidates', await missing(me), { room: 1, verification: 1 });
const room = (await me.post('/rooms', { site, building: '实训楼', name: '101', kind: 'theory', rows: 4, columns: 5, accessibility: 1, blocked: [{ row: 1, column: 1, kind: 'broken' }] })).id;
clock(start + 1.5 * 86400);

// --- whom a school may register
const eligible = async (query = {}) => (await me.all(`/plans/${running}/eligible-candidates?${new URLSearchParams({ level: s.junior, ...query })}`)).map((c) => c.id);
same('accurate, and of a major in the scope', (await eligible()).sort(), [...people].sort());
same('of a class', (await eligible({ class_name: '化工 2 班' })).sort(), [people[1], people[3]].sort());
same('by name', await eligible({ q: '构丙' }), [people[2]]);
same('none of another school', await other.officer.all(`/plans/${running}/eligible-candidates?level=${s.junior}`), []);
await refused('the organisation does not register', 403, s.evaluator, 'GET', `/plans/${running}/eligible-candidates?level=${s.junior}`);
await refused('the level must be said', 422, me, 'GET', `/plans/${running}/eligible-candidates`);
const quota = async () => (await me.get(`/plans/${running}/quota`)).items.map((q) => [q.level_id, q.balance, q.registered, q.eligible]);
same('the quota left beside it', await quota(), [[s.junior, 3, 0, 4]]);
same('what is missing counts no further than the quota', await missing(me), { room: 1, verification: 1, registration: 3 });
same('the sites to choose from', (await me.get(`/plans/${running}/registration-sites?level=${s.junior}`)).items.map((x) => [x.id, x.school]), [[site, school.organisation]]);
const url = `/plans/${running}/registrations`;
const made = (await me.post(url, { level: s.junior, site, candidates: people.slice(0, 3) })).items;
same('the quota is used', await quota(), [[s.junior, 0, 3, 1]]);
same('the list by name', (await me.all(`${url}?sort=name`)).length, 3);
same('of a class only', (await me.all(`${url}?${new URLSearchParams({ class_name: '化工 2 班' })}`)).map((r) => r.candidate), [people[1]]);
same('the sums', (await s.evaluator.get(`/plans/${running}/registration-summary`)).items.map((x) => [x.site, x.level_id, x.level, x.count]), [[site, s.junior, 1, 3]]);

// --- needs of a candidate
await refused('another school', 404, other.officer, 'PUT', `/registrations/${made[0].id}/needs`, { accessibility: 1, version: 1 });
await me.put(`/registrations/${made[0].id}/needs`, { accessibility: 1, version: 1 });
await refused('an old version', 409, me, 'PUT', `/registrations/${made[0].id}/needs`, { accessibility: 2, version: 1 });
same('they stand in the list', (await me.all(url)).find((r) => r.id === made[0].id).accessibility, 1);

// --- sites of the plan
const sites = async (actor, query = '') => (await actor.all(`/plans/${running}/sites${query}`)).map((x) => [x.id, x.registered, x.accessible, x.theory_seats]);
same('a site that has registered but offers nothing', await sites(s.evaluator, '?without_rooms=true'), [[site, 3, 1, 0]]);
same('is what the plan lacks', (await missing(s.evaluator)).site_rooms, 1);
await me.put(`/plans/${running}/rooms`, { rooms: [room] });
same('with its room', await sites(s.evaluator), [[site, 3, 1, 19]]);
same('and nothing is lacking', await sites(s.evaluator, '?without_rooms=true'), []);
same('its own school sees it', await sites(me), [[site, 3, 1, 19]]);
same('another one does not', await sites(other.officer), []);
check('a room of a running plan says so once scheduling opens', (await me.get(`/rooms/${room}`)).in_use === false);

// --- withdrawal of many, all or none
await refused('an unknown one among them', 422, me, 'POST', `${url}/withdraw`, { registrations: [made[0].id, '999999999'] });
await refused('another school', 422, other.officer, 'POST', `${url}/withdraw`, { registrations: [made[0].id] });
await refused('the same twice', 409, me, 'POST', `${url}/withdraw`, { registrations: [made[0].id, made[0].id] });
same('nothing was withdrawn', await quota(), [[s.junior, 0, 3, 1]]);
same('cancelling is not offered while somebody is registered', (await s.evaluator.get(`/plans/${running}`)).actions, []);
await refused('a plan with registrations is not cancelled', 409, s.evaluator, 'POST', `/plans/${running}/cancel`, { version: 2 });
await me.post(`${url}/withdraw`, { registrations: made.slice(1).map((m) => m.id) });
same('the quota is given back', await quota(), [[s.junior, 2, 1, 3]]);
await me.post(`${url}/withdraw`, { registrations: [made[0].id] });
clock(start + 3.5 * 86400);
await refused('not after the window', 409, me, 'PUT', `/registrations/${made[0].id}/needs`, { accessibility: 1, version: 2 });
check('the room is in use now', (await me.get(`/rooms/${room}`)).in_use === true);
await refused('and keeps its seats', 409, me, 'DELETE', `/rooms/${room}`);
clock(start);

// --- taking back an extension; cancelling and closing
const change = (await s.evaluator.post(`/plans/${gaps}/window-changes`, { phase: 'registration', open: (await s.evaluator.get(`/plans/${gaps}`)).windows[0].open, close: at(3), reason: '延长一天' })).id;
same('it waits for a second person', (await missing(second, gaps)).window_change, 1);
check('who asked is known to the organisation', (await second.get(`/plans/${gaps}`)).window_changes[0].own === false && (await s.evaluator.get(`/plans/${gaps}`)).window_changes[0].own === true);
same('and to nobody else before it is approved', (await me.get(`/plans/${gaps}`)).window_changes, []);
await refused('nobody else takes it back', 403, second, 'POST', `/window-changes/${change}/withdraw`);
await s.evaluator.post(`/window-changes/${change}/withdraw`);
await refused('then it is not approved any more', 409, second, 'POST', `/window-changes/${change}/approve`);
await refused('a plan is not closed before its end', 409, s.evaluator, 'POST', `/plans/${running}/close`, { version: 2 });
await s.evaluator.post(`/plans/${gaps}/cancel`, { version: 2 });
same('a cancelled plan lacks nothing', await missing(s.evaluator, gaps), {});
clock(start + 12 * 86400);
same('at the end it is to be closed', await missing(s.evaluator), { close: 1 });
await refused('by its own organisation alone', 404, foreign.evaluator, 'POST', `/plans/${running}/close`, { version: 2 });
await s.evaluator.post(`/plans/${running}/close`, { version: 2 });
same('it is closed', (await me.get(`/plans/${running}`)).state, 'closed');
clock(start);
