/*
 * schedule_test.mjs: 排考 and what follows it: sessions, the seating of everybody or of nobody, moves, invigilators,
 * publication, late candidates, papers, tickets for the public, exam day. The site, its staff and the quota are put in
 * place directly; how they come about is site_test.mjs's matter.
 */
import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import { check, clock, clockOffset, colleague, job, newKey, nobody, now, refused, same, solvedCaptcha, sql, sqlValue, unique } from './lib.mjs';
import { importAll, keep, person, portrait, qrCodes, readPdf } from './main_line_world.mjs';
import { makePilot, newSchool, scene, year } from './pilot_scene.mjs';

const PROVINCE = '420000';
const s = await scene(PROVINCE);
const school = await newSchool(PROVINCE);
const guest = await newSchool(PROVINCE); // its candidates sit at the site of school
const stranger = await newSchool(PROVINCE);
for (const one of [school, guest, stranger]) await makePilot(s, one, [s.junior]);
const me = school.officer;
const evaluator = s.evaluator;
const auditor = await colleague(s.evaluatorAdmin, ['auditor'], '审计');
const foreign = await scene('430000');
const start = clockOffset();
const at = (days, hour = 0) => new Date(now().getTime() + days * 86400000 + hour * 3600000).toISOString().replace(/\.\d+Z$/, 'Z');

// --- the site with its rooms and staff
const site = sqlValue(`INSERT INTO site (school_id, province, evaluator_id, code, name, address)
	VALUES (${school.organisation}, '${PROVINCE}', ${evaluator.organisation}, '${String(Math.floor(Math.random() * 9000) + 1000)}', '虚构考核站点', '虚构市实训路 1 号'); SELECT LAST_INSERT_ID()`);
sql(`INSERT INTO site_certificate (site_id, certificate_id, approved_at) VALUES (${site}, ${s.certificate}, UTC_TIMESTAMP(6))`);
const staff = (name, index = randomBytes(32).toString('hex'), owner = school) => sqlValue(`INSERT INTO staff (school_id, province, kind, name,
	document_type, document_sealed, document_index, document_mask) VALUES (${owner.organisation}, '${PROVINCE}', 'invigilator', '${name}',
	'resident_id', 'x', 0x${index}, '***'); SELECT LAST_INSERT_ID()`);
const watchers = ['郑监考', '冯监考', '陈监考', '褚监考'].map((n) => staff(n));
const outsider = staff('外校员', undefined, stranger);

const people = Array.from({ length: 44 }, (_, i) => ({ ...person('420106'), student: unique(`S${i}`), class: i % 2 ? '化工 1 班' : '化工 2 班' }));
people[3].name = '买买提·吐尔逊';
const sheet = (list) => list.map((p) => ({ 姓名: p.name, 证件类型: p.type, 证件号码: p.number, 学号: p.student, 学历层次: '高职专科',
	专业代码: '570201', 专业名称: '应用化工技术', 入学年份: year - 2, 班级: p.class }));
await importAll(me, 'candidate', sheet(people.slice(0, 36)));
await importAll(guest.officer, 'candidate', sheet(people.slice(36)));
for (const p of people) [[p.id, p.home]] = sql(`SELECT id, school_id FROM candidate WHERE student_number = '${p.student}'`);
sql(`UPDATE candidate SET verification = 'accurate' WHERE id IN (${people.map((p) => p.id)})`);
const picture = await me.upload('photo', 'photo.png', portrait(7));
await job(me, (await me.post(`/candidates/${people[0].id}/photo`, { file: picture })).job);
sql(`UPDATE candidate SET verification = 'accurate' WHERE id = ${people[0].id}`);

const spans = [[-1, 2], [2, 5], [6, 8], [8, 10], [10, 15]];
const plan = async (levels = [s.junior]) => {
	const { id } = await evaluator.post('/plans', { number: unique('P'), name: '上半年增补计划', kind: 'additional', year, levels,
		windows: spans.map(([a, b]) => ({ open: at(a), close: at(b) })) });
	await evaluator.post(`/plans/${id}/publish`, { version: 1 });
	return id;
};
const p = await plan();
const room = async (fields) => (await me.post('/rooms', { site, building: '实训楼', name: unique('教室'), kind: 'theory', rows: 5, columns: 5, ...fields })).id;
const theory = [await room({ blocked: [{ row: 1, column: 2, kind: 'broken' }] }), await room({ accessibility: 1 })];
await me.put(`/plans/${p}/rooms`, { rooms: theory });
const quota = {};
const register = (who, planId, level = s.junior) => {
	quota[who.home] ??= sqlValue(`INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year, granted, used, balance)
		VALUES (${who.home}, '${PROVINCE}', ${evaluator.organisation}, ${level}, ${s.inside}, ${year}, 999, 0, 999); SELECT LAST_INSERT_ID()`);
	return sqlValue(`INSERT INTO registration (plan_id, certificate_level_id, candidate_id, school_id, site_id, evaluator_id, province, quota_account_id, class_key)
		VALUES (${planId}, ${level}, ${who.id}, ${who.home}, ${site}, ${evaluator.organisation}, '${PROVINCE}', ${quota[who.home]},
		${who.class.includes('1') ? 1 : 2}); SELECT LAST_INSERT_ID()`);
};
for (const who of people.slice(0, 43)) who.registration = register(who, p);
sql(`UPDATE registration SET accessibility = 1 WHERE id = ${people[5].registration}`);

// --- sessions
const session = (fields) => ({ name: unique('场次'), kind: 'theory', starts: at(6, 2), ends: at(6, 4), ...fields });
const sessions = `/plans/${p}/exam-sessions`;
await refused('before 排考 opens', 409, evaluator, 'POST', sessions, session());
const exam = { starts: at(6, 2), ends: at(6, 4) };
const later = { starts: at(6, 6), ends: at(6, 8) };
const beyond = { starts: at(8, -1), ends: at(8, 1) };
clock(start + 3 * 86400);
await refused('a site makes no sessions', 403, me, 'POST', sessions, session(exam));
await refused('another organisation', 404, foreign.evaluator, 'POST', sessions, session(exam));
await refused('an auditor', 403, auditor, 'POST', sessions, session(exam));
await refused('outside the exam window', 422, evaluator, 'POST', sessions, session(beyond));
await refused('a foreign level', 422, evaluator, 'POST', sessions, session({ ...exam, level: s.middle }));
await refused('the end before the start', 422, evaluator, 'POST', sessions, session({ starts: exam.ends, ends: exam.starts }));
const morning = (await evaluator.post(sessions, session({ ...exam, name: '上午理论' }))).id;
await refused('the same name', 409, evaluator, 'POST', sessions, session({ ...exam, name: '上午理论' }));
same('sites see the sessions', (await me.get(sessions)).items.map((x) => [x.id, x.kind]), [[morning, 'theory']]);
await refused('another organisation deletes', 404, foreign.evaluator, 'DELETE', `/exam-sessions/${morning}`);

// --- everybody or nobody
const schedules = `/plans/${p}/schedules`;
const seed = 'ab'.repeat(32);
const seatCount = () => sqlValue(`SELECT COUNT(*) FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id WHERE r.plan_id = ${p}`);
await refused('a site schedules nothing', 403, me, 'POST', schedules, {});
await refused('another organisation', 404, foreign.evaluator, 'POST', schedules, {});
await refused('a seed that is none', 422, evaluator, 'POST', schedules, { seed: 'zz'.repeat(32) });
await refused('nothing to add to', 409, evaluator, 'POST', schedules, { keep: true });
const failing = await evaluator.post(schedules, { seed });
{
	const j = await job(evaluator, failing.job, { state: 'failed' });
	check('without a practical session: refused, naming site and change', /虚构考核站点/.test(j.error) && /实操/.test(j.error), j);
	const d = await evaluator.get(`/schedules/${failing.id}`);
	check('the summary names site and rule', d.state === 'discarded' && d.summary.failures[0]?.site === site && d.summary.failures[0].rule === 'session', d);
	const rows = (await evaluator.get(`/jobs/${failing.job}/rows`)).items;
	check('so do the rows of the job', rows[0]?.label === '虚构考核站点' && rows[0].message.includes('实操'), rows);
	same('nothing is stored', seatCount(), '0');
}
const afternoon = (await evaluator.post(sessions, session({ ...later, kind: 'practical', name: '下午实操' }))).id;
{
	const made = await evaluator.post(schedules, { seed });
	const j = await job(evaluator, made.job, { state: 'failed' });
	check('without a practical room', /实操考场/.test(j.error), j);
	same('still nothing is stored', seatCount(), '0');
}
// 排考 is open, so a site cannot add rooms any more: the room is put in place directly
sql(`UPDATE plan SET scheduling_open_at = scheduling_open_at + INTERVAL 2 DAY WHERE id = ${p}`);
const practical = [await room({ kind: 'practical', rows: 5, columns: 5, name: '仿真一' }), await room({ kind: 'practical', rows: 4, columns: 5, accessibility: 3, name: '仿真二' })];
await me.put(`/plans/${p}/rooms`, { rooms: [...theory, ...practical] });
sql(`UPDATE plan SET scheduling_open_at = scheduling_open_at - INTERVAL 2 DAY WHERE id = ${p}`);
const key = newKey();
const made = await evaluator.ask('POST', schedules, { seed }, { key });
check('the job is queued', made.status === 202 && made.body.job && made.body.id, made.body);
const again = await evaluator.ask('POST', schedules, { seed }, { key });
same('the same request again is the same job', again.body, made.body);
await job(evaluator, made.body.job);
const draft = made.body.id;
const d = await evaluator.get(`/schedules/${draft}`);
same('everybody sits twice', [d.state, d.seats, d.seed, d.summary.invigilators_missing], ['draft', 86, seed, 0]);
const rooms = await evaluator.all(`/schedules/${draft}/rooms`);
check('two invigilators a room, nobody overfull', rooms.length === 4 && rooms.every((r) => r.invigilators === 2 && r.seats <= r.capacity), rooms);
same('room numbers count on in the site', rooms.map((r) => r.room_number).sort(), ['0001', '0002', '0003', '0004']);
await refused('a second draft', 409, evaluator, 'POST', schedules, {});
await refused('the site sees no draft', 404, me, 'GET', `/schedules/${draft}`);
await refused('nor its rooms', 404, me, 'GET', `/session-rooms/${rooms[0].id}`);
await refused('another organisation', 404, foreign.evaluator, 'GET', `/session-rooms/${rooms[0].id}`);
await refused('a session in use', 409, evaluator, 'DELETE', `/exam-sessions/${morning}`);
const wheelchair = sql(`SELECT e.accessibility & 1 FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id JOIN exam_room e ON e.id = r.exam_room_id
	WHERE a.registration_id = ${people[5].registration}`).flat();
same('who needs access has it in both parts', wheelchair, ['1', '1']);
const chart = (id) => sqlValue(`SELECT SHA2(GROUP_CONCAT(CONCAT_WS(':', a.registration_id, r.exam_room_id, a.exam_session_id, a.seat_no)
	ORDER BY a.registration_id, a.exam_session_id), 256) FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id WHERE r.schedule_id = ${id}`);
const drawn = chart(draft);
await refused('an old version is not discarded', 409, evaluator, 'POST', `/schedules/${draft}/discard`, { version: 1 });
await evaluator.post(`/schedules/${draft}/discard`, { version: d.version });
const second = await evaluator.post(schedules, { seed });
await job(evaluator, second.job);
same('the same seed gives the same chart', chart(second.id), drawn);
const cleared = sqlValue(`SELECT COUNT(*) FROM session_room WHERE schedule_id = ${draft}`);
same('what was discarded is cleared away', cleared, '0');

// --- moves and invigilators
const path = `/schedules/${second.id}`;
const all = await evaluator.all(`${path}/rooms`);
const pages = await Promise.all(all.map((r) => evaluator.get(`/session-rooms/${r.id}`)));
const t = pages.filter((x) => x.kind === 'theory').sort((x, y) => x.candidates.length - y.candidates.length);
check('the page shows masks alone', pages.every((x) => x.candidates.every((c) => c.document.includes('*'))) && !people.some((q) => JSON.stringify(pages).includes(q.number)));
const free = (page) => page.cells.find((x) => x.number && !page.candidates.some((c) => c.seat === x.number))?.number;
const [one, two] = t[0].candidates;
const plain = t[1].candidates.find((c) => c.registration !== people[5].registration);
await refused('a seat that is taken', 409, evaluator, 'POST', `${path}/move`, { registration: plain.registration, session_room: t[0].id, seat: one.seat });
await refused('a seat that is not there', 422, evaluator, 'POST', `${path}/move`, { registration: one.registration, session_room: t[0].id, seat: 99 });
await refused('a registration of nobody', 422, evaluator, 'POST', `${path}/move`, { registration: '999999', session_room: t[0].id, seat: free(t[0]) });
await refused('a site moves nobody', 403, me, 'POST', `${path}/move`, { registration: one.registration, session_room: t[0].id, seat: free(t[0]) });
await refused('another organisation', 404, foreign.evaluator, 'POST', `${path}/move`, { registration: one.registration, session_room: t[0].id, seat: free(t[0]) });
const stepless = t.find((x) => x.accessibility & 1);
const steps = t.find((x) => !(x.accessibility & 1));
const blocked = await evaluator.ask('POST', `${path}/move`, { registration: people[5].registration, session_room: steps.id, seat: free(steps) ?? steps.candidates[0].seat });
check('a room without what a person needs', blocked.status === 409 && /无障碍/.test(blocked.body.detail), blocked.body);
const swapped = await evaluator.post(`${path}/move`, { registration: one.registration, session_room: t[0].id, seat: two.seat, swap: true });
same('two change places', swapped.swapped, two.registration);
const target = free(stepless) ? stepless : steps;
const mover = (target === stepless ? steps : stepless).candidates.find((c) => c.registration !== people[5].registration);
await evaluator.post(`${path}/move`, { registration: mover.registration, session_room: target.id, seat: free(target) });
const after = await evaluator.get(`/session-rooms/${target.id}`);
check('who was moved sits there', after.candidates.some((c) => c.registration === mover.registration) && after.seats === after.candidates.length, after.candidates.length);
const watch = await evaluator.get(`/session-rooms/${t[0].id}/invigilators`);
const elsewhere = t[1].invigilators[0].staff;
const put = `/session-rooms/${t[0].id}/invigilators`;
const busy = await refused('one person in two rooms at once', 422, evaluator, 'PUT', put, { staff: [elsewhere], version: watch.version });
check('the reason is told', /同一时间/.test(JSON.stringify(busy.body.errors)), busy.body);
await refused('a person of another school', 422, evaluator, 'PUT', put, { staff: [outsider], version: watch.version });
await refused('the same twice', 422, evaluator, 'PUT', put, { staff: [watch.items[0].staff, watch.items[0].staff], version: watch.version });
await refused('the site does not choose', 403, me, 'PUT', put, { staff: [], version: watch.version });
await evaluator.put(put, { staff: [watch.items[1].staff, watch.items[0].staff], version: watch.version });
same('the order is kept', (await evaluator.get(put)).items.map((x) => x.staff), [watch.items[1].staff, watch.items[0].staff]);
{
	const index = sqlValue(`SELECT HEX(document_index) FROM candidate WHERE id = ${people[1].id}`);
	const both = staff('应考员', index);
	const v = (await evaluator.get(put)).version;
	const r = await refused('a candidate of the plan', 422, evaluator, 'PUT', put, { staff: [both], version: v });
	check('with the reason', /考生/.test(JSON.stringify(r.body.errors)), r.body);
}

// --- publication
const version = async (id = second.id) => (await evaluator.get(`/schedules/${id}`)).version;
await refused('an old version', 409, evaluator, 'POST', `${path}/publish`, { version: 1 });
await refused('another organisation', 404, foreign.evaluator, 'POST', `${path}/publish`, { version: 1 });
await refused('no ticket before', 404, me, 'GET', `/registrations/${people[0].registration}/ticket`);
const waitPapers = async (id) => {
	for (const [papers] of sql(`SELECT id FROM job WHERE kind = 'papers' AND subject_id = ${id}`)) {
		const j = await job(evaluator, papers);
		check('the papers are made without complaint', j.failed === 0 && j.done === 4, { j, rows: (await evaluator.get(`/jobs/${papers}/rows`)).items });
	}
};
const publish = await evaluator.ask('POST', `${path}/publish`, { version: await version() });
check('publishing is a job', publish.status === 202 && publish.body.job, publish.body);
await job(evaluator, publish.body.job);
await waitPapers(second.id);
const live = await me.get(`/schedules/${second.id}`);
check('the site sees it with seed and hash', live.state === 'published' && live.seed === seed && /^[0-9a-f]{64}$/.test(live.chart_hash), live);
await refused('published twice', 409, evaluator, 'POST', `${path}/publish`, { version: await version() });
await refused('a move after it', 409, evaluator, 'POST', `${path}/move`, { registration: one.registration, session_room: t[0].id, seat: one.seat });
await refused('invigilators after it', 409, evaluator, 'PUT', put, { staff: [], version: (await evaluator.get(put)).version });
await refused('discarding it', 409, evaluator, 'POST', `${path}/discard`, { version: await version() });
const numbers = sql(`SELECT ticket_number FROM ticket WHERE plan_id = ${p}`).flat();
const code = sqlValue(`SELECT code FROM site WHERE id = ${site}`);
check('ticket numbers: fourteen digits, of the site, all different', numbers.length === 43 && new Set(numbers).size === 43 &&
	numbers.every((n) => n.startsWith(`${String(year).slice(2)}42${code}`) && n.length === 14), numbers.slice(0, 3));

// --- papers
const papers = (await me.get(`/session-rooms/${t[0].id}/papers`)).items;
same('six papers of a room', papers.map((x) => x.kind), ['ticket', 'seating_chart', 'sign_in_sheet', 'door_notice', 'desk_labels', 'room_record']);
const number = sqlValue(`SELECT version_no FROM schedule WHERE id = ${second.id}`);
for (const x of papers) {
	const pdf = readPdf(await me.bytes(`/papers/${x.id}/file`));
	const page = await me.get(`/session-rooms/${t[0].id}`);
	check(`${x.name}: A4, embedded Chinese fonts, the version, the room`, pdf.fonts.length > 0 && pdf.fonts.every((f) => f.embedded) && pdf.pages === x.pages &&
		Math.abs(Math.max(...pdf.size) - 841.89) < 1 && pdf.text.includes(`版本 ${number}`) && pdf.text.includes(page.room_number), [pdf.fonts, pdf.size, pdf.text.slice(0, 400)]);
	if (x.kind !== 'room_record')
		check(`${x.name}: names everybody`, page.candidates.every((c) => pdf.text.replace(/\s/g, '').includes(c.ticket_number)), pdf.text.slice(0, 600));
	check(`${x.name}: no full document number`, !people.some((q) => pdf.text.includes(q.number)));
}
const bundles = (await me.get(`/plans/${p}/papers?site=${site}`)).items.filter((x) => x.kind === 'bundle');
same('one archive of the site', bundles.length, 1);
const names = execFileSync('python3', ['-c', 'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip());[print(n) for n in z.namelist()]',
	keep(await me.bytes(`/papers/${bundles[0].id}/file`), 'zip')], { encoding: 'utf8' }).trim().split('\n');
check('with six files of each room', names[0] === 'None' && names.length === 1 + 24 && names.some((n) => n.endsWith('/座次表.pdf')), names);
await refused('papers of another site', 404, stranger.officer, 'GET', `/papers/${papers[0].id}/file`);
await refused('the guest school is no site', 404, guest.officer, 'GET', `/session-rooms/${t[0].id}/papers`);
same('nor lists any', (await guest.officer.get(`/plans/${p}/papers`)).items, []);
await refused('another organisation', 404, foreign.evaluator, 'GET', `/papers/${papers[0].id}/file`);

// --- tickets
const mine = await me.bytes(`/registrations/${people[0].registration}/ticket`);
const ticket = readPdf(mine);
const myNumber = sqlValue(`SELECT ticket_number FROM ticket WHERE registration_id = ${people[0].registration}`);
check('one ticket, both sittings', ticket.pages === 1 && ticket.text.includes(myNumber) && ticket.text.includes('上午理论') && ticket.text.includes('下午实操') &&
	ticket.text.includes(people[0].name) && ticket.text.includes('虚构市实训路'), ticket.text);
check('with the photo', execFileSync('pdfimages', ['-list', ticket.file], { encoding: 'utf8' }).includes('jpeg'));
const [qr] = qrCodes(ticket.file);
const parts = /^TK1\.(\d+)\.(\d+)\.(\d+)\.([\w-]+)$/.exec(qr ?? '');
same('the code says plan, registration, number', parts?.slice(1, 4), [p, people[0].registration, myNumber]);
const raw = Buffer.from((await me.get(`/session-rooms/${t[0].id}`)).check_in_key, 'base64url');
const publicKey = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]), format: 'der', type: 'spki' });
const signed = (text) => verify(null, Buffer.from(text.slice(0, text.lastIndexOf('.'))), publicKey, Buffer.from(text.slice(text.lastIndexOf('.') + 1), 'base64url'));
check('a device verifies it without network', signed(qr) && !signed(qr.replace(/^TK1\.\d+/, 'TK1.987654')));
check('the school of the candidate fetches it', (await guest.officer.bytes(`/registrations/${people[40].registration}/ticket`)).subarray(0, 5).toString() === '%PDF-');
await refused('a school that it does not concern', 404, stranger.officer, 'GET', `/registrations/${people[0].registration}/ticket`);
await refused('the guest school for another\'s candidate', 404, guest.officer, 'GET', `/registrations/${people[0].registration}/ticket`);
const ask = (q, fields) => ['POST', '/public/tickets', { name: q.name, document_number: q.number, ...fields }, { key: null }];
const got = await nobody().ask(...ask(people[0]));
check('the public gets the same document', got.status === 200 && got.bytes.equals(mine), got.status);
const dotted = await nobody().ask(...ask({ name: '买买提•吐尔逊', number: people[3].number.toLowerCase() }));
check('another middle dot and a small x are the same person', dotted.status === 200, dotted.body);
sql('DELETE FROM throttle');
const wrongName = await refused('a wrong name', 404, nobody(), ...ask({ name: '某某某', number: people[0].number }));
const wrongNumber = await refused('a number of nobody', 404, nobody(), ...ask({ name: people[0].name, number: person('420106').number }));
const shape = (r) => JSON.stringify({ ...r.body, instance: 0 });
same('answered alike', shape(wrongName), shape(wrongNumber));
for (let i = 0; i < 2; i++) await nobody().ask(...ask({ name: '某某某', number: people[0].number }));
await refused('after three wrong ones even the right one needs a captcha', 403, nobody(), ...ask(people[0]));
const proven = await nobody().ask(...ask(people[0], { captcha: await solvedCaptcha('ticket') }));
check('and gets the document with it', proven.status === 200 && proven.bytes.equals(mine), proven.status);
sql('DELETE FROM throttle');

// --- a late candidate is seated without moving anyone
const before = new Map(sql(`SELECT CONCAT(a.registration_id, '/', a.exam_session_id), CONCAT_WS(':', r.exam_room_id, r.room_number, a.seat_no) FROM seat_assignment a
	JOIN session_room r ON r.id = a.session_room_id WHERE r.schedule_id = ${second.id}`));
const old = new Map(sql(`SELECT registration_id, ticket_number FROM ticket WHERE plan_id = ${p}`));
people[43].registration = register(people[43], p);
const third = await evaluator.post(schedules, { keep: true });
await job(evaluator, third.job);
const grown = await evaluator.get(`/schedules/${third.id}`);
same('one more person, two more seats', [grown.seats, grown.summary.late], [88, 2]);
const now3 = new Map(sql(`SELECT CONCAT(a.registration_id, '/', a.exam_session_id), CONCAT_WS(':', r.exam_room_id, r.room_number, a.seat_no) FROM seat_assignment a
	JOIN session_room r ON r.id = a.session_room_id WHERE r.schedule_id = ${third.id}`));
check('nobody was moved', [...before].every(([k, v]) => now3.get(k) === v) && now3.size === before.size + 2);
await job(evaluator, (await evaluator.post(`/schedules/${third.id}/publish`, { version: grown.version })).job);
await waitPapers(third.id);
const fresh = new Map(sql(`SELECT registration_id, ticket_number FROM ticket WHERE plan_id = ${p}`));
check('everybody keeps the number', [...old].every(([k, v]) => fresh.get(k) === v) && fresh.size === 44);
same('the earlier version is superseded', (await evaluator.get(`/schedules/${second.id}`)).state, 'superseded');
same('one version is in force', (await me.get(schedules)).items.map((x) => x.id), [third.id]);
check('the papers bear the new version', readPdf(await me.bytes(`/registrations/${people[0].registration}/ticket`)).text.includes(`排考版本 ${Number(number) + 1}`));
const full = Number(sqlValue(`SELECT SUM(capacity) FROM exam_room WHERE id IN (${practical})`));
same('now 44 of 45 practical seats are taken', full, 45);

// --- the same people in another plan at the same time
{
	const q = await plan();
	const rest = start + 3 * 86400;
	clock(rest);
	sql(`INSERT INTO plan_room (plan_id, exam_room_id, site_id, school_id, evaluator_id) SELECT ${q}, exam_room_id, site_id, school_id, evaluator_id FROM plan_room WHERE plan_id = ${p}`);
	sql(`UPDATE plan q JOIN plan p ON p.id = ${p} SET q.registration_open_at = p.registration_open_at, q.registration_close_at = p.registration_close_at, q.scheduling_open_at = p.scheduling_open_at,
		q.scheduling_close_at = p.scheduling_close_at, q.exam_open_at = p.exam_open_at WHERE q.id = ${q}`);
	register(people[0], q);
	for (const x of [{ ...exam, kind: 'theory' }, { ...later, kind: 'practical' }]) await evaluator.post(`/plans/${q}/exam-sessions`, session(x));
	const r = await evaluator.post(`/plans/${q}/schedules`, {});
	const j = await job(evaluator, r.job, { state: 'failed' });
	check('nobody sits in two places at once, whichever the plan', /同一时间/.test(j.error), j);
}

// --- exam day
const roomsNow = await me.all(`/schedules/${third.id}/rooms`);
const theoryPages = await Promise.all(roomsNow.filter((r) => r.kind === 'theory').map((r) => me.get(`/session-rooms/${r.id}`)));
const here = theoryPages.find((x) => x.candidates.some((c) => c.registration === people[0].registration));
const there = theoryPages.find((x) => x !== here);
const events = `/session-rooms/${here.id}/events`;
const event = (kind, fields) => ({ uuid: randomUUID(), kind, occurred_at: at(0), ...fields });
const send = async (list, room = here.id, actor = me) => (await actor.post(`/session-rooms/${room}/events`, { events: list })).items;
await refused('before the exam', 409, me, 'POST', events, { events: [event('check_in', { ticket: qr })] });
clock(start + 5 * 86400 + 60);
await refused('排考 is over', 409, evaluator, 'POST', schedules, { keep: true });
await refused('sessions too', 409, evaluator, 'POST', sessions, session(exam));
clock(start + 6 * 86400 + 7200);
const scan = event('check_in', { ticket: qr });
const stored = await send([scan]);
same('checked in by the code', stored[0].result, 'stored');
same('sent twice it is one', (await send([scan]))[0], { ...stored[0], result: 'known' });
same('two devices, one check-in', (await send([event('check_in', { registration: people[0].registration })]))[0].result, 'known');
const others = here.candidates.filter((c) => c.registration !== people[0].registration);
const elsewhereNow = there.candidates[0];
const mixed = await send([
	event('check_in', { registration: others[0].registration }), event('absent', { registration: others[1].registration }),
	event('misconduct', { registration: others[2].registration }), event('misconduct', { registration: others[2].registration, note: '夹带' }),
	event('incident', { note: '停电五分钟' }), event('incident', { note: '停电五分钟' }), event('incident'),
	event('absent', { registration: people[0].registration }), event('check_in', { registration: others[1].registration }),
	event('check_in', { registration: elsewhereNow.registration }), event('check_in', { ticket: qr.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) }),
	event('check_in', { ticket: qr.replace(/^TK1\.\d+\.\d+/, `TK1.${p}.${others[3].registration}`) }), event('check_in'),
	event('check_in', { registration: others[4].registration, occurred_at: at(1) }), { ...scan, kind: 'misconduct', note: 'x' },
	event('check_in', { registration: others[5].registration, uuid: 'z'.repeat(36) }),
]);
same('each event has its own result', mixed.map((x) => x.result), ['stored', 'stored', 'refused', 'stored', 'stored', 'stored', ...Array(10).fill('refused')]);
check('and a reason', mixed.every((x) => (x.result === 'refused') === Boolean(x.reason)), mixed);
same('the code is of another room', (await send([event('check_in', { ticket: qr })], there.id))[0].result, 'refused');
await refused('another school', 404, stranger.officer, 'POST', events, { events: [event('incident', { note: 'x' })] });
await refused('the guest school', 404, guest.officer, 'POST', events, { events: [event('incident', { note: 'x' })] });
await refused('the evaluation organisation', 403, evaluator, 'POST', events, { events: [event('incident', { note: 'x' })] });
await refused('a kind that is none', 422, me, 'POST', events, { events: [event('late', { note: 'x' })] });
const list = await me.all(events);
same('the list', list.map((x) => x.kind), ['check_in', 'check_in', 'absent', 'misconduct', 'incident', 'incident']);
const absence = list.find((x) => x.kind === 'absent');
await refused('another school revokes', 404, stranger.officer, 'POST', `/exam-events/${absence.id}/revoke`, { reason: 'x' });
await refused('without a reason', 422, me, 'POST', `/exam-events/${absence.id}/revoke`, {});
await me.post(`/exam-events/${absence.id}/revoke`, { reason: '误登记' });
await refused('revoked twice', 409, me, 'POST', `/exam-events/${absence.id}/revoke`, { reason: 'x' });
same('then the candidate can come', (await send([event('check_in', { registration: others[1].registration })]))[0].result, 'stored');
const seen = await evaluator.get(`/session-rooms/${here.id}`);
same('the page shows it', seen.candidates.find((c) => c.registration === others[1].registration).events, ['check_in']);
const record = `/session-rooms/${here.id}/record`;
await refused('another school writes', 404, stranger.officer, 'PUT', record, { text: 'x', version: seen.version });
await me.put(record, { text: '应到 22 人\n实到 21 人', version: seen.version });
await refused('an old version', 409, me, 'PUT', record, { text: 'x', version: seen.version });
same('the record is kept', (await me.get(`/session-rooms/${here.id}`)).record_text, '应到 22 人\n实到 21 人');
await refused('a room of the superseded version', 409, me, 'POST', `/session-rooms/${t[0].id}/events`, { events: [event('incident', { note: 'x' })] });
clock(start + 10 * 86400 + 60);
await refused('after 成绩登记', 409, me, 'POST', events, { events: [event('incident', { note: 'x' })] });
await refused('a record after it', 409, me, 'PUT', record, { text: 'x', version: seen.version + 1 });
await refused('a public ticket after the exam', 404, nobody(), ...ask(people[0]));
clock(start);
