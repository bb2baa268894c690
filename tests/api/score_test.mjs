/*
 * score_test.mjs: score entry, results, publicity, the public look-up and its limits, score reviews.
 */
import ExcelJS from 'exceljs';
import { createHash } from 'node:crypto';
import { allRefused, check, colleague, job, nobody, now, operator, refused, same, solvedCaptcha, sql, sqlValue, step } from './lib.mjs';
import { logLines, logSize, pool, until, workers } from '../fault/system.mjs';
import { examEvent, movePlan, scorePlan } from './score_fixture.mjs';
import { people } from './signing_fixture.mjs';

const op = await operator();
const p = await people(op);
const first = p.officer;
const second = await colleague(p.evaluator, ['exam_officer'], '第二登记人');
const other = await people(op);

/** A score sheet as people fill it in: rows of [ticket, name, theory, practical, state]. */
async function sheet(rows, header = ['准考证号*', '姓名*', '理论成绩', '实操成绩', '状态']) {
	const book = new ExcelJS.Workbook();
	const s = book.addWorksheet('成绩登记');
	s.addRow(header);
	for (const r of rows) s.addRow(r.map((v) => (v === null ? undefined : String(v))));
	return Buffer.from(await book.xlsx.writeBuffer());
}

/** Uploads and checks; gives the batch as it stands after the check. */
async function upload(actor, plan, bytes) {
	const file = await actor.upload('workbook', '成绩.xlsx', bytes);
	const made = await actor.post('/imports', { kind: 'score', file, plan: plan.id });
	await job(actor, made.job);
	const batch = await actor.get(`/imports/${made.id}`);
	return { ...batch, id: made.id, faults: (await actor.get(`/imports/${made.id}/faults`)).items };
}
async function confirm(actor, batch) {
	const r = await actor.post(`/imports/${batch.id}/confirm`, { token: batch.token });
	return job(actor, r.job);
}
const row = (c, theory, practical, state = null) => [c.ticket, c.name, theory, practical, state];
const marks = (i) => [55 + (i * 7) % 40, 61 + (i * 11) % 38];

// --- one entry, from the sheet to the look-up
const plan = scorePlan(p, 24);
await allRefused('scores of others', [
	['another evaluator', 404, other.officer, 'GET', `/plans/${plan.id}/scores`],
	['another evaluator writes', 404, other.officer, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items: [{ ticket: plan.people[0].ticket, component: 'theory', score: '60' }] }],
	['a school', 403, p.schoolOfficer, 'GET', `/plans/${plan.id}/scores`],
	['the second entry of a plan with one', 409, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 2, items: [{ ticket: plan.people[0].ticket, component: 'theory', score: '60' }] }],
	['more than possible', 422, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items: [{ ticket: plan.people[0].ticket, component: 'theory', score: '100.01' }] }],
	['absent with a score', 422, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items: [{ ticket: plan.people[0].ticket, component: 'theory', score: '1', state: 'absent' }] }],
	['a component that is none', 422, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items: [{ ticket: plan.people[0].ticket, component: 'oral', score: '1' }] }],
	['publicity before the entry is over', 409, first, 'POST', `/plans/${plan.id}/publicity`],
	['a school computes', 403, p.schoolOfficer, 'POST', `/plans/${plan.id}/results`],
]);
movePlan(plan, 'between');
await refused('after the window', 409, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items: [{ ticket: plan.people[0].ticket, component: 'theory', score: '60' }] });
movePlan(plan, 'score');

await step('a sheet with wrong names is refused whole, and the shift is named', async () => {
	const rows = plan.people.map((c, i) => [c.ticket, plan.people[(i + 1) % 24].name, ...marks(i)]);
	const b = await upload(first, plan, await sheet(rows));
	same('nothing is accepted', [b.accepted, b.state], [0, 'checked']);
	check('a row says whose ticket it is', b.faults.some((f) => f.detail.includes('考生是')), b.faults[0]);
});
await step('swapped columns and serial numbers are doubted', async () => {
	const b = await upload(first, plan, await sheet(plan.people.map((c, i) => row(c, 40 + i, 60))));
	const says = b.faults.map((f) => f.detail).join('\n');
	check('serial numbers', says.includes('序号'), says);
	check('all the same', says.includes('全部相同'), says);
});
await step('rows out of range, unknown tickets and doubles', async () => {
	const [a, b, c] = plan.people;
	const made = await upload(first, plan, await sheet([row(a, 101, 60), row(b, 60, 60), row(b, 61, 60), ['2611000000000199', '张三', 60, 60], row(c, '', '', '')]));
	same('nothing is accepted', made.accepted, 0);
	const cells = made.faults.filter((f) => f.severity === 'error').map((f) => f.cell).sort();
	same('each fault has its cell', cells, ['A3', 'A4', 'A5', 'C2', 'C6']);
});
const absentee = plan.people[3];
const cheat = plan.people[4];
const absent = examEvent(p, plan, absentee, 'absent', 1);
examEvent(p, plan, cheat, 'misconduct', 0);
await step('a score of somebody recorded absent is refused', async () => {
	const b = await upload(first, plan, await sheet(plan.people.map((c, i) => row(c, ...marks(i)))));
	same('nothing is accepted', b.accepted, 0);
	check('the row says it', b.faults.some((f) => f.detail.includes('考场登记该考生缺考')), b.faults);
});
let batch;
await step('the right sheet is confirmed', async () => {
	const rows = plan.people.slice(0, 23).map((c, i) => (c === absentee ? row(c, 70, null) : row(c, ...marks(i))));
	batch = await upload(first, plan, await sheet(rows));
	same('all are accepted', [batch.accepted, batch.faults.filter((f) => f.severity === 'error')], [23, []]);
	await confirm(first, batch);
	same('scores', sqlValue(`SELECT COUNT(*) FROM score WHERE plan_id = ${plan.id}`), '45');
});
await step('the same sheet again changes nothing', async () => {
	const before = sql(`SELECT * FROM score WHERE plan_id = ${plan.id}`);
	const rows = plan.people.slice(0, 23).map((c, i) => (c === absentee ? row(c, 70, null) : row(c, ...marks(i))));
	const b = await upload(first, plan, await sheet(rows));
	same('unchanged', [b.accepted, b.unchanged], [0, 23]);
	same('rows', sql(`SELECT * FROM score WHERE plan_id = ${plan.id}`), before);
});
await step('a missing score keeps the results from being complete', async () => {
	const r = await first.post(`/plans/${plan.id}/results`);
	const j = await job(first, r.job, { state: 'failed' });
	check('the reason counts', j.error.includes('1 名考生'), j.error);
	const rows = (await first.get(`/jobs/${r.job}/rows`)).items;
	same('who', [rows.length, rows[0].subject], [1, plan.people[23].registration]);
	check('what', rows[0].message.includes('理论没有成绩') && rows[0].message.includes('实操没有成绩'), rows[0]);
});
await step('one person more in the portal', async () => {
	const c = plan.people[23];
	const items = [{ registration: c.registration, component: 'theory', score: '49.99' }, { ticket: c.ticket, component: 'practical', score: '100' }];
	await first.put(`/plans/${plan.id}/scores`, { entry: 1, items });
	await refused('the same again without its version', 409, first, 'PUT', `/plans/${plan.id}/scores`, { entry: 1, items });
	await first.put(`/plans/${plan.id}/scores`, { entry: 1, items: [{ ...items[0], version: 1 }] });
	const line = (await first.all(`/plans/${plan.id}/scores`)).find((v) => v.id === c.registration);
	same('as listed', line.scores, [{ component: 'theory', score: '49.99', state: 'normal', version: 2 }, { component: 'practical', score: '100.00', state: 'normal', version: 1 }]);
});
await step('progress by site and room, the list is searched and sorted', async () => {
	const [site] = await first.all(`/plans/${plan.id}/score-sites`);
	same('one site', [site.id, site.count, site.wanted, site.first_count, site.second_count], [plan.site, 24, 48, 47, 0]);
	same('its rooms', (await first.all(`/plans/${plan.id}/score-rooms?site=${plan.site}`)).map((r) => [r.kind, r.count, r.wanted, r.first_count]), [['theory', 24, 24, 24], ['practical', 24, 24, 23]]);
	same('one room', (await first.all(`/plans/${plan.id}/scores?room=${plan.rooms[1]}`)).length, 24);
	const wanting = await first.all(`/plans/${plan.id}/scores?wanting=true`);
	same('whose scores are wanting', wanting.map((v) => v.id), [absentee.registration]);
	const down = await first.all(`/plans/${plan.id}/scores?sort=ticket_number&order=desc`, 5);
	same('page after page from the last ticket on', down.map((v) => v.ticket_number), plan.people.map((c) => c.ticket).reverse());
	same('each with its scores', down.map((v) => v.scores.length), plan.people.map((c) => (c === absentee ? 1 : 2)).reverse());
	same('one ticket', (await first.all(`/plans/${plan.id}/scores?q=${plan.people[5].ticket}`)).map((v) => v.id), [plan.people[5].registration]);
	const s = await first.get(`/plans/${plan.id}/score-summary`);
	same('the whole plan', [s.count, s.wanted, s.first_count, s.different_count], [24, 48, 47, 0]);
});
await step('an older sheet cannot be taken back any more when a score has moved on', async () => {
	const c = plan.people[0];
	await first.put(`/plans/${plan.id}/scores`, { entry: 1, items: [{ registration: c.registration, component: 'theory', score: '88.5', version: 1 }] });
	const r = await first.post(`/imports/${batch.id}/undo`);
	const j = await job(first, r.job, { state: 'failed' });
	check('it says why', j.error.includes('不能整表撤销'), j.error);
});
let answers;
await step('results follow the rule, the absence and the breach', async () => {
	const r = await first.post(`/plans/${plan.id}/results`);
	await job(first, r.job);
	answers = Object.fromEntries((await first.all(`/plans/${plan.id}/results`)).map((v) => [v.ticket_number, v]));
	const last = answers[plan.people[23].ticket];
	same('below the line of one component', [last.total, last.passed], ['80.00', false]);
	check('the reason is named', last.answer.reasons.includes('理论 49.99 分，低于合格线 50.00 分'), last.answer);
	same('absent in one component', [answers[absentee.ticket].passed, answers[absentee.ticket].answer.reasons.includes('实操缺考')], [false, true]);
	same('misconduct', [answers[cheat.ticket].total, answers[cheat.ticket].passed, answers[cheat.ticket].attendance], ['0.00', false, 'misconduct']);
	same('weights', answers[plan.people[0].ticket].total, (88.5 * 0.4 + 61 * 0.6).toFixed(2));
	check('no document number in the list', !JSON.stringify(answers).includes('***********'), answers[cheat.ticket]);
});
await refused('a school before publicity', 409, p.schoolOfficer, 'GET', `/plans/${plan.id}/results`);

// --- publicity
movePlan(plan, 'between');
await step('a score changed behind the results is found at publication', async () => {
	sql(`UPDATE score SET score_centi = 9900 WHERE registration_id = ${plan.people[1].registration} AND entry = 1`);
	const r = await first.post(`/plans/${plan.id}/publicity`);
	const j = await job(first, r.job, { state: 'failed' });
	check('it says so', j.error.includes('1 名考生'), j.error);
	await job(first, (await first.post(`/plans/${plan.id}/results`)).job);
});
const person = plan.people[0];
const asking = (c = person, more = {}) => ({ name: c.name, document_number: c.number, ticket_number: c.ticket, ...more });
const look = (body, actor = nobody()) => actor.ask('POST', '/public/results', body, { key: null });
await step('publication', async () => {
	const key = 'ab'.repeat(16);
	const one = await first.ask('POST', `/plans/${plan.id}/publicity`, undefined, { key });
	const two = await first.ask('POST', `/plans/${plan.id}/publicity`, undefined, { key });
	same('the same request twice is one job', one.body, two.body);
	await job(first, one.body.job);
	same('not before the window', (await look(asking())).status, 404);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
});
await refused('publishing again', 409, first, 'POST', `/plans/${plan.id}/publicity`);
await refused('computing after publication', 409, first, 'POST', `/plans/${plan.id}/results`);
movePlan(plan, 'publicity');
await step('the candidate finds the result', async () => {
	const r = await look(asking());
	same('found', [r.status, r.body.items?.length], [200, 1]);
	const v = r.body.items[0];
	same('the answer', [v.ticket_number, v.total, v.name.includes('*')], [person.ticket, answers[person.ticket].total, true]);
	check('nothing of the person is told', !r.bytes.toString().includes(person.number) && !r.bytes.toString().includes(person.name), v);
	same('x and blanks do not matter', (await look(asking(person, { document_number: ` ${person.number.toLowerCase()} ` }))).status, 200);
	same('nothing was written', sqlValue("SELECT COUNT(*) FROM throttle WHERE kind = 'lookup'"), '0');
});
await step('many who ask at the same moment each get their own answer', async () => {
	const all = workers('public');
	const from = logSize('public');
	// Stopped, the workers find several requests waiting each, and read for them together.
	for (const pid of all) process.kill(pid, 'SIGSTOP');
	const people = plan.people.slice(0, 20);
	const right = [...people, ...people].map(async (c) => [c, await look(asking(c))]);
	const wrong = plan.people.slice(20).map((c) => look(asking(c, { ticket_number: '26119999000199' })));
	const odd = [look({ name: 1 }), nobody().ask('GET', '/public/announcements?kind=notice'), look(asking(person))];
	await new Promise((done) => setTimeout(done, 500));
	for (const pid of all) process.kill(pid, 'SIGCONT');
	const got = await Promise.all(right);
	const other = got.filter(([c, r]) => r.status !== 200 || r.body.items.length !== 1 || r.body.items[0].ticket_number !== c.ticket);
	same('right ones', other.map(([c, r]) => [c.ticket, r.status, r.body]), []);
	same('wrong ones among them', [...new Set((await Promise.all(wrong)).map((r) => r.status))], [404]);
	same('and others', (await Promise.all(odd)).map((r) => r.status), [422, 200, 200]);
	const lines = () => logLines('public', from).filter((x) => x.event === 'request' && x.route === '/public/results');
	const want = got.length + wrong.length + 2;
	await until(() => lines().length >= want, 3);
	same('one line of the log for each', [lines().length, new Set(lines().map((x) => x.id)).size], [want, want]);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
});
await step('the published hash can be recomputed', async () => {
	const set = await first.get(`/plans/${plan.id}/publicity`);
	const rows = sql(`SELECT HEX(x.answer) FROM result x JOIN ticket t ON t.registration_id = x.registration_id WHERE x.plan_id = ${plan.id} ORDER BY t.ticket_number`);
	const hash = createHash('sha256');
	for (const [a] of rows) hash.update(createHash('sha256').update(Buffer.from(a, 'hex')).digest());
	same('hash of the set', set.items[0].hash, hash.digest('hex'));
	same('count', set.items[0].count, 24);
	const open = (await nobody().get('/public/publicity')).items.find((v) => v.plan === plan.id);
	same('the public sees it', open?.hash, set.items[0].hash);
});
await step('a school sees its own results in publicity', async () => {
	const list = await p.schoolOfficer.all(`/plans/${plan.id}/results`);
	same('all of its own', list.length, 24);
	same('another school sees none', (await other.schoolOfficer.all(`/plans/${plan.id}/results`)).length, 0);
});

// --- the limits of the look-up
await step('a wrong part is not named, and guessing ends after five', async () => {
	const bodies = [];
	for (const wrong of [{ name: '王五' }, { document_number: plan.people[9].number }, { ticket_number: '26119999000199' }]) {
		const r = await look(asking(plan.people[5], wrong));
		same('not found', r.status, 404);
		bodies.push([r.body.title, r.body.detail]);
	}
	same('all answers are alike', new Set(bodies.map((b) => JSON.stringify(b))).size, 1);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
	const guess = (i, more) => look(asking(plan.people[6], { ticket_number: `261199990001${String(i).padStart(2, '0')}`, ...more }));
	const got = [];
	for (let i = 0; i < 5; i++) got.push((await guess(i)).status);
	same('tickets of one person: after three a captcha is wanted', got, [404, 404, 404, 403, 403]);
	same('the right one does not help without it', (await look(asking(plan.people[6]))).body.type, '/problems/captcha-required');
	same('with it it does', (await look(asking(plan.people[6], { captcha: await solvedCaptcha('lookup') }))).status, 200);
	const more = [];
	for (let i = 5; i < 9; i++) more.push((await guess(i, { captcha: await solvedCaptcha('lookup') })).status);
	same('and guessing with it ends after five', more, [404, 404, 429, 429]);
	same('then the right one does not help either', (await look(asking(plan.people[6], { captcha: await solvedCaptcha('lookup') }))).status, 429);
	same('somebody else from the same room is served', (await look(asking(plan.people[7]))).status, 200);
	const next = () => Promise.all(Array.from({ length: 24 }, () => look(asking(plan.people[6]))));
	same('not from any worker', [...new Set((await next()).map((r) => r.status))], [429]);
	sql("UPDATE throttle SET blocked_until = UTC_TIMESTAMP(6) WHERE kind = 'lookup' AND blocked_until IS NOT NULL");
	same('until the time is over', [...new Set((await next()).map((r) => r.status))], [200]);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
	// One worker finds them all at once, reads them together and still judges one after the other.
	const own = await pool({}, { pool: 'public', workers: 1 });
	const at = (more) => own.ask(nobody(), 'POST', '/public/results', asking(plan.people[7], more));
	const together = async (...tries) => {
		const [worker] = own.workers();
		process.kill(worker, 'SIGSTOP');
		const all = [];
		for (const more of tries) {
			all.push(at(more));
			await new Promise((done) => setTimeout(done, 50));
		}
		process.kill(worker, 'SIGCONT');
		return (await Promise.all(all)).map((r) => r.status);
	};
	const wrong = { ticket_number: '26119999000199' };
	same('several at the same moment count one by one', await together({}, wrong, {}, wrong, {}, wrong, {}), [200, 404, 200, 404, 200, 404, 403]);
	same('the right one does not come first because it was read first', await together({}, wrong, {}), [403, 403, 403]);
	same('the worker leaves as always', (await own.stop()).code, 0);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
	const serial = [];
	for (let i = 0; i < 5; i++) serial.push((await look(asking(plan.people[8], { document_number: `11010120050307${String(900 + i)}X` }))).status);
	same('document numbers of one name', serial, [404, 404, 404, 403, 403]);
	same('then the right one does not help from this address', (await look(asking(plan.people[8]))).status, 403);
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
});

// --- reviews
const results = await p.schoolOfficer.all(`/plans/${plan.id}/results`);
const resultOf = (c) => results.find((v) => v.ticket_number === c.ticket).id;
let review;
await step('a school asks, a candidate asks', async () => {
	review = (await p.schoolOfficer.post(`/results/${resultOf(plan.people[23])}/reviews`, { reason: '理论卷面分与成绩不符' })).id;
	await refused('twice', 409, p.schoolOfficer, 'POST', `/results/${resultOf(plan.people[23])}/reviews`, { reason: '理论卷面分与成绩不符' });
	const r = await nobody().ask('POST', '/public/results/reviews', asking(plan.people[10], { reason: '请核对实操成绩' }), { key: null });
	same('the candidate', r.status, 201);
	same('again', (await nobody().ask('POST', '/public/results/reviews', asking(plan.people[10], { reason: '请核对实操成绩' }), { key: null })).status, 409);
	same('somebody else', (await nobody().ask('POST', '/public/results/reviews', asking(plan.people[10], { name: '王五', reason: '请核对实操成绩' }), { key: null })).status, 404);
	await first.post(`/score-reviews/${r.body.id}/refuse`, { reason: '实操评分表已核对无误' });
});
await step('the queue of reviews, the list of results', async () => {
	const waiting = await first.all(`/score-reviews?plan=${plan.id}&waiting=true`);
	same('one waits', waiting.map((v) => [v.id, v.state, v.change]), [[review, 'requested', 'none']]);
	same('so the plan says', (await first.get(`/plans/${plan.id}/publicity`)).waiting_reviews, 1);
	const asked = (await p.schoolOfficer.all(`/plans/${plan.id}/results?sort=total&order=desc`));
	same('from the best on', asked.map((v) => Number(v.total)), asked.map((v) => Number(v.total)).sort((x, y) => y - x));
	same('whose review is open', asked.filter((v) => v.review_state === 'requested').map((v) => v.review), [review]);
	same('who failed', (await first.all(`/plans/${plan.id}/results?outcome=failed`)).length, (await first.get(`/plans/${plan.id}/result-summary`)).items.reduce((n, l) => n + l.count - l.passed, 0));
});
await allRefused('reviews out of order', [
	['another school asks', 404, other.schoolOfficer, 'POST', `/results/${resultOf(plan.people[1])}/reviews`, { reason: '请核对理论成绩' }],
	['a change before it is taken up', 409, first, 'POST', `/score-reviews/${review}/changes`, { component: 'theory', score: '59.99', reason: '漏加一题' }],
	['another evaluator', 404, other.officer, 'POST', `/score-reviews/${review}/start`],
	['the school decides', 403, p.schoolOfficer, 'POST', `/score-reviews/${review}/start`],
]);
await step('a change needs two persons and makes a new revision', async () => {
	await first.post(`/score-reviews/${review}/start`);
	const change = (await first.post(`/score-reviews/${review}/changes`, { component: 'theory', score: '59.99', reason: '漏加一题' })).id;
	await refused('upheld with an open change', 409, first, 'POST', `/score-reviews/${review}/uphold`, { reason: '无误' });
	await refused('the same person', 403, first, 'POST', `/score-changes/${change}/approve`);
	await refused('another evaluator', 404, other.officer, 'POST', `/score-changes/${change}/approve`);
	await second.post(`/score-changes/${change}/approve`);
	await refused('twice', 409, second, 'POST', `/score-changes/${change}/approve`);
	const v = await p.schoolOfficer.get(`/score-reviews/${review}`);
	same('the school sees the outcome', [v.state, v.changes[0].old.score, v.changes[0].new.score], ['changed', '49.99', '59.99']);
	const set = await first.get(`/plans/${plan.id}/publicity`);
	same('revisions', set.items.map((s) => [s.revision, s.count]), [[1, 24], [2, 24]]);
	check('another hash', set.items[0].hash !== set.items[1].hash);
	const r = await look(asking(plan.people[23]));
	same('the look-up says it', [r.body.items?.[0]?.passed, r.body.items?.[0]?.total], [true, '84.00']);
});
movePlan(plan, 'over');
await step('when the window closes', async () => {
	same('the look-up comes down', (await look(asking())).status, 404);
	await refused('no review any more', 409, p.schoolOfficer, 'POST', `/results/${resultOf(plan.people[1])}/reviews`, { reason: '请核对理论成绩' });
	sql("DELETE FROM throttle WHERE kind = 'lookup'");
});

// --- two independent entries
const twice = scorePlan(p, 12, { twoEntries: true });
const both = (c, i) => row(c, ...marks(i));
await step('two persons enter, the differences are found', async () => {
	const one = await upload(first, twice, await sheet(twice.people.map(both)));
	await confirm(first, one);
	await refused('the first does not make the second', 403, first, 'PUT', `/plans/${twice.id}/scores`, { entry: 2, items: [{ ticket: twice.people[0].ticket, component: 'theory', score: '1' }] });
	const blind = await second.all(`/plans/${twice.id}/scores`);
	same('the second sees nothing of the first', blind.flatMap((v) => v.scores), []);
	const swapped = await upload(second, twice, await sheet(twice.people.map((c, i) => row(c, ...marks(i).reverse()))));
	check('exchanged columns are named', swapped.faults.some((f) => f.detail.includes('对调')), swapped.faults);
	const two = await upload(second, twice, await sheet(twice.people.map((c, i) => (i === 2 ? row(c, 60, 60) : both(c, i)))));
	await confirm(second, two);
	const r = await first.post(`/plans/${twice.id}/results`);
	const j = await job(first, r.job, { state: 'failed' });
	check('results wait for agreement', j.error.includes('1 名考生'), j.error);
	const differ = await first.all(`/plans/${twice.id}/score-comparison`);
	same('one differs in two', differ.map((d) => [d.id, d.components.length]), [[twice.people[2].registration, 2]]);
	const items = differ[0].components.map((c, i) => ({ registration: differ[0].id, component: ['theory', 'practical'][i], score: c.first.score, version: c.second.version }));
	await second.put(`/plans/${twice.id}/scores`, { entry: 2, items });
	same('now they agree', (await first.all(`/plans/${twice.id}/score-comparison`)).length, 0);
	await job(first, (await first.post(`/plans/${twice.id}/results`)).job);
	const s = await first.get(`/plans/${twice.id}/score-summary`);
	same('the progress', [s.first_count, s.second_count, s.both_count, s.entries.length], [24, 24, 24, 2]);
});
check('the test ran inside its windows', now() instanceof Date && absent);
