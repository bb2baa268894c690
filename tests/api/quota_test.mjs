/*
 * quota_test.mjs: quota applications, and the ledger: balance is the sum of the entries and never below zero, also when
 * many change it at the same time.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { check, env, newKey, refused, same, sql, sqlValue } from './lib.mjs';
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
