/*
 * pilot_test.mjs: pilot applications from draft to approval: window, scope, opinion, decision, and whose it is.
 */
import { allRefused, check, colleague, newKey, refused, same, sql, sqlValue, step } from './lib.mjs';
import { hours, makePilot, newSchool, scene, year } from './pilot_scene.mjs';

const s = await scene('410000');
const school = await newSchool('410000');
const other = await newSchool('410000');
const far = await newSchool('420000');
const me = school.officer;
const body = (items, fields) => ({ evaluator: s.evaluator.organisation, year, statement: '第一行\n第二行', items, ...fields });
const good = [{ level: s.junior, major: s.inside, count: 40 }, { level: s.middle, major: s.inside, count: 20 }];

// --- rows
{
	const r = await refused('rows outside the scope', 422, me, 'POST', '/pilot-applications', body([
		good[0], good[1], { level: s.junior, major: s.outside, count: 3 }, { level: s.middle, major: s.renewed, count: 3 }, good[0],
		{ level: '999999', major: s.inside, count: 1 },
	]));
	const at = (p) => r.body.errors.find((e) => e.pointer === p);
	check('the major of row 2 is named with the majors of the scope',
		/石油化工技术（570203/.test(at('/items/2/major')?.detail) && /应用化工技术（570201）、化工装备技术（570208）/.test(at('/items/2/major')?.detail), r.body);
	check('the new major is answered with the old one', /570201/.test(at('/items/3/major')?.fix ?? '') || at('/items/3/major'), r.body);
	check('the repeated row is named', /第 1 行重复/.test(at('/items/4/major')?.detail), r.body);
	check('the unknown level is named', at('/items/5/level'), r.body);
	same('and nothing else', r.body.errors.length, 4);
}
await allRefused('what a body may not say', [
	['a state', 422, me, 'POST', '/pilot-applications', body(good, { state: 'approved' })],
	['another school', 422, me, 'POST', '/pilot-applications', body(good, { school: other.organisation })],
	['no rows', 422, me, 'POST', '/pilot-applications', body([])],
	['nobody there', 422, me, 'POST', '/pilot-applications', body([{ level: s.junior, major: s.inside, count: 0 }])],
	['an office as evaluator', 422, me, 'POST', '/pilot-applications', body(good, { evaluator: s.office.organisation })],
	['as office', 403, s.office, 'POST', '/pilot-applications', body(good)],
]);

// --- draft and window
const { id } = await me.post('/pilot-applications', body(good));
const path = `/pilot-applications/${id}`;
await refused('another school', 404, other.officer, 'GET', path);
await refused('another school', 404, other.officer, 'PUT', path, body(good, { version: 1 }));
await refused('another school', 404, other.officer, 'POST', `${path}/submit`, {});
await refused('a draft to the office', 404, s.office, 'GET', path);
same('the draft is not in the evaluator\'s list', (await s.evaluator.all('/pilot-applications')).length, 0);
sql(`DELETE FROM province_window WHERE province = '410000' AND year = ${year}`);
{
	const r = await refused('without a window', 409, me, 'POST', `${path}/submit`, {});
	check('it says that there is none yet', /尚未公布/.test(r.body.detail) && /outside-window/.test(r.body.type), r.body);
}
await refused('a window the wrong way round', 422, s.office, 'PUT', '/province-windows', { kind: 'pilot', year, open: hours(2), close: hours(1) });
await refused('the window of another province', 422, s.office, 'PUT', '/province-windows', { kind: 'pilot', year, open: hours(1), close: hours(2), province: '420000' });
await refused('a window by a school', 403, me, 'PUT', '/province-windows', { kind: 'pilot', year, open: hours(1), close: hours(2) });
await s.office.put('/province-windows', { kind: 'pilot', year, open: hours(1), close: hours(2) });
{
	const r = await refused('before the window', 409, me, 'POST', `${path}/submit`, {});
	check('its times are said', /20\d\d-\d\d-\d\d \d\d:\d\d 至 .*尚未开始/.test(r.body.detail), r.body);
	const w = (await me.get(`/province-windows?kind=pilot&year=${year}`)).items;
	same('the school sees its own province only', w.map((x) => x.province), ['410000']);
	await refused('an old version of the window', 409, s.office, 'PUT', '/province-windows', { kind: 'pilot', year, open: hours(-1), close: hours(2), version: w[0].version + 1 });
	await s.office.put('/province-windows', { kind: 'pilot', year, open: hours(-2), close: hours(-1), version: w[0].version });
	const late = await refused('after the window', 409, me, 'POST', `${path}/submit`, {});
	check('it says that it is over', /已经截止/.test(late.body.detail), late.body);
}
await s.office.put('/province-windows', { kind: 'pilot', year, open: hours(-1), close: hours(24) });
await refused('a change without the version', 422, me, 'PUT', path, body(good));
await me.put(path, body([good[0]], { version: 1 }));
await refused('a change of an old version', 409, me, 'PUT', path, body(good, { version: 1 }));
await me.put(path, body(good, { version: 2 }));

// --- submitted, opinion
{
	const key = newKey();
	const [a, b] = await Promise.all([me.ask('POST', `${path}/submit`, {}, { key }), me.ask('POST', `${path}/submit`, {}, { key })]);
	same('the same submission twice is one', [a.status, b.status], [200, 200]);
	await refused('a second submission', 409, me, 'POST', `${path}/submit`, {});
}
await refused('editing what is submitted', 409, me, 'PUT', path, body(good, { version: 4 }));
await refused('a decision without an opinion', 409, s.office, 'POST', `${path}/approve`, {});
await refused('an opinion of the school', 403, me, 'POST', `${path}/opinion`, { opinion: 'support' });
await refused('an objection without reason', 422, s.evaluator, 'POST', `${path}/opinion`, { opinion: 'object' });
same('the list of the evaluator', (await s.evaluator.all('/pilot-applications')).map((x) => [x.id, x.state, x.planned]), [[id, 'submitted', 60]]);
await s.evaluator.post(`${path}/opinion`, { opinion: 'support', text: '条件具备' });
await refused('a second opinion', 409, s.evaluator, 'POST', `${path}/opinion`, { opinion: 'object', text: '改了' });

// --- decision
await refused('a return without reason', 422, s.office, 'POST', `${path}/return`, {});
await refused('a decision by the operator', 403, s.op, 'POST', `${path}/approve`, {});
await s.office.post(`${path}/return`, { reason: '人数请核实' });
{
	const v = await me.get(path);
	same('returned, with its reason and what can be done', [v.state, v.reason, v.actions.map((x) => x.event)], ['returned', '人数请核实', ['submit']]);
	await me.put(path, body(good, { version: v.version }));
	await me.post(`${path}/submit`, {});
	await s.evaluator.post(`${path}/opinion`, { opinion: 'support', text: '同意' });
}
same('the school is not active yet', sqlValue(`SELECT state FROM organisation WHERE id = ${school.organisation}`), 'applying');
{
	const both = await Promise.all([s.office.ask('POST', `${path}/approve`, {}), s.office.ask('POST', `${path}/refuse`, { reason: '名额已满' })]);
	same('of two decisions at once one counts', both.map((r) => r.status).sort(), [200, 409]);
	if (both[0].status !== 200) sql(`UPDATE pilot_application SET state = 'opined' WHERE id = ${id}`);
	if (both[0].status !== 200) await s.office.post(`${path}/approve`, {});
}
same('approval activates the school', sqlValue(`SELECT state FROM organisation WHERE id = ${school.organisation}`), 'active');
same('and makes a pilot of each level', (await me.all('/pilots')).map((p) => p.level), [s.junior, s.middle]);
same('which another school does not see', await other.officer.all('/pilots'), []);
check('the school is told', Number(sqlValue(`SELECT COUNT(*) FROM notification WHERE organisation_id = ${school.organisation} AND kind = 'pilot_decided'`)) >= 2);
await refused('withdrawing what is approved', 409, me, 'POST', `${path}/withdraw`, {});
{
	const r = await refused('the same level again', 422, me, 'POST', '/pilot-applications', body(good));
	check('since the school is a pilot already', r.body.errors.every((e) => /已是.*试点/.test(e.detail)), r.body);
}

// --- refusal, withdrawal, another province
await step('a refused application leaves no pilot', async () => {
	const { id: b } = await other.officer.post('/pilot-applications', body(good));
	await other.officer.post(`/pilot-applications/${b}/submit`, {});
	const r = await refused('the same level in two open applications', 422, other.officer, 'POST', '/pilot-applications', body(good));
	check('names the other one', /另一份/.test(r.body.errors[0].detail), r.body);
	await s.office.post(`/pilot-applications/${b}/refuse`, { reason: '不符合条件' });
	same('no pilot', await other.officer.all('/pilots'), []);
	const { id: c } = await other.officer.post('/pilot-applications', body(good));
	await other.officer.post(`/pilot-applications/${c}/submit`, {});
	await other.officer.post(`/pilot-applications/${c}/withdraw`, {});
	await refused('an opinion on what is withdrawn', 409, s.evaluator, 'POST', `/pilot-applications/${c}/opinion`, { opinion: 'support' });
});
{
	const { id: b } = await far.officer.post('/pilot-applications', body(good));
	await refused('an application of another province', 404, s.office, 'GET', `/pilot-applications/${b}`);
	await refused('a window of another province does not count', 409, far.officer, 'POST', `/pilot-applications/${b}/submit`, {});
}
await step('a second school', () => makePilot(s, other, [s.junior]));
same('the office sees both', (await s.office.all('/pilots')).filter((p) => p.evaluator === s.evaluator.organisation).length, 3);

// --- an exam-site application of the pilot school, reviewed by an expert who must not know the school
{
	const fileId = await me.upload('attachment', '师资.txt', Buffer.from('名单'));
	const { id: site } = await me.post('/site-applications', {
		evaluator: s.evaluator.organisation, certificates: [s.certificate], statement: '具备条件',
		items: ['teaching', 'equipment', 'premises'].map((kind) => ({ kind, name: '清单', quantity: 3, description: '说明', file: fileId })),
	});
	const assign = { subject_kind: 'site_application', subject: site, deadline: hours(24) };
	const expert = await colleague(s.op, ['expert'], '专家');
	const biased = await colleague(s.op, ['expert'], '专家二');
	await biased.post('/review-conflicts', { organisation: school.organisation, reason: '兼职' });
	await refused('a review of a draft', 409, s.evaluator, 'POST', '/reviews', { ...assign, expert: expert.account });
	await me.post(`/site-applications/${site}/submit`, { version: 1 });
	await refused('an expert who works for the school', 422, s.evaluator, 'POST', '/reviews', { ...assign, expert: biased.account });
	await refused('a review asked by the school', 403, me, 'POST', '/reviews', { ...assign, expert: expert.account });
	await refused('a review asked by the operator', 422, s.op, 'POST', '/reviews', { ...assign, expert: expert.account });
	const { id: task } = await s.evaluator.post('/reviews', { ...assign, expert: expert.account });
	const t = await expert.get(`/review-tasks/${task}`);
	same('the expert sees what is judged', [t.site.items.length, t.site.certificates.length, t.form.length], [3, 1, 3]);
	check('but not whose it is', !JSON.stringify(t).includes(school.name));
	same('and its files', (await expert.bytes(`/review-tasks/${task}/files/${fileId}`)).toString(), '名单');
	await refused('a file that belongs elsewhere', 404, expert, 'GET', `/review-tasks/${task}/files/999999`);
	await refused('the files for another expert', 404, biased, 'GET', `/review-tasks/${task}/files/${fileId}`);
	await expert.post(`/review-tasks/${task}/decline`, { reason: '与该校有合作', conflict: true });
	await refused('whoever declined', 422, s.evaluator, 'POST', '/reviews', { ...assign, expert: expert.account });
	same('the declared conflict is kept', (await expert.get('/review-conflicts')).items.map((c) => c.id), [school.organisation]);
	await expert.remove(`/review-conflicts/${school.organisation}`);
}
