/*
 * standard_test.mjs: certificates, versions of their standards, and expert review: what a version says is checked whole,
 * publishing replaces, experts are blind to each other, conflicts are refused, deadlines hold.
 */
import { check, clock, clockOffset, colleague, operator, organisation, organisationCode, refused, same, sql, sqlValue, unique } from './lib.mjs';
import { hours, level, major, newSchool, publish } from './pilot_scene.mjs';

const op = await operator();
const admin = await organisation(op, 'evaluator', { name: unique('虚构评价组织'), certificate_code: organisationCode() });
const me = await colleague(admin, ['exam_officer'], '考务');
const rival = await colleague(await organisation(op, 'evaluator', { name: unique('虚构评价组织'), certificate_code: organisationCode() }), ['exam_officer'], '考务');
const school = await newSchool('440000');
const m1 = major(2015, 'college', '570201');
const m2 = major(2021, 'college', '470201');

// --- certificate
await refused('a code of letters', 422, me, 'POST', '/certificates', { code: 'A01', name: '测试证书', batch: 4 });
const { id } = await me.post('/certificates', { code: '001', name: '测试证书', batch: 4 });
await refused('the same code', 409, me, 'POST', '/certificates', { code: '001', name: '另一证书', batch: 4 });
await refused('by a school', 403, school.officer, 'POST', '/certificates', { code: '002', name: '测试证书', batch: 4 });
await refused('a certificate of another organisation', 404, rival, 'GET', `/certificates/${id}`);
await refused('a draft to a school', 404, school.officer, 'GET', `/certificates/${id}`);

// --- version
{
	const bad = level(1, [m1, m1, '999999'], {
		components: [{ code: 'theory', name: '理论', weight: '40', min: '95', max: '90' }, { code: 'other', name: '其他', weight: '50.05', max: '100' }],
		fees: [{ province: '990000', fen: 1 }], total_line: '60',
	});
	const r = await refused('a wrong version', 422, me, 'POST', `/certificates/${id}/versions`, { levels: [bad, level(1, [m2])] });
	const at = r.body.errors.map((e) => e.pointer);
	for (const p of ['/levels/0/components/0/min', '/levels/0/components/1/kind', '/levels/0/components/1/weight', '/levels/0/components',
		'/levels/0/majors/1', '/levels/0/majors/2', '/levels/0/fees/0/province', '/levels/1/level'])
		check(`the fault at ${p} is named`, at.includes(p), r.body);
	await refused('no levels', 422, me, 'POST', `/certificates/${id}/versions`, { levels: [] });
	await refused('an unknown exam form', 422, me, 'POST', `/certificates/${id}/versions`, { levels: [level(1, [m1], { exam_forms: ['oral'] })] });
	await refused('a version of another organisation\'s certificate', 404, rival, 'POST', `/certificates/${id}/versions`, { levels: [level(1, [m1])] });
}
const { id: v1 } = await me.post(`/certificates/${id}/versions`, { levels: [level(1, [m1])] });
await refused('a second version while one is open', 409, me, 'POST', `/certificates/${id}/versions`, { levels: [level(1, [m1])] });
await me.put(`/standard-versions/${v1}`, { version: 1, levels: [level(1, [m1, m2], { credits: '2.5' }), level(3, [m1])] });
await refused('a change of an old version', 409, me, 'PUT', `/standard-versions/${v1}`, { version: 1, levels: [level(1, [m1])] });
{
	const v = await me.get(`/standard-versions/${v1}`);
	same('what it says', [v.levels.map((l) => l.level), v.levels[0].credits, v.levels[0].majors.length, v.levels[0].components.map((c) => c.weight), v.levels[0].exam_forms],
		[[1, 3], '2.50', 2, ['40.00', '60.00'], ['computer', 'practical']]);
}
await refused('publishing a draft', 409, me, 'POST', `/standard-versions/${v1}/publish`, {});
await refused('approving a draft', 409, op, 'POST', `/standard-versions/${v1}/approve`, {});
await me.post(`/standard-versions/${v1}/submit`, {});
await refused('approving the own standard', 403, me, 'POST', `/standard-versions/${v1}/approve`, {});
await refused('changing what is in review', 409, me, 'PUT', `/standard-versions/${v1}`, { version: 3, levels: [level(1, [m1])] });
check('it waits for the operator', (await op.all('/standard-versions?state=in_review')).some((v) => v.id === v1));
same('no other name finds it', (await op.all('/standard-versions?q=nothing')).length, 0);
same('its owner\'s list says so', (await me.all('/certificates')).find((c) => c.id === id).open_state, 'in_review');
same('a school does not', (await school.officer.all('/certificates')).filter((c) => c.open_version).length, 0);

// --- expert review
const experts = [await colleague(op, ['expert'], '专家甲'), await colleague(op, ['expert'], '专家乙'), await colleague(op, ['expert'], '专家丙')];
const assign = (k, fields) => ({ subject_kind: 'standard_version', subject: v1, expert: experts[k].account, deadline: hours(48), ...fields });
{
	const file = await op.upload('attachment', '内部.pdf', Buffer.from('%PDF-1.4 invented'));
	await refused('an expert reads the operator\'s file', 404, experts[0], 'GET', `/files/${file}`);
}
await refused('an expert who is none', 422, op, 'POST', '/reviews', assign(0, { expert: me.account }));
await refused('a deadline that is past', 422, op, 'POST', '/reviews', assign(0, { deadline: hours(-1) }));
await refused('a review of what is not one\'s own', 422, me, 'POST', '/reviews', assign(0));
await experts[2].post('/review-conflicts', { organisation: admin.organisation, reason: '曾任职' });
{
	const r = await refused('an expert with a conflict of interest', 422, op, 'POST', '/reviews', assign(2));
	check('which is said', r.body.errors.some((e) => e.pointer === '/expert' && /回避/.test(e.detail)), r.body);
	const list = await op.all(`/experts?subject_kind=standard_version&subject=${v1}`);
	same('and shown in the list', list.filter((e) => experts.some((x) => x.account === e.id)).map((e) => e.conflict), [false, false, true]);
}
const [t0, t1] = [(await op.post('/reviews', assign(0))).id, (await op.post('/reviews', assign(1))).id];
await refused('the same expert twice', 422, op, 'POST', '/reviews', assign(0));
await refused('a colleague\'s task', 404, experts[0], 'GET', `/review-tasks/${t1}`);
same('an expert sees the own task only', (await experts[0].all('/review-tasks')).map((t) => t.id), [t0]);
await refused('an expert reading the summary', 403, experts[0], 'GET', `/reviews/summary?subject_kind=standard_version&subject=${v1}`);
await refused('approval before the reviews', 409, op, 'POST', `/standard-versions/${v1}/approve`, {});
const task = await experts[0].get(`/review-tasks/${t0}`);
check('the task shows the standard and the form', task.standard.levels.length === 2 && task.form.length >= 5, task);
const scores = (part) => task.form.map((f) => ({ item: f.id, score: (Number(f.max) * part).toFixed(2) }));
{
	const tooMuch = scores(1);
	tooMuch[0].score = '999';
	const r = await refused('scores that do not fit the form', 422, experts[0], 'POST', `/review-tasks/${t0}/submit`, { scores: tooMuch.slice(0, 3), opinion: '可', recommend: 'approve' });
	check('every one is named', r.body.errors.some((e) => e.pointer === '/scores/0/score') && r.body.errors.filter((e) => /缺少/.test(e.detail)).length === task.form.length - 3, r.body);
}
await experts[0].post(`/review-tasks/${t0}/submit`, { scores: scores(0.9), opinion: '要求清楚', recommend: 'approve' });
await refused('a second answer', 409, experts[0], 'POST', `/review-tasks/${t0}/submit`, { scores: scores(0.1), opinion: '改', recommend: 'refuse' });
check('blind: the other expert sees no score', !JSON.stringify(await experts[1].get(`/review-tasks/${t1}`)).includes('要求清楚'));
const before = clockOffset();
clock(before + 49 * 3600);
{
	const r = await refused('an answer after the deadline', 409, experts[1], 'POST', `/review-tasks/${t1}/submit`, { scores: scores(0.5), opinion: '迟', recommend: 'return' });
	check('which is said', /截止/.test(r.body.detail) && /outside-window/.test(r.body.type), r.body);
}
await op.put(`/reviews/${t1}`, { deadline: hours(24), version: 1 });
await experts[1].post(`/review-tasks/${t1}/submit`, { scores: scores(0.7), opinion: '可以', recommend: 'return' });
{
	const sum = await op.get(`/reviews/summary?subject_kind=standard_version&subject=${v1}`);
	check('the list of tasks names what is judged', (await op.all(`/reviews?subject_kind=standard_version&subject=${v1}&state=submitted`)).every((t) => t.title.includes('：') && t.expert_name), undefined);
	same('the summary', [sum.submitted, sum.average, sum.recommends], [2, '80.00', { approve: 1, return: 1, refuse: 0 }]);
}
await refused('a return without reason', 422, op, 'POST', `/standard-versions/${v1}/return`, {});
await op.post(`/standard-versions/${v1}/return`, { reason: '请补充学分依据' });
same('returned is a draft again, with the reason', await me.get(`/standard-versions/${v1}`).then((v) => [v.state, v.reason]), ['draft', '请补充学分依据']);
await me.post(`/standard-versions/${v1}/submit`, {});
{
	const sum = await op.get(`/reviews/summary?subject_kind=standard_version&subject=${v1}`);
	same('a new round begins without reviews', sum.submitted, 0);
	const again = (await op.post('/reviews', assign(0))).id;
	await experts[0].post(`/review-tasks/${again}/decline`, { reason: '时间冲突' });
	const open = (await op.post('/reviews', assign(1))).id;
	await op.post(`/reviews/${open}/cancel`);
	await refused('an answer to a cancelled task', 409, experts[1], 'POST', `/review-tasks/${open}/submit`, { scores: scores(1), opinion: '迟', recommend: 'approve' });
}
await op.post(`/standard-versions/${v1}/approve`, {});
await refused('publishing by the operator', 403, op, 'POST', `/standard-versions/${v1}/publish`, {});
await me.post(`/standard-versions/${v1}/publish`, {});
same('the school sees it now', (await school.officer.get(`/certificates/${id}`)).standard_version, v1);

// --- the next version replaces it
const levelBefore = (await me.get(`/certificates/${id}`)).levels[0].id;
const ruleBefore = sqlValue(`SELECT COUNT(*) FROM level_rule WHERE standard_version_id = ${v1}`);
const v2 = await publish(op, me, id, [level(1, [m1], { total_line: '70' })]);
same('one version is in force', sql(`SELECT id, state FROM standard_version WHERE certificate_id = ${id} ORDER BY id`), [[v1, 'superseded'], [v2, 'published']]);
same('the rules of the former stay for plans', sqlValue(`SELECT COUNT(*) FROM level_rule WHERE standard_version_id = ${v1}`), ruleBefore);
{
	const c = await me.get(`/certificates/${id}`);
	same('the level keeps its id and has the new line', [c.levels[0].id, c.levels[0].total_line], [levelBefore, '70.00']);
	await refused('the name of what is published', 409, me, 'PUT', `/certificates/${id}`, { name: '新名称', batch: 4, version: c.version });
	await me.put(`/certificates/${id}`, { name: c.name, batch: 4, summary: '简介', version: c.version });
}
clock(before);
