/*
 * quota_test.mjs: quota applications by form and by workbook, and the ledger: balance is the sum of the entries and never
 * below zero, also when many change it at the same time.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { allRefused, changes, check, colleague, env, job, newKey, refused, same, snapshot, sql, sqlValue, step } from './lib.mjs';
import { checkImport, confirmImport, filled, sheetRows, template } from './main_line_world.mjs';
import { hours, makePilot, newSchool, scene, year } from './pilot_scene.mjs';

const s = await scene('430000');
const school = await newSchool('430000');
const second = await newSchool('430000');
const me = school.officer;
const body = (items, fields) => ({ certificate: s.certificate, year, items, ...fields });
const row = (level, major, head_count, asked = head_count) => ({ level, major, head_count, asked });

{
	const r = await refused('before being a pilot', 422, me, 'POST', '/quota-applications', body([row(s.junior, s.inside, 45)]));
	check('it says to apply for the pilot', /还不是.*试点/.test(r.body.errors[0].detail), r.body);
}
await makePilot(s, school, [s.junior]);
await makePilot(s, second, [s.junior, s.middle]);

// --- rows
{
	const r = await refused('rows that are wrong', 422, me, 'POST', '/quota-applications', body([
		row(s.junior, s.inside, 45), row(s.junior, s.inside2, 30, 31), row(s.junior, s.outside, 12), row(s.middle, s.inside, 5),
		row(s.junior, s.inside, 45),
	]));
	const at = (p) => r.body.errors.find((e) => e.pointer === p)?.detail ?? '';
	check('more places than students', /31 超过该专业参考人数 30/.test(at('/items/1/asked')), r.body);
	check('a major outside the scope, with the scope', /石油化工技术/.test(at('/items/2/major')) && /应用化工技术（570201）/.test(at('/items/2/major')), r.body);
	check('a level without pilot', /还不是/.test(at('/items/3/level')), r.body);
	check('a row twice', /第 1 行重复/.test(at('/items/4/major')), r.body);
	same('and nothing else', r.body.errors.length, 4);
}
const { id } = await me.post('/quota-applications', body([row(s.junior, s.inside, 45), row(s.junior, s.inside2, 30, 28)]));
const path = `/quota-applications/${id}`;
await refused('another school', 404, second.officer, 'GET', path);
await refused('a grant of a draft', 404, s.office, 'POST', `${path}/grant`, { items: [{ id: '1', granted: 1 }] });
await s.office.put('/province-windows', { kind: 'quota', year, open: hours(-3), close: hours(-1) });
{
	const r = await refused('outside the window', 409, me, 'POST', `${path}/submit`, {});
	check('its times are said', /名额申报时间为/.test(r.body.detail), r.body);
}
await s.office.put('/province-windows', { kind: 'quota', year, open: hours(-1), close: hours(24) });
await me.post(`${path}/submit`, {});
await refused('a return without reason', 422, s.office, 'POST', `${path}/return`, {});
await s.office.post(`${path}/return`, { reason: '第二行人数不对' });
{
	const v = await me.get(path);
	await me.put(path, body([row(s.junior, s.inside, 45), row(s.junior, s.inside2, 25)], { version: v.version }));
	await me.post(`${path}/submit`, {});
}

// --- grant
const items = (await s.office.get(path)).items;
{
	const bad = (list) => s.office.ask('POST', `${path}/grant`, { items: list });
	same('grants that do not fit are refused', (await Promise.all([
		bad([{ id: items[0].id, granted: 45 }]),
		bad([{ id: items[0].id, granted: 46 }, { id: items[1].id, granted: 25 }]),
		bad([{ id: items[0].id, granted: 45 }, { id: items[0].id, granted: 45 }]),
		bad([{ id: items[0].id, granted: 0 }, { id: items[1].id, granted: 0 }]),
		bad([{ id: items[0].id, granted: -1 }, { id: items[1].id, granted: 25 }]),
		bad([{ id: items[0].id, granted: 45 }, { id: items[1].id, granted: 25 }, { id: '999999', granted: 1 }]),
	])).map((r) => r.status), [422, 422, 422, 422, 422, 422]);
	await refused('a grant by the school', 403, me, 'POST', `${path}/grant`, { items: [] });
}
{
	const grant = { items: [{ id: items[0].id, granted: 40 }, { id: items[1].id, granted: 25 }], reason: '全省名额有限' };
	const key = newKey();
	const many = await Promise.all([
		...Array.from({ length: 3 }, () => s.office.ask('POST', `${path}/grant`, grant, { key })),
		...Array.from({ length: 3 }, () => s.office.ask('POST', `${path}/grant`, grant)),
	]);
	check('six grants at once, three with one key: none of them an error of ours', many.every((r) => [200, 409].includes(r.status)), many.map((r) => r.status));
	same('granted once', (await me.all('/quota')).map((q) => [q.major_code, q.granted, q.used, q.balance]), [['570201', 40, 0, 40], ['570208', 25, 0, 25]]);
}
same('the application says what was granted', (await me.get(path)).items.map((i) => i.granted), [40, 25]);
const [a, b] = await me.all('/quota');
same('one entry', (await me.get(`/quota/${a.id}/entries`)).items.map((e) => [e.kind, e.amount, e.balance_after]), [['grant', 40, 40]]);
await refused('the ledger of another school', 404, second.officer, 'GET', `/quota/${a.id}/entries`);
await refused('an adjustment by the school', 403, me, 'POST', `/quota/${a.id}/adjust`, { amount: 1, reason: '加' });

// --- adjust, transfer
await refused('an adjustment of nothing', 422, s.office, 'POST', `/quota/${a.id}/adjust`, { amount: 0, reason: '无' });
await refused('an adjustment without reason', 422, s.office, 'POST', `/quota/${a.id}/adjust`, { amount: 1 });
{
	const r = await refused('an adjustment below zero', 409, s.office, 'POST', `/quota/${a.id}/adjust`, { amount: -41, reason: '核减' });
	check('says what is left', /余 40 个/.test(r.body.detail) && /quota-exceeded/.test(r.body.type), r.body);
}
same('an adjustment', (await s.office.post(`/quota/${a.id}/adjust`, { amount: 5, reason: '补报' })).balance, 45);
await s.office.post('/quota/transfer', { from: a.id, to: b.id, amount: 5, reason: '专业间调剂' });
same('a transfer', (await me.all('/quota')).map((q) => q.balance), [40, 30]);
await refused('a transfer of too much', 409, s.office, 'POST', '/quota/transfer', { from: a.id, to: b.id, amount: 41, reason: '调剂' });
await refused('a transfer to itself', 422, s.office, 'POST', '/quota/transfer', { from: a.id, to: a.id, amount: 1, reason: '调剂' });
await refused('a transfer from nowhere', 422, s.office, 'POST', '/quota/transfer', { from: '999999', to: a.id, amount: 1, reason: '调剂' });

// --- many at once: adjustments and transfers against each other
{
	const ask = [];
	for (let i = 0; i < 30; i++) ask.push(s.office.ask('POST', `/quota/${a.id}/adjust`, { amount: -3, reason: '并发核减' }));
	for (let i = 0; i < 15; i++) {
		ask.push(s.office.ask('POST', '/quota/transfer', { from: a.id, to: b.id, amount: 2, reason: '并发' }));
		ask.push(s.office.ask('POST', '/quota/transfer', { from: b.id, to: a.id, amount: 3, reason: '并发' }));
	}
	const done = await Promise.all(ask);
	const count = (n) => done.filter((r) => r.status === n).length;
	check('every answer is a change, or a refusal with its reason', count(200) + count(409) + count(503) === done.length, done.map((r) => r.status).join(' '));
	check('some had to be refused', count(409) > 0, count(409));
}
// --- what registrations use cannot be cut, also when both happen at once (the update is data/quota.c's; see quota_test.c)
{
	const run = promisify(execFile);
	const take = `UPDATE quota_account SET used = used + 1, balance = balance - 1 WHERE id = ${b.id} AND balance >= 1;
		INSERT INTO quota_entry (quota_account_id, kind, amount, balance_after)
		SELECT id, 'use', -1, balance FROM quota_account WHERE id = ${b.id} AND ROW_COUNT() = 1;`;
	const client = (text) => run('mariadb', ['--no-defaults', `--socket=${env.socket}`, `--user=${env.user}`, 'certificates', '-e', text]);
	const before = Number(sqlValue(`SELECT balance FROM quota_account WHERE id = ${b.id}`));
	const used = () => Number(sqlValue(`SELECT used FROM quota_account WHERE id = ${b.id}`));
	const work = Array.from({ length: 4 }, () => client(`START TRANSACTION; ${take} COMMIT; `.repeat(Math.ceil(before / 4) + 2)));
	const cut = await Promise.all(Array.from({ length: 20 }, () => s.office.ask('POST', `/quota/${b.id}/adjust`, { amount: -1, reason: '并发' })));
	await Promise.all(work);
	const cuts = cut.filter((r) => r.status === 200).length;
	same('places used and cut are no more than there were', used() + cuts, before);
	await refused('a cut of what is used', 409, s.office, 'POST', `/quota/${b.id}/adjust`, { amount: -1, reason: '核减' });
}
same('the balance is the sum of the entries', sql(`SELECT q.id FROM quota_account q WHERE q.balance < 0 OR q.balance <> q.granted - q.used
	OR q.balance <> (SELECT SUM(e.amount) FROM quota_entry e WHERE e.quota_account_id = q.id)
	OR q.balance <> (SELECT e.balance_after FROM quota_entry e WHERE e.quota_account_id = q.id ORDER BY e.id DESC LIMIT 1)`), []);
same('no entry leaves less than nothing', sqlValue('SELECT COUNT(*) FROM quota_entry WHERE balance_after < 0'), '0');

// --- whose it is
same('a second school has none', await second.officer.all('/quota'), []);
same('the evaluator sees both accounts', (await s.evaluator.all('/quota')).map((q) => q.id), [a.id, b.id]);
check('the office filters', (await s.office.all(`/quota?school=${school.organisation}&certificate=${s.certificate}&year=${year}`)).length === 2);

// --- by workbook: checked, confirmed whole into the draft, again, undone
const heading = ['证书等级', '学历层次', '专业代码', '专业名称', '专业参考人数', '申报名额'];
const names = Object.fromEntries(sql("SELECT code, name FROM major WHERE catalogue = 2015 AND education_level = 'college'"));
const line = (title, code, count, asked = count, over = {}) => ({
	证书等级: title, 学历层次: '高职专科', 专业代码: code, 专业名称: names[code], 专业参考人数: count, 申报名额: asked, ...over,
});
const book = (actor, rows, fields = {}) => checkImport(actor, 'quota', rows, { certificate: s.certificate, year, ...fields });
const applications = (actor) => actor.all(`/quota-applications?year=${year}`);
const rowsOf = async (actor, application) => (await actor.get(`/quota-applications/${application}`)).items
	.map((i) => [i.level_number, i.major_code, i.head_count, i.asked]).sort((x, y) => String(x).localeCompare(String(y)));
const failedConfirm = async (actor, batch) => {
	const { job: j } = await actor.post(`/imports/${batch.id}/confirm`, { token: batch.token });
	return job(actor, j, { state: 'failed' });
};
const undo = async (actor, batch, state = 'done') => job(actor, (await actor.post(`/imports/${batch.id}/undo`)).job, { state });

async function workbookFaults() {
	const template_ = await sheetRows(await template(second.officer, 'quota'));
	same('the template has the columns of the application', template_[0].map((t) => t.replace('*', '')), heading);
	const before = snapshot();
	const batch = await book(second.officer, [
		line('初级', '570201', 45), line('初级', '570208', 30, 31), line('初级', '570203', 12), line('高级', '570201', 5),
		line('中级', '570201', 20, 20, { 专业名称: '应用化工' }), line('中级', '570201', 0, 20), line('中级', '570201', '四十', 20),
		line('中级', '470201', 20, 20, { 专业名称: '应用化工技术' }), line('初级', '570201', 40),
	]);
	const at = (cell) => batch.faults.filter((f) => f.cell === cell && f.severity === 'error').map((f) => f.detail).join();
	same('nothing is accepted while a row is wrong', [batch.accepted, batch.refused, batch.token ?? null], [0, 9, null]);
	check('more places than students, at its cell', /31 超过该专业参考人数 30/.test(at('F3')), batch.faults);
	check('a major outside the scope, with the scope', /石油化工技术/.test(at('C4')) && /应用化工技术（570201）/.test(at('C4')), batch.faults);
	check('a level that the certificate has not', /没有这个等级/.test(at('A5')), batch.faults);
	check('a name that is not the code\'s', at('D6') !== '', batch.faults);
	check('no students', at('E7') !== '', batch.faults);
	check('a count in words', at('E8') !== '', batch.faults);
	check('a code of the other catalogue, with the right one', batch.faults.some((f) => f.cell === 'C9' && /570201/.test(f.detail + f.fix)), batch.faults);
	check('a row twice', /第 10 行/.test(at('C2')) && /第 2 行/.test(at('C10')), batch.faults);
	same('and no other cell', [...new Set(batch.faults.map((f) => f.cell))].sort(), ['A5', 'C10', 'C2', 'C4', 'C9', 'D6', 'E7', 'E8', 'F3']);
	check('the marked workbook is there', batch.marked_file && (await second.officer.bytes(`/files/${batch.marked_file}`)).length > 1000, batch);
	await refused('confirming it', 409, second.officer, 'POST', `/imports/${batch.id}/confirm`, { token: 'x' });
	same('no application is written', changes(before).filter((t) => /quota/.test(t)), []);
	const other = await book(me, [line('中级', '570201', 20)]);
	check('a level without pilot', other.faults.some((f) => f.cell === 'A2' && /还不是.*试点/.test(f.detail)), other.faults);
	const many = await book(second.officer, Array.from({ length: 1001 }, (_, i) => line('初级', '570201', i + 1)));
	check('more rows than an application has', many.accepted === 0 && many.faults.some((f) => /最多 1000 行/.test(f.detail)), many.faults.slice(0, 3));
}

async function workbookRefusals() {
	const bytes = await filled(await template(second.officer, 'quota'), [line('初级', '570201', 45)]);
	const file = await second.officer.upload('workbook', '名额.xlsx', bytes);
	const auditor = await colleague(second, ['auditor']);
	const body_ = { kind: 'quota', file, certificate: s.certificate, year };
	await allRefused('a quota workbook', [
		['without certificate', 422, second.officer, 'POST', '/imports', { ...body_, certificate: undefined }],
		['without year', 422, second.officer, 'POST', '/imports', { ...body_, year: undefined }],
		['of another school\'s file', 422, me, 'POST', '/imports', body_],
		['by the evaluator', 403, s.evaluator, 'POST', '/imports', body_],
		['by the office', 403, s.office, 'POST', '/imports', body_],
		['by the school\'s auditor', 403, auditor, 'POST', '/imports', body_],
	]);
	const batch = await book(second.officer, [line('初级', '570201', 45)]);
	await allRefused('another school\'s batch', [
		['looked at', 404, me, 'GET', `/imports/${batch.id}`],
		['confirmed', 404, me, 'POST', `/imports/${batch.id}/confirm`, { token: batch.token }],
		['undone', 404, me, 'POST', `/imports/${batch.id}/undo`],
	]);
}

async function workbookLine() {
	const rows = [line('初级', '570201', 45, 40), line('初级', '570208', 30), line('中级', '570201', 20, 18)];
	const first = await confirmImport(second.officer, await book(second.officer, rows));
	same('all rows are taken', [first.state, first.accepted], ['confirmed', 3]);
	const [application, ...rest] = await applications(second.officer);
	same('one draft of the school holds them', [rest.length, application.state, application.asked], [0, 'draft', 88]);
	const stored = [[1, '570201', 45, 40], [1, '570208', 30, 30], [2, '570201', 20, 18]];
	same('row by row', await rowsOf(second.officer, application.id), stored);
	await refused('a draft is the school\'s own', 404, s.office, 'GET', `/quota-applications/${application.id}`);

	const before = snapshot();
	const again = await book(second.officer, rows);
	same('the same workbook again: nothing to do', [again.accepted, again.unchanged, again.token ?? null], [0, 3, null]);
	await refused('and nothing to confirm', 409, second.officer, 'POST', `/imports/${again.id}/confirm`, { token: 'x' });
	same('and the application is as it was', changes(before).filter((t) => /quota/.test(t)), []);

	const part = await book(second.officer, [line('初级', '570208', 32, 31), line('中级', '570201', 20, 18)]);
	same('a corrected row', [part.accepted, part.unchanged], [1, 1]);
	check('rows that the sheet does not name stay, and it says so', part.faults.some((f) => f.severity === 'warning' && /另有 1 行/.test(f.detail)), part.faults);
	const stale = await book(second.officer, [line('初级', '570201', 99, 98)]);
	await confirmImport(second.officer, part);
	const changed = [[1, '570201', 45, 40], [1, '570208', 32, 31], [2, '570201', 20, 18]];
	same('only that one is changed', await rowsOf(second.officer, application.id), changed);
	const late = await failedConfirm(second.officer, stale);
	check('a check of what was changed since is not confirmed', /请重新上传检查/.test(late.error), late);
	same('and changes nothing', await rowsOf(second.officer, application.id), changed);

	await undo(second.officer, part);
	same('undoing brings the row back', await rowsOf(second.officer, application.id), stored);
	const shown = await second.officer.get(`/quota-applications/${application.id}`);
	const items = shown.items.map((i) => ({ level: i.level, major: i.major, head_count: i.head_count, asked: i.asked }));
	await second.officer.put(`/quota-applications/${application.id}`, body([{ ...items[0], asked: 1 }, ...items.slice(1)], { version: shown.version }));
	check('a row edited since keeps the batch from being undone', /不能整体撤销/.test((await undo(second.officer, first, 'failed')).error));
	await second.officer.put(`/quota-applications/${application.id}`, body(items, { version: shown.version + 1 }));
	await second.officer.post(`/quota-applications/${application.id}/submit`, {});
	check('what was handed in is not undone', /已提交/.test((await undo(second.officer, first, 'failed')).error));
	const closed = await book(second.officer, [line('初级', '570201', 10)]);
	check('nor written by a workbook', closed.accepted === 0 && closed.faults.some((f) => /已提交/.test(f.detail)), closed);
	await s.office.post(`/quota-applications/${application.id}/return`, { reason: '请核对' });
	await confirmImport(second.officer, await book(second.officer, [line('初级', '570201', 45, 41)]));
	same('a returned one is', (await rowsOf(second.officer, application.id))[0], [1, '570201', 45, 41]);
}

async function workbookUndone() {
	const third = await newSchool('430000');
	await makePilot(s, third, [s.junior]);
	const rows = [line('初级', '570201', 45)];
	const both = [await book(third.officer, rows), await book(third.officer, [line('初级', '570208', 30)])];
	const jobs = await Promise.all(both.map((b) => third.officer.post(`/imports/${b.id}/confirm`, { token: b.token })));
	const done = await Promise.all(jobs.map((j) => job(third.officer, j.job, { state: null })));
	same('two workbooks confirmed at once: one makes the application, the other is told', done.map((j) => j.state).sort(), ['done', 'failed']);
	same('there is one application with one row', (await applications(third.officer)).map((x) => x.state), ['draft']);
	const won = both[done.findIndex((j) => j.state === 'done')];
	await undo(third.officer, won);
	same('undoing takes the draft away that it had made', await applications(third.officer), []);
	const batch = await book(third.officer, rows);
	sql(`UPDATE pilot SET state = 'ended' WHERE school_id = ${third.organisation}`);
	check('a pilot that ended since the check', /还不是.*试点/.test((await failedConfirm(third.officer, batch)).error));
	same('leaves nothing behind', await applications(third.officer), []);
}
await step('workbooks with faults', workbookFaults);
await step('workbooks of the wrong people', workbookRefusals);
await step('a workbook to the application', workbookLine);
await step('workbooks at once and undone', workbookUndone);
