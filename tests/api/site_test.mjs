/*
 * site_test.mjs: from the exam-site application to the registration: sites, staff, plans and their windows, rooms,
 * registration from a list. Candidates are put in place directly; how they get there is candidate_test.mjs's matter.
 */
import { randomBytes } from 'node:crypto';
import { check, clock, clockOffset, colleague, newKey, now, refused, same, sql, sqlValue, unique } from './lib.mjs';
import { makePilot, newSchool, scene, year } from './pilot_scene.mjs';

const s = await scene('420000');
const school = await newSchool('420000');
const other = await newSchool('420000');
const me = school.officer;
const second = await colleague(s.evaluatorAdmin, ['exam_officer'], '第二人');
const days = (n) => new Date(now().getTime() + n * 86400000).toISOString().replace(/\.\d+Z$/, 'Z');

// --- exam-site application
const file = await me.upload('attachment', '师资名单.pdf', Buffer.from('%PDF-1.4 invented'));
const application = (fields) => ({
	evaluator: s.evaluator.organisation, certificates: [s.certificate], statement: '设备齐全',
	items: [
		{ kind: 'teaching', name: '双师型教师', quantity: 6, file },
		{ kind: 'equipment', name: '精馏仿真工作站', quantity: 30 },
		{ kind: 'premises', name: '标准化考场', quantity: 4, description: '实训楼三层' },
	], ...fields,
});
await refused('another organisation applies', 403, s.office, 'POST', '/site-applications', application());
await refused('a certificate that is not theirs', 422, me, 'POST', '/site-applications', application({ certificates: ['999999'] }));
await refused('an attachment of somebody else', 422, other.officer, 'POST', '/site-applications', application());
const { id } = await me.post('/site-applications', application());
const path = `/site-applications/${id}`;
const version = async () => (await me.get(path)).version;
await refused('a draft is nobody else\'s to see', 404, s.evaluator, 'GET', path);
await refused('nor to judge', 404, s.evaluator, 'POST', `${path}/approve`, { version: 1 });
same('nor in a list', (await s.evaluator.all('/site-applications')).map((x) => x.id).includes(id), false);
await refused('a school that is no pilot', 409, me, 'POST', `${path}/submit`, { version: await version() });
await makePilot(s, school, [s.junior]);
await refused('an old version', 409, me, 'POST', `${path}/submit`, { version: 99 });
{
	const { id: empty } = await me.post('/site-applications', application({ items: application().items.slice(0, 1) }));
	const r = await refused('an application without equipment', 409, me, 'POST', `/site-applications/${empty}/submit`, { version: 1 });
	check('the empty list is named', /配套设备/.test(r.body.detail), r.body);
}
await me.post(`${path}/submit`, { version: await version() });
await refused('another school', 404, other.officer, 'GET', path);
await refused('an edit after the submission', 409, me, 'PUT', path, application({ version: await version() }));
await refused('approval before the items', 409, s.evaluator, 'POST', `${path}/approve`, { version: await version() });
const seen = await s.evaluator.get(path);
same('the organisation sees what was sent', seen.items.map((i) => [i.kind, i.name, i.quantity]).sort(), [
	['equipment', '精馏仿真工作站', 30], ['premises', '标准化考场', 4], ['teaching', '双师型教师', 6]]);
same('and the attachment', (await s.evaluator.bytes(`${path}/files/${file}`)).toString(), '%PDF-1.4 invented');
await refused('the attachment by way of another application', 404, s.evaluator, 'GET', `/site-applications/999999/files/${file}`);
await refused('a rejection without comment', 422, s.evaluator, 'POST', `${path}/items/decide`, { items: [{ item: seen.items[0].id, decision: 'rejected' }] });
await s.evaluator.post(`${path}/items/decide`, { items: seen.items.map((i) => ({ item: i.id, decision: 'accepted' })) });
await refused('a return without reason', 422, s.evaluator, 'POST', `${path}/return`, { version: await version() });
{
	const by = (kind, list) => list.find((i) => i.kind === kind);
	await s.evaluator.post(`${path}/items/decide`, { items: [{ item: by('equipment', seen.items).id, decision: 'rejected', comment: '型号不足' }] });
	await refused('a judgement of a row that is not there', 422, s.evaluator, 'POST', `${path}/items/decide`, { items: [{ item: '999999', decision: 'accepted' }] });
	await s.evaluator.post(`${path}/return`, { version: await version(), reason: '请按意见补充' });
	const back = (await me.get(path)).items;
	same('the school reads the reason at the row', [by('equipment', back).decision, by('equipment', back).comment], ['rejected', '型号不足']);
	const rows = back.map(({ id: row, kind, name, quantity, description, file: f }) => ({ id: row, kind, name, quantity: kind === 'equipment' ? 40 : quantity, description, ...(f && { file: f }) }));
	await refused('a row of another application', 422, me, 'PUT', path, application({ version: await version(), items: [{ ...rows[0], id: '999999' }] }));
	await me.put(path, application({ version: await version(), items: rows }));
	const now2 = (await me.get(path)).items;
	same('rows that stay as they are stay judged, a changed one is to be judged again', now2.map((i) => [i.id, i.decision]).sort(),
		back.map((i) => [i.id, i.kind === 'equipment' ? null : 'accepted']).sort());
	same('the comment stays to be read', by('equipment', now2).comment, '型号不足');
	await me.post(`${path}/submit`, { version: await version() });
	await me.post(`${path}/withdraw`, { version: await version() });
	await me.put(path, application({ version: await version(), items: rows }));
	await me.post(`${path}/submit`, { version: await version() });
	const [listed] = (await s.evaluator.all('/site-applications?state=submitted')).filter((x) => x.id === id);
	same('withdrawn, mended and handed in again; the queue tells how far it is', [listed.items, listed.judged], [3, 2]);
	await s.evaluator.post(`${path}/items/decide`, { items: [{ item: by('equipment', now2).id, decision: 'accepted' }] });
}
await s.evaluator.post(`${path}/approve`, { version: await version() });
const [site] = await me.all('/sites');
check('the school is an exam site', site?.state === 'approved' && /^\d{4}$/.test(site.code), site);
same('and nobody else sees it', await other.officer.all('/sites'), []);
await refused('another school reads it', 404, other.officer, 'GET', `/sites/${site.id}`);
await refused('another school renames it', 404, other.officer, 'PUT', `/sites/${site.id}`, { name: '别人的站点', address: '别处', version: 1 });
await me.put(`/sites/${site.id}`, { name: '虚构学院实训中心站点', address: '虚构市实训路 8 号 3 号楼', version: (await me.get(`/sites/${site.id}`)).version });
same('name and address are the school\'s to write', await me.get(`/sites/${site.id}`).then((v) => [v.name, v.address, v.certificates.map((c) => c.id), v.application]),
	['虚构学院实训中心站点', '虚构市实训路 8 号 3 号楼', [s.certificate], id]);

// --- staff
const person = { name: '郑监考', document_type: 'resident_id', document_number: '11019920050307101x', phone: '13900000001', kind: 'invigilator', certificates: [s.certificate] };
await refused('a wrong check digit', 422, me, 'POST', '/staff', { ...person, document_number: '110199200503071010' });
{
	const good = '440300200402291230';
	const r = await me.ask('POST', '/staff', { ...person, document_number: '44030020040229123x' });
	check('staff is recorded', r.status === 201, r.body);
	await refused('the same person again', 409, me, 'POST', '/staff', { ...person, document_number: '44030020040229123X' });
	const [one] = await me.all('/staff');
	check('shown masked', one.document.includes('*') && one.phone.includes('*') && !JSON.stringify(one).includes('44030020040229123'), one);
	await refused('another school edits', 404, other.officer, 'PUT', `/staff/${one.id}`, { ...person, document_number: '44030020040229123X', version: 1 });
	await refused('another school reads the person', 404, other.officer, 'GET', `/staff/${one.id}`);
	await me.put(`/staff/${one.id}`, { name: '郑监考', document_type: 'resident_id', phone: '13900000007', kind: 'invigilator', certificates: [], version: one.version });
	const changed = await me.get(`/staff/${one.id}`);
	same('a new phone needs no number again', [changed.document, changed.phone.endsWith('0007'), changed.certificates, changed.watches], [one.document, true, [], []]);
	await refused('and is the same person still', 409, me, 'POST', '/staff', { ...person, document_number: '44030020040229123X' });
	await me.put(`/staff/${one.id}`, { name: '郑监考', document_type: 'resident_id', kind: 'invigilator', certificates: [s.certificate], clear_phone: true, version: changed.version });
	same('by certificate and by school', [(await me.all(`/staff?certificate=${s.certificate}`)).map((x) => x.phone), (await s.evaluator.all('/staff?school=nobody')).length,
		(await s.evaluator.all(`/staff?q=${encodeURIComponent('郑')}`)).length], [[''], 0, 1]);
	check('no number in plain text', !sql('SELECT HEX(document_sealed), name FROM staff').flat().join(' ').includes(good.slice(0, 12)));
}

// --- plan
const windows = (first) => [[0, 5], [5, 8], [9, 12], [12, 15], [15, 20]].map(([a, b]) => ({ open: days(first + a), close: days(first + b) }));
const plan = (fields) => ({ number: unique('P'), name: '上半年第一期', kind: 'regular', year, levels: [s.junior, s.middle], windows: windows(1), ...fields });
await refused('windows out of order', 422, s.evaluator, 'POST', '/plans', plan({ windows: windows(1).reverse() }));
await refused('a foreign level', 422, s.evaluator, 'POST', '/plans', plan({ levels: ['999999'] }));
await refused('a school publishes', 403, me, 'POST', '/plans', plan());
const p = (await s.evaluator.post('/plans', plan())).id;
await refused('a draft', 404, me, 'GET', `/plans/${p}`);
await s.evaluator.post(`/plans/${p}/publish`, { version: 1 });
await refused('publishing again', 409, s.evaluator, 'POST', `/plans/${p}/publish`, { version: 2 });
{
	const v = await me.get(`/plans/${p}`);
	same('before registration', v.phase, 'before');
	same('five windows', v.windows.map((w) => w.title), ['报考', '排考', '考试', '成绩登记', '成绩公示']);
	check('it says who acts', v.acts.find((a) => a.title === '报考')?.who === '考核站点' && v.acts[0].now === true, v.acts);
	check('an edit of a published plan is refused', (await s.evaluator.ask('PUT', `/plans/${p}`, plan({ version: 2 }))).status === 409);
}

// --- rooms
const room = (fields) => ({ site: site.id, building: '实训楼', name: unique('教室'), kind: 'theory', rows: 5, columns: 6, blocked: [{ row: 1, column: 1, kind: 'broken' }], ...fields });
await refused('a site of somebody else', 422, other.officer, 'POST', '/rooms', room());
await refused('a blocked seat outside', 422, me, 'POST', '/rooms', room({ blocked: [{ row: 9, column: 1, kind: 'broken' }] }));
await refused('more than 99 seats', 422, me, 'POST', '/rooms', room({ rows: 20, columns: 20 }));
const made = await me.post('/rooms', room());
same('capacity is what can be used', made.capacity, 29);
same('the seat map comes back', (await me.get(`/rooms/${made.id}`)).blocked, [{ row: 1, column: 1, kind: 'broken' }]);
await refused('another school', 404, other.officer, 'GET', `/rooms/${made.id}`);
await me.put(`/plans/${p}/rooms`, { rooms: [made.id] });
same('rooms of the plan', (await s.evaluator.get(`/plans/${p}/rooms`)).items.map((r) => r.id), [made.id]);

// --- registration
const candidate = (verification, major = s.inside) => sqlValue(`INSERT INTO candidate (school_id, province, name, document_type,
	document_sealed, document_index, document_mask, person_index, student_number, education_level, major_id, enrol_year, verification)
	VALUES (${school.organisation}, '420000', '虚构生', 'resident_id', 'x', 0x${randomBytes(32).toString('hex')}, '110***********0000',
	0x${randomBytes(32).toString('hex')}, '${unique('S')}', 'college', ${major}, 2024, '${verification}'); SELECT LAST_INSERT_ID()`);
const people = Array.from({ length: 4 }, () => candidate('accurate'));
const pending = candidate('pending');
const foreign = candidate('accurate', s.outside);
sql(`INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year, granted, used, balance)
	VALUES (${school.organisation}, '420000', ${s.evaluator.organisation}, ${s.junior}, ${s.inside}, ${year}, 3, 0, 3)`);
const register = (candidates, fields) => ({ level: s.junior, site: site.id, candidates, ...fields });
const url = `/plans/${p}/registrations`;
const far = await refused('before the window', 409, me, 'POST', url, register(people.slice(0, 1)));
check('with its times and who may', /报考时间为 .* 至 .*考核站点/.test(far.body.detail), far.body);
const start = clockOffset();
clock(start + 1.5 * 86400);
for (const [why, list, fields] of [
	['not verified', [people[0], pending]], ['major outside the scope', [people[0], foreign]], ['unknown', [people[0], '999999']],
	['the same twice', [people[0], people[0]]], ['more than the quota', people],
	['a level outside the plan', people.slice(0, 1), { level: '999999' }], ['a site that is none', people.slice(0, 1), { site: '999999' }],
])
	await refused(why, 422, me, 'POST', url, register(list, fields));
same('nothing was kept', sqlValue(`SELECT COUNT(*) FROM registration WHERE plan_id = ${p}`), '0');
same('nor quota used', sqlValue(`SELECT balance FROM quota_account WHERE school_id = ${school.organisation}`), '3');
const key = newKey();
const first = await me.ask('POST', url, register(people.slice(0, 3)), { key });
check('three are registered', first.status === 201 && first.body.items.length === 3, first.body);
const again = await me.ask('POST', url, register(people.slice(0, 3)), { key });
check('the same request again changes nothing', again.status === 201 && again.headers['idempotent-replayed'] === 'true', again.body);
await refused('no double registration', 422, me, 'POST', url, register(people.slice(0, 1)));
same('the list', (await s.evaluator.all(url)).length, 3);
same('other schools see none', await other.officer.all(url), []);
const [one] = await me.all(url);
await refused('another school withdraws', 404, other.officer, 'DELETE', `/registrations/${one.id}`);
await me.remove(`/registrations/${one.id}`);
await refused('withdrawn twice', 409, me, 'DELETE', `/registrations/${one.id}`);
same('the place is free again', sqlValue(`SELECT balance FROM quota_account WHERE school_id = ${school.organisation}`), '1');
same('the ledger adds up', sqlValue(`SELECT SUM(amount) + 3 FROM quota_entry e JOIN quota_account q ON q.id = e.quota_account_id
	WHERE q.school_id = ${school.organisation}`), '1');

// --- extension of a window: two persons
const moved = { phase: 'registration', open: (await me.get(`/plans/${p}`)).windows[0].open, close: days(4), reason: '疫情影响，延长报考' };
await refused('an extension without reason', 422, s.evaluator, 'POST', `/plans/${p}/window-changes`, { ...moved, reason: undefined });
await refused('an earlier close', 422, s.evaluator, 'POST', `/plans/${p}/window-changes`, { ...moved, close: days(2) });
await refused('a close beyond the next opening', 422, s.evaluator, 'POST', `/plans/${p}/window-changes`, { ...moved, close: days(12) });
const late = await s.evaluator.ask('POST', `/plans/${p}/window-changes`, { ...moved, close: days(4.6) });
check('windows that touch leave no room to extend', late.status === 422, late.body);
const p2 = (await s.evaluator.post('/plans', plan({ kind: 'additional', windows: windows(1).map((w, i) => (i ? { open: days(2 + 5 * i), close: days(4 + 5 * i) } : w)) }))).id;
await s.evaluator.post(`/plans/${p2}/publish`, { version: 1 });
const change = await s.evaluator.post(`/plans/${p2}/window-changes`, { ...moved, open: (await me.get(`/plans/${p2}`)).windows[0].open, close: days(6.5) });
await refused('the same person approves', 403, s.evaluator, 'POST', `/window-changes/${change.id}/approve`);
await refused('a school approves', 403, me, 'POST', `/window-changes/${change.id}/approve`);
await second.post(`/window-changes/${change.id}/approve`);
const open = await me.get(`/plans/${p2}`);
check('the close has moved, with its public reason', new Date(open.windows[0].close) > new Date(days(6)) && open.window_changes[0]?.reason === moved.reason, open);
await refused('approved twice', 409, second, 'POST', `/window-changes/${change.id}/approve`);
clock(start + 7 * 86400);
await refused('rooms after scheduling has opened', 409, me, 'PUT', `/plans/${p}/rooms`, { rooms: [] });
await refused('registration after its window', 409, me, 'POST', url, register(people.slice(3)));
await refused('withdrawal after its window', 409, me, 'DELETE', `/registrations/${(await me.all(url))[0].id}`);
clock(start);
