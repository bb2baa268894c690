/*
 * schedule_test.mjs: 排考 in the browser, as the people do it: sessions, a seating with a seed of one's own and its job, the seat map
 * moved by keyboard and by mouse, a move that a rule forbids, invigilators, publishing; then the exam site's rooms and papers, and exam
 * day with check-in, absence, misconduct, a network that fails, and the room record.
 */
import { check, clock, clockOffset, env, job, same, sqlValue, step } from '../api/lib.mjs';
import { at, examScene, makePlan, wall } from './exam_scene.mjs';
import { accessible, browser, expectStatus, look, settled, signIn } from './lib.mjs';

const x = await examScene({ province: '460000', people: 8 });
const start = clockOffset();
const plan = await makePlan(x, [[-1, 1], [1, 3], [3, 5], [5, 7], [7, 9]]);
const room = async (fields) => (await x.me.post('/rooms', { site: x.site, building: '实训楼', rows: 3, columns: 4, ...fields })).id;
const rooms = [await room({ name: '301 教室', kind: 'theory', blocked: [{ row: 1, column: 1, kind: 'broken' }] }), await room({ name: '精馏仿真机房', kind: 'practical' })];
await x.me.put(`/plans/${plan}/rooms`, { rooms });
await x.me.post(`/plans/${plan}/registrations`, { level: x.junior, site: x.site, candidates: x.people.map((p) => p.id) });
const exam = [at(3, 2), at(3, 4), at(3, 6), at(3, 8)];
clock(start + 1.5 * 86400);

const b = await browser();
const page = await b.page();
page.setDefaultTimeout(20000);
/** Whether it is there, or comes soon. */
const comes = (what) => what.first().waitFor().then(() => true, () => false);
const dialog = () => page.getByRole('dialog');
const seat = (p, number) => p.getByRole('gridcell', { name: new RegExp(`，${number} 号，`) });
let version;

await step('sessions are made', async () => {
	await signIn(page, x.officer);
	await page.goto(`${env.url}/evaluator/scheduling/${plan}`);
	await settled(page);
	check('it says what is missing', await comes(page.getByRole('link', { name: '还没有建立场次' })));
	check('nothing starts without sessions', await page.getByRole('button', { name: '开始排考' }).isDisabled());
	for (const [name, kind, from, to] of [['上午理论', '理论', exam[0], exam[1]], ['下午实操', '实操', exam[2], exam[3]]]) {
		await page.getByRole('button', { name: '新建场次' }).click();
		await dialog().locator('input[name=name]').fill(name);
		await dialog().getByRole('combobox', { name: '类型' }).click();
		await page.getByRole('option', { name: kind }).click();
		for (const [label, text] of [['开始时间', from], ['结束时间', to]]) {
			await dialog().getByLabel(label).fill(wall(text));
			await dialog().getByLabel(label).press('Enter');
		}
		if (kind === '理论') await accessible(page, 'a new session');
		await dialog().getByRole('button', { name: '建立场次' }).click();
		await page.locator('#sessions').getByRole('cell', { name }).waitFor();
	}
});

await step('everybody is seated', async () => {
	await page.getByText('自行指定随机种子').click();
	await page.locator('.seed input').fill('abc');
	check('a seed that is none is told', await comes(page.getByText('应为 64 位十六进制数字')));
	await page.getByRole('button', { name: '随机产生' }).click();
	const seed = await page.locator('.seed input').inputValue();
	await page.getByRole('button', { name: '开始排考' }).click();
	await page.getByRole('button', { name: '核对并发布' }).waitFor({ timeout: 90000 });
	await settled(page);
	await look(page, 'evaluator-scheduling');
	await page.getByRole('button', { name: '核对并发布' }).click();
	await page.waitForURL(/\/evaluator\/schedules\/\d+$/);
	version = /\d+$/.exec(page.url())[0];
	await settled(page);
	check('the seed that was given is published', (await page.locator('.draw').innerText()).includes(seed));
	same('eight persons sit twice', sqlValue(`SELECT COUNT(*) FROM seat_assignment WHERE schedule_id = ${version}`), '16');
	await look(page, 'evaluator-schedule');
});

await step('seats are moved by keyboard and by mouse', async () => {
	await page.getByRole('row').filter({ hasText: '上午理论' }).getByRole('link', { name: '查看' }).click();
	await page.getByRole('grid').waitFor();
	await settled(page);
	same('all seats of the room are shown', await page.getByRole('gridcell').count(), 12);
	await look(page, 'evaluator-session-room');
	const id = /\d+$/.exec(page.url())[0];
	const seats = async () => (await x.officer.get(`/session-rooms/${id}`)).candidates;
	const free = async () => { const taken = (await seats()).map((c) => c.seat); return [...Array(11).keys()].map((n) => n + 1).find((n) => !taken.includes(n)); };
	const first = (await seats())[0];
	const target = await free();
	await seat(page, first.seat).focus();
	await page.keyboard.press('Enter');
	check('the picked seat is said aloud', /已选中/.test(await page.locator('.seat-map [role=status]').innerText()));
	await seat(page, target).focus();
	await page.keyboard.press('Enter');
	await page.getByText(`${first.name} 已调到 ${target} 号`).waitFor();
	same('the keyboard moved the person', (await seats()).find((c) => c.registration === first.registration).seat, target);
	const [one, two] = (await seats()).slice(0, 2);
	await seat(page, one.seat).dragTo(seat(page, two.seat));
	await dialog().getByText(`${two.seat} 号已安排 ${two.name}`).waitFor();
	await dialog().getByRole('button', { name: '互换' }).click();
	await page.getByText('已互换').waitFor();
	same('the mouse swapped two', (await seats()).find((c) => c.registration === one.registration).seat, two.seat);
	const shown = (await seats()).reduce((n, c) => n + c.violations.length, 0);
	if (shown) check('what breaks a rule is red, with a count', await comes(page.getByText(`${shown} 处不符合排考规则`)));
	check('as many seats are red as break a rule', (await page.locator('.seat.bad').count()) === (await seats()).filter((c) => c.violations.length).length);
});

await step('a move that a rule forbids says which', async () => {
	const moved = sqlValue(`SELECT a.registration_id FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id WHERE r.schedule_id = ${version} AND r.exam_room_id = ${rooms[0]} ORDER BY a.seat_no LIMIT 1`);
	const before = sqlValue(`SELECT seat_no FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id WHERE a.registration_id = ${moved} AND r.exam_room_id = ${rooms[0]} AND r.schedule_id = ${version}`);
	const taken = sqlValue(`SELECT GROUP_CONCAT(a.seat_no) FROM seat_assignment a JOIN session_room r ON r.id = a.session_room_id WHERE r.schedule_id = ${version} AND r.exam_room_id = ${rooms[0]}`).split(',').map(Number);
	const target = [...Array(11).keys()].map((n) => n + 1).find((n) => !taken.includes(n));
	// The need is recorded after the page was read: the server alone can know it.
	sqlValue(`UPDATE registration SET accessibility = 1 WHERE id = ${moved}; SELECT 1`);
	expectStatus(page, 409);
	await seat(page, before).click();
	await seat(page, target).click();
	await page.locator('.seat-map .problem').waitFor();
	check('the reason stands beside the plan', /需要无障碍考场/.test(await page.locator('.seat-map .problem').innerText()));
	check('and the seat is red', await comes(page.locator('.seat.refused')));
	await accessible(page, 'a refused move');
	sqlValue(`UPDATE registration SET accessibility = 0 WHERE id = ${moved}; SELECT 1`);
});

await step('it is published', async () => {
	check('two watch the room', (await page.locator('.invigilators .el-tag').count()) === 2, await page.locator('.invigilators').innerText());
	await page.goto(`${env.url}/evaluator/schedules/${version}`);
	await settled(page);
	await page.getByRole('button', { name: '发布', exact: true }).click();
	await dialog().getByText('座位、准考证号和监考人员固定').waitFor();
	await dialog().getByRole('button', { name: '发布' }).click();
	await page.locator('.page-header').getByText('已发布').waitFor({ timeout: 90000 });
	same('everybody has a ticket', sqlValue(`SELECT COUNT(*) FROM ticket WHERE plan_id = ${plan}`), '8');
});

const site = await b.page({ alone: true });
site.setDefaultTimeout(20000);
let theory;
await step('the site has its rooms and papers', async () => {
	const papers = sqlValue(`SELECT id FROM job WHERE kind = 'papers' AND plan_id = ${plan} ORDER BY id DESC LIMIT 1`);
	await job(x.officer, papers, { seconds: 180 });
	await signIn(site, x.me);
	await site.goto(`${env.url}/school/scheduling/${plan}`);
	await settled(site);
	check('the whole site comes as one bundle', await comes(site.getByRole('button', { name: '下载整站打包' })));
	await look(site, 'school-scheduling');
	await site.getByRole('row').filter({ hasText: '上午理论' }).getByRole('link', { name: '查看' }).click();
	await site.getByRole('grid').waitFor();
	await settled(site);
	theory = /\d+$/.exec(site.url())[0];
	for (const kind of ['座次表', '签到表', '门贴', '桌贴', '考场情况记录表']) check(`${kind} is there`, await comes(site.getByRole('button', { name: `下载${kind}` })));
	const [got] = await Promise.all([site.waitForEvent('download'), site.getByRole('button', { name: '下载座次表' }).click()]);
	check('a paper comes down', /\.pdf$/.test(got.suggestedFilename()), got.suggestedFilename());
	check('a site moves nobody', (await site.locator('.seat[draggable=true]').count()) === 0);
	await look(site, 'school-session-room');
	await site.emulateMedia({ media: 'print' });
	check('on paper stands the plan without the menu', !(await site.locator('.shell > .side').isVisible()) && (await site.getByRole('grid').isVisible()));
	await site.emulateMedia({ media: 'screen' });
});

await step('exam day', async () => {
	clock(start + 3.1 * 86400);
	await site.goto(`${env.url}/school/exam-day/${plan}`);
	await settled(site);
	await look(site, 'school-exam-day');
	await site.goto(`${env.url}/school/exam-day/rooms/${theory}`);
	await site.getByRole('grid').waitFor();
	await settled(site);
	const people = (await x.me.get(`/session-rooms/${theory}`)).candidates;
	const events = async (kind) => (await x.me.get(`/session-rooms/${theory}/events?limit=500`)).items.filter((e) => e.kind === kind && e.state === 'active').length;
	await site.fill('input[name=ticket]', people[0].ticket_number);
	await site.keyboard.press('Enter');
	await site.getByText('已登记 1 条').waitFor();
	same('checked in by the ticket number', await events('check_in'), 1);
	await seat(site, people[1].seat).click();
	await site.locator('.detail').getByRole('button', { name: '违纪' }).click();
	await site.getByRole('dialog').locator('textarea').fill('携带手机进入考场，已没收并告知');
	await site.getByRole('dialog').getByRole('button', { name: '登记违纪' }).click();
	await site.locator('.seat.misconduct').waitFor();
	same('misconduct is recorded', await events('misconduct'), 1);

	expectStatus(site, 0);
	await site.context().setOffline(true);
	await seat(site, people[2].seat).click();
	await site.locator('.detail').getByRole('button', { name: '签到' }).click();
	await site.getByText('1 条记录等待发送').waitFor({ timeout: 60000 });
	same('without network nothing arrives', await events('check_in'), 1);
	await site.context().setOffline(false);
	await site.getByText('1 条记录等待发送').waitFor({ state: 'hidden', timeout: 60000 });
	same('and then it does, once', await events('check_in'), 2);

	await site.getByRole('button', { name: '其余 5 人登记缺考' }).click();
	await site.getByRole('dialog').getByRole('button', { name: '登记缺考' }).click();
	await site.locator('.seat.absent').nth(4).waitFor();
	same('the rest is absent, but not who broke the rules', await events('absent'), 5);
	check('then nobody is left to be marked', (await site.getByRole('button', { name: /登记缺考$/ }).count()) === 0);
	check('absence is not hidden by the rules of seating', (await site.locator('.seat.bad').count()) === 0);
	await site.getByLabel('考场情况记录').fill('应到 8 人，实到 3 人，缺考 5 人；违纪 1 人，已当场处理。');
	await site.getByRole('button', { name: '保存记录' }).click();
	await site.getByText('考场情况记录已保存').waitFor();
	await settled(site);
	await look(site, 'school-exam-day-room');
});
await step('what is left to do afterwards', async () => {
	clock(start + 3.5 * 86400);
	const missing = Object.fromEntries((await x.me.get(`/plans/${plan}/missing`)).items.map((m) => [m.code, m.count]));
	same('only the room that nobody has marked is asked for', [missing.attendance, missing.room_record], [1, 1]);
	const rows = await x.me.all(`/schedules/${version}/rooms`);
	same('misconduct counts as marked', rows.find((r) => r.id === theory).unmarked, 0);
});
clock(start);
await b.close();
