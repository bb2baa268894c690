/*
 * plan_test.mjs: an exam plan in the browser, as the people do it: the organisation drafts it (a fault of the order is told at
 * once), publishes it, extends a window with two persons; the exam site makes a room with its seats by mouse and keyboard, offers it
 * for the plan, registers candidates by ticking and by workbook, and withdraws.
 */
import fs from 'node:fs';
import path from 'node:path';
import { check, clock, clockOffset, env, same, step } from '../api/lib.mjs';
import { filled, scratch, template } from '../api/main_line_world.mjs';
import { examScene, wall, at } from './exam_scene.mjs';
import { accessible, browser, look, settled, signIn } from './lib.mjs';

const x = await examScene({ province: '450000', people: 8, quota: 6 });
const b = await browser();
const start = clockOffset();
const page = await b.page();
page.setDefaultTimeout(30000);
/** Whether it is there, or comes soon. */
const comes = (what) => what.first().waitFor().then(() => true, () => false);
const dialog = (p = page) => p.getByRole('dialog');
let plan;

async function time(label, text) {
	const input = page.getByLabel(label, { exact: true });
	await input.fill(wall(text));
	await input.press('Enter');
}

await step('a plan is drafted', async () => {
	await signIn(page, x.officer);
	await page.goto(`${env.url}/evaluator/plans`);
	await settled(page);
	check('an empty list says how to begin', await comes(page.getByText('先发布证书标准，再新建计划')));
	await look(page, 'evaluator-plans-empty');
	await page.getByRole('button', { name: '新建计划' }).first().click();
	await page.getByRole('group', { name: '报考时间' }).waitFor();
	await settled(page);
	await page.getByRole('button', { name: '保存草稿' }).click();
	check('what is missing is told at its field', await comes(page.getByText('请填写计划名称')));
	check('and the first of them gets the focus', await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'name').then(() => true, () => false));
	await page.fill('input[name=name]', '上半年第一期化工精馏安全控制考核');
	await page.fill('input[name=number]', `B-${process.pid}`);
	await page.getByRole('combobox', { name: '证书等级（可多选）' }).click();
	await page.getByRole('option', { name: '化工精馏安全控制（初级）' }).click();
	await page.keyboard.press('Escape');
	const titles = ['报考', '排考', '考试', '成绩登记', '成绩公示'];
	const spans = [[1, 3], [2, 6], [7, 9], [10, 12], [12, 18]];
	for (const [i, [from, to]] of spans.entries()) {
		await time(`${titles[i]}开始时间`, at(from));
		await time(`${titles[i]}结束时间`, at(to));
	}
	check('a window that begins too early is told at once', await comes(page.getByText('排考不能早于报考的结束')));
	await look(page, 'evaluator-plan-new-fault');
	await time('排考开始时间', at(4));
	check('and is gone when it is right', !(await page.getByText('排考不能早于报考的结束').isVisible()));
	check('all five stand on one band', await comes(page.locator('svg.band')));
	await look(page, 'evaluator-plan-new');
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.waitForURL(/\/evaluator\/plans\/\d+$/);
	plan = /\d+$/.exec(page.url())[0];
	await settled(page);
	check('the draft says what is next', await comes(page.getByText('计划还是草稿')));
	await look(page, 'evaluator-plan-draft');
});

await step('it is published', async () => {
	await page.getByRole('button', { name: '发布', exact: true }).click();
	await dialog().getByText('发布后各考核站点立即可见').waitFor();
	await accessible(page, 'the question before publishing');
	await dialog().getByRole('button', { name: '发布' }).click();
	await page.getByText('距报考开始还有').waitFor();
	check('there is no editing any more', (await page.getByRole('button', { name: '修改' }).count()) === 0);
	await page.goto(`${env.url}/evaluator/plans?phase=before`);
	await settled(page);
	check('the list finds it by its phase', await comes(page.getByRole('link', { name: '上半年第一期化工精馏安全控制考核' })));
	await look(page, 'evaluator-plans');
});

await step('a window is extended by two persons', async () => {
	await page.goto(`${env.url}/evaluator/plans/${plan}`);
	await settled(page);
	await page.getByRole('button', { name: '申请延期' }).click();
	await dialog().getByLabel('结束时间').fill(wall(at(3.5)));
	await dialog().getByLabel('结束时间').press('Enter');
	await dialog().locator('textarea').fill('部分院校网络检修，延长半天报考');
	await accessible(page, 'asking for an extension');
	await dialog().getByRole('button', { name: '提交申请' }).click();
	await page.getByText('由本人申请，须由另一位考务人员批准').waitFor();
	check('who asked cannot approve', (await page.getByRole('button', { name: '批准延期' }).count()) === 0);
	const other = await b.page({ alone: true });
	await signIn(other, x.second);
	await other.goto(`${env.url}/evaluator/plans/${plan}`);
	await settled(other);
	check('the plan says that something waits', await comes(other.getByText('1 项时段延期申请等待第二人办理')));
	await look(other, 'evaluator-plan-extension');
	await other.getByRole('button', { name: '批准延期' }).click();
	await dialog(other).getByRole('button', { name: '批准延期' }).click();
	await other.locator('.window-changes').getByText('已批准').waitFor();
	await other.close();
});

const school = await b.page({ alone: true });
school.setDefaultTimeout(30000);
await step('the site makes a room', async () => {
	await signIn(school, x.me);
	await school.goto(`${env.url}/school/rooms`);
	await settled(school);
	await look(school, 'school-rooms-empty');
	await school.getByRole('button', { name: '新建考场' }).first().click();
	await school.getByText('座位图').waitFor();
	await school.fill('input[name=building]', '实训楼');
	await school.fill('input[name=name]', '301 教室');
	await school.getByLabel('行数').fill('3');
	await school.getByLabel('行数').press('Tab');
	await school.getByLabel('列数').fill('4');
	await school.getByLabel('列数').press('Tab');
	const grid = school.getByRole('grid');
	same('as many seats as rows and columns', await grid.getByRole('gridcell').count(), 12);
	await grid.getByRole('gridcell').first().click();
	check('a click marks a seat as broken', await comes(school.getByRole('gridcell', { name: '第 1 行第 1 列，损坏，不可用' })));
	await school.keyboard.press('ArrowRight');
	await school.keyboard.press('ArrowDown');
	await school.keyboard.press('r');
	check('the keyboard marks another as reserved', await comes(school.getByRole('gridcell', { name: '第 2 行第 2 列，预留，不可用' })));
	same('the usable ones are counted', (await school.locator('.seat-editor .count').innerText()).replace(/\s/g, ''), '可用座位10个，不可用2个');
	await school.getByText('轮椅可达').click();
	await look(school, 'school-room-new');
	await school.getByRole('button', { name: '建立考场' }).click();
	await school.getByRole('link', { name: '实训楼 301 教室' }).waitFor();
	await settled(school);
	await look(school, 'school-rooms');
	await school.getByRole('link', { name: '实训楼 301 教室' }).click();
	await school.getByRole('gridcell', { name: '第 1 行第 1 列，损坏，不可用' }).waitFor();
	check('its seats come back', await comes(school.getByRole('gridcell', { name: '第 2 行第 2 列，预留，不可用' })));
});

await step('and offers it for the plan', async () => {
	await school.goto(`${env.url}/school/plans`);
	await settled(school);
	await look(school, 'school-plans');
	await school.getByRole('row').filter({ hasText: `B-${process.pid}` }).getByRole('link').first().click();
	await school.getByText('本计划的考场').waitFor();
	await settled(school);
	check('what is missing is said', await comes(school.getByRole('link', { name: /还没有为本计划设置考场/ })));
	check('and why a window was extended', await comes(school.getByText('部分院校网络检修')));
	await school.getByLabel('选择 实训楼 301 教室').check({ force: true });
	check('the seats are added up', /理论座位 10/.test(await school.locator('.plan-rooms .sum').innerText()));
	await look(school, 'school-plan');
	await school.getByRole('button', { name: '保存考场' }).click();
	await school.getByText('考场已设置').waitFor();
	await settled(school);
	check('nothing is missing in rooms', (await school.getByRole('link', { name: /还没有为本计划设置考场/ }).count()) === 0);
});

await step('candidates are registered by ticking', async () => {
	clock(start + 1.5 * 86400);
	await school.goto(`${env.url}/school/registrations/${plan}`);
	await settled(school);
	await look(school, 'school-registrations-empty');
	await school.getByRole('button', { name: '勾选考生' }).click();
	await school.getByRole('cell', { name: x.people[0].student }).waitFor();
	await settled(school);
	await school.getByLabel('全选').or(school.locator('.el-table__header .el-checkbox')).first().click();
	check('more than the quota is told before it is sent', await comes(school.getByText(/超出名额：应用化工技术 选 8 剩 6/)));
	check('and cannot be sent', await school.getByRole('button', { name: '报考所选 8 人' }).isDisabled());
	await look(school, 'school-registration-choose');
	for (const p of [x.people[6], x.people[7], x.people[5]]) await school.getByRole('row').filter({ hasText: p.student }).locator('.el-checkbox').click();
	await school.getByRole('button', { name: '报考所选 5 人' }).click();
	await school.getByText('已报考 5 人', { exact: true }).waitFor();
	await settled(school);
	same('the rest can still be chosen', await school.locator('.register-candidates tbody tr').count(), 3);
	check('the quota has gone down', /剩余名额 1 个/.test(await school.locator('.sum').first().innerText()), await school.locator('.sum').first().innerText());
});

await step('and one by workbook', async () => {
	const p = x.people[5];
	const file = path.join(scratch, '报考名单.xlsx');
	fs.writeFileSync(file, await filled(await template(x.me, 'registration'), [{ 姓名: p.name, 证件号码: p.number, 证书等级: '初级' }]));
	await school.getByRole('tab', { name: '批量导入报考 - 按证书导入' }).click();
	await school.setInputFiles('.import-panel input[type=file]', file);
	await school.getByText('可以导入').waitFor({ timeout: 60000 });
	await settled(school);
	await look(school, 'school-registration-import');
	await school.getByRole('button', { name: '导入 1 行' }).click();
	const ok = school.getByRole('dialog').getByRole('button', { name: /导入/ });
	if (await ok.isVisible().catch(() => false)) await ok.click();
	await school.getByText('已导入').first().waitFor({ timeout: 60000 });
	await settled(school);
	check('the quota is used up', /剩余名额 0 个/.test(await school.locator('.sum').first().innerText()));
});

await step('the list, a need, a withdrawal', async () => {
	await school.getByRole('tab', { name: '已报考' }).click();
	await school.getByRole('cell', { name: x.people[5].student }).waitFor();
	await settled(school);
	const row = school.getByRole('row').filter({ hasText: x.people[0].student });
	await row.getByRole('button', { name: '无障碍' }).click();
	await school.getByRole('dialog').getByText('轮椅可达').click();
	await accessible(school, 'the needs of a candidate');
	await school.getByRole('dialog').getByRole('button', { name: '保存' }).click();
	await row.getByText('轮椅可达').waitFor();
	await settled(school);
	await look(school, 'school-registrations');
	await school.getByRole('row').filter({ hasText: x.people[4].student }).getByRole('button', { name: '撤销' }).click();
	await school.getByRole('dialog').getByRole('button', { name: '撤销报考' }).click();
	await school.getByText('已撤销报考').waitFor();
	await settled(school);
	same('five are left', await school.getByRole('tabpanel').locator('tbody tr').count(), 5);
	await page.goto(`${env.url}/evaluator/plans/${plan}`);
	await settled(page);
	check('the organisation sees the count of the site', /虚构考核站点/.test(await page.locator('#sites').innerText()) && /\b5\b/.test(await page.locator('#sites').innerText()));
	await look(page, 'evaluator-plan');
	await school.keyboard.press('Escape');
});
clock(start);
await b.close();
