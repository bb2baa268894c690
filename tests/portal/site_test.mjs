/*
 * site_test.mjs: exam sites as both sides make them: the school writes its application row by row and hands it in, the evaluation
 * organisation judges row by row, hears an expert, returns it, and approves what was mended; the school writes the site's address and
 * keeps its staff, by form and by workbook.
 */
import fs from 'node:fs';
import path from 'node:path';
import { check, colleague, env, same, sqlValue, step } from '../api/lib.mjs';
import { filled, person, scratch, template } from '../api/main_line_world.mjs';
import { makePilot, newSchool, scene } from '../api/pilot_scene.mjs';
import { accessible, browser, expectStatus, look, settled, signIn } from './lib.mjs';

const s = await scene('410000');
const school = await newSchool('410000');
await makePilot(s, school, [s.junior]);
const expert = Object.assign(await colleague(s.op, ['expert'], '专家甲'), { role: 'expert' });
const officer = Object.assign(school.officer, { role: 'school' });
const judge = Object.assign(s.evaluator, { role: 'evaluator' });
const b = await browser();
const page = await b.page();
const theirs = await b.page({ alone: true });
const open = async (p, address) => {
	await p.goto(`${env.url}${address}`);
	await settled(p);
};
const dialog = (p) => p.getByRole('dialog').last();
const attachment = path.join(scratch, '师资名单与资格证明.pdf');
fs.writeFileSync(attachment, '%PDF-1.4 invented');
let id;

await step('the school applies', async () => {
	await signIn(page, officer);
	await open(page, '/school/sites');
	await look(page, 'school-sites-empty');
	await page.getByRole('button', { name: '申报考核站点' }).click();
	await page.getByLabel('师资队伍第 1 行名称').waitFor();
	await settled(page);
	await page.getByRole('combobox', { name: '证书' }).click();
	await page.getByRole('option', { name: '化工精馏安全控制' }).click();
	await page.keyboard.press('Escape');
	await page.getByLabel('申报说明').fill('实训楼三层集中设置考场，监控全覆盖。\n可同时接待 120 名考生。');
	await page.getByLabel('师资队伍第 1 行名称').fill('双师型教师');
	await page.getByLabel('师资队伍第 1 行数量').fill('6');
	await page.getByLabel('师资队伍第 1 行附件').setInputFiles(attachment);
	await page.getByText('师资名单与资格证明.pdf').waitFor();
	await page.getByLabel('配套设备第 1 行名称').evaluate((input) => {
		const data = new DataTransfer();
		data.setData('text/plain', '精馏仿真工作站\t30\t操作系统与软件版本见清单\n精馏塔实训装置\t4\n');
		input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	same('rows of a spreadsheet are pasted as rows', await page.getByLabel('配套设备第 2 行名称').inputValue(), '精馏塔实训装置');
	await page.getByRole('button', { name: '添加场地' }).click();
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.waitForURL(/\/school\/site-applications\/\d+\/edit$/);
	await settled(page);
	id = /(\d+)\/edit$/.exec(page.url())[1];
	same('a draft is kept, without the rows nobody wrote', sqlValue(`SELECT COUNT(*) FROM site_application_item WHERE site_application_id = ${id}`), '3');
	expectStatus(page, 409);
	await page.getByRole('button', { name: '提交申报' }).click();
	await dialog(page).getByRole('button', { name: '提交' }).click();
	await page.getByText('申报已保存，但没有提交').waitFor();
	check('what is missing is named', (await page.locator('.api-form').innerText()).includes('“场地”还没有填写'));
	await page.getByRole('button', { name: '添加场地' }).click();
	await page.getByLabel('场地第 1 行名称').fill('标准化机房');
	await page.getByLabel('场地第 1 行数量').fill('4');
	await page.getByLabel('场地第 1 行说明').fill('每间 60 平方米，一层有无障碍通道');
	await look(page, 'school-site-application-edit');
	await page.getByRole('button', { name: '提交申报' }).click();
	await dialog(page).waitFor();
	await accessible(page, 'the question before handing in');
	await dialog(page).getByRole('button', { name: '提交' }).click();
	await page.waitForURL(/\/school\/site-applications\/\d+$/);
	await settled(page);
	check('it stands where it is', (await page.locator('.state-line [aria-current=step]').innerText()).includes('审核'));
});

await step('the organisation judges row by row and asks an expert', async () => {
	await signIn(theirs, judge);
	await open(theirs, '/evaluator/site-applications');
	check('the queue opens with what waits', theirs.url().includes('state=submitted'));
	await look(theirs, 'evaluator-site-applications');
	await theirs.getByRole('link', { name: school.name }).first().click();
	await theirs.getByRole('heading', { level: 1, name: /考核站点申报/ }).waitFor();
	await settled(theirs);
	check('nothing can be approved yet', (await theirs.getByRole('button', { name: '批准', exact: true }).count()) === 0);
	const [got] = await Promise.all([theirs.waitForEvent('download'), theirs.getByRole('button', { name: '师资名单与资格证明.pdf' }).click()]);
	same('the attachment comes down as it went up', fs.readFileSync(await got.path(), 'utf8'), '%PDF-1.4 invented');
	await theirs.getByRole('button', { name: '双师型教师：通过' }).click();
	await theirs.getByText('已审核 1 / 4 项').waitFor();
	await theirs.getByRole('button', { name: '本类全部通过' }).first().click();
	await dialog(theirs).getByRole('button', { name: '全部通过' }).click();
	await theirs.getByText('已审核 3 / 4 项').waitFor();
	await theirs.getByRole('button', { name: '精馏塔实训装置：不通过' }).click();
	await dialog(theirs).locator('textarea').fill('4 套不足以同时考核 20 人，请增至 6 套。');
	await dialog(theirs).getByRole('button', { name: '不通过' }).click();
	await theirs.getByText('4 套不足以同时考核').waitFor();

	await theirs.getByRole('button', { name: '指派专家' }).click();
	await dialog(theirs).getByText('专家甲').last().waitFor();
	await accessible(theirs, 'the choice of experts');
	await dialog(theirs).getByLabel('查找姓名或机构').fill(expert.name.split(' ').at(-1));
	await dialog(theirs).locator('.experts .el-checkbox', { hasText: '没有在办任务' }).last().click();
	await dialog(theirs).getByRole('button', { name: '指派 1 位专家' }).click();
	await theirs.getByText('已提交 0 / 1').waitFor();
	await theirs.getByRole('button', { name: '改截止时间' }).click();
	await dialog(theirs).getByRole('button', { name: '保存' }).click();
	await dialog(theirs).waitFor({ state: 'hidden' });
	await settled(theirs);
	await look(theirs, 'evaluator-site-application');
	await open(theirs, '/evaluator/reviews');
	await theirs.locator('.el-table').first().getByText('待评审').waitFor();
	await look(theirs, 'evaluator-reviews');
});

await step('the expert judges it without knowing whose it is', async () => {
	const mine = await b.page({ alone: true });
	await signIn(mine, expert);
	await open(mine, '/expert/reviews');
	await mine.locator('.waiting a').first().click();
	await mine.getByRole('heading', { level: 1, name: '考核站点申报' }).waitFor();
	await mine.getByLabel('师资队伍得分').waitFor();
	const shown = await mine.getByRole('main').innerText();
	check('every row is shown, the school is not', ['双师型教师', '精馏仿真工作站', '精馏塔实训装置', '标准化机房'].every((t) => shown.includes(t)) && !shown.includes(school.name), shown);
	const [got] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('button', { name: '师资名单与资格证明.pdf' }).click()]);
	same('with its attachment', fs.readFileSync(await got.path(), 'utf8'), '%PDF-1.4 invented');
	for (const [item, score] of [['师资队伍', '27'], ['配套设备', '22.5'], ['场地', '28']]) await mine.getByLabel(`${item}得分`).fill(score);
	await mine.getByLabel('配套设备说明').fill('装置数量不足，轮换时间过长。');
	check('the sum', (await mine.locator('.total').innerText()).includes('77.5'));
	await mine.getByRole('combobox', { name: '结论' }).click();
	await mine.getByRole('option', { name: '建议修改' }).click();
	await mine.getByLabel('评审意见').fill('补充实训装置后可以承担考核。');
	await look(mine, 'expert-site-review');
	await mine.getByRole('button', { name: '提交评审意见' }).click();
	await dialog(mine).getByText('77.50').waitFor();
	await dialog(mine).getByRole('button', { name: '提交' }).click();
	await mine.getByText(/提交，总分 77.50/).waitFor();
	await mine.close();
	await open(theirs, `/evaluator/site-applications/${id}`);
	await theirs.getByText('已提交 1 / 1').waitFor();
	check('score and opinion stand beside the rows', /77\.50[\s\S]*补充实训装置后可以承担考核。/.test(await theirs.getByRole('main').innerText()), await theirs.getByRole('main').innerText());
	await look(theirs, 'evaluator-site-application-reviewed');
});

await step('the organisation returns it', async () => {
	await theirs.getByRole('button', { name: '退回' }).click();
	await dialog(theirs).getByRole('button', { name: '退回修改' }).or(dialog(theirs).getByRole('button', { name: '退回' })).last().click();
	check('a return asks for its reason', /请填写/.test(await dialog(theirs).innerText()));
	await dialog(theirs).locator('textarea').fill('设备数量不足，请补充后重新提交。');
	await dialog(theirs).getByRole('button', { name: '退回' }).last().click();
	await theirs.getByText('已退回').first().waitFor();
});

await step('the school mends what was said and hands in anew', async () => {
	await open(page, '/school/sites?state=returned');
	await page.getByRole('link', { name: '修改' }).click();
	await page.locator('.returned').getByText('设备数量不足，请补充后重新提交。').waitFor();
	await settled(page);
	check('the comment stands at its row', (await page.locator('.site-items').innerText()).includes('请增至 6 套'));
	await look(page, 'school-site-application-returned');
	await page.getByLabel('配套设备第 2 行数量').fill('6');
	await page.keyboard.press('Tab');
	check('the changed row is to be judged again', (await page.locator('.site-items').innerText()).includes('已修改，须重新审核'));
	await page.getByRole('button', { name: '提交申报' }).click();
	await dialog(page).getByRole('button', { name: '提交' }).click();
	await page.waitForURL(/\/school\/site-applications\/\d+$/);
	await settled(page);
	check('the way it went is told', (await page.locator('.state-line').innerText()).includes('曾被退回'));
	await look(page, 'school-site-application');
});

await step('approved', async () => {
	await open(theirs, `/evaluator/site-applications/${id}`);
	await theirs.getByText('已审核 2 / 4 项').waitFor(); // what was passed and did not change stays passed
	await theirs.getByRole('button', { name: '精馏塔实训装置：通过' }).click();
	await theirs.getByText('已审核 3 / 4 项').waitFor();
	await theirs.getByRole('button', { name: '标准化机房：通过' }).click();
	await theirs.getByText('全部通过，可以批准。').waitFor();
	await theirs.getByRole('button', { name: '批准', exact: true }).click();
	await dialog(theirs).getByRole('button', { name: '批准' }).last().click();
	await theirs.getByText('已批准').first().waitFor();
	await open(page, '/school/sites');
	check('the school is told that the address is missing', (await page.locator('.sites').innerText()).includes('尚未填写'));
	await page.locator('.sites a').first().click();
	await page.getByLabel('地址').fill('虚构市实训路 8 号实训楼三层');
	await page.getByRole('button', { name: '保存', exact: true }).click();
	await page.getByRole('button', { name: '修改名称和地址' }).waitFor();
	await look(page, 'school-site');
	await open(page, '/school/sites');
	await look(page, 'school-sites');
});

await step('staff by form and by workbook', async () => {
	const one = person('410105');
	await open(page, '/school/staff');
	await look(page, 'school-staff-empty');
	await page.getByRole('button', { name: '录入人员' }).click();
	await page.waitForURL(/staff\/new$/);
	await settled(page);
	await page.getByLabel('姓名').fill('郑考务');
	await page.getByLabel('证件号码').fill('110101200503071010');
	await page.getByRole('textbox', { name: '手机号' }).fill('13900000001');
	expectStatus(page, 422);
	await page.getByRole('button', { name: '保存' }).click();
	await page.locator('.faulty .fault').first().waitFor();
	check('a wrong number is said at its field', (await page.locator('.faulty').first().innerText()).includes('证件号码'));
	await page.getByLabel('证件号码').fill(one.number);
	await look(page, 'school-staff-edit');
	await page.getByRole('button', { name: '保存' }).click();
	await page.waitForURL(/\/school\/staff$/);
	await page.getByRole('link', { name: '郑考务' }).waitFor();

	await open(page, '/school/staff/import');
	const file = path.join(scratch, '考评人员.xlsx');
	const rows = Array.from({ length: 12 }, (_, i) => {
		const p = person('410105');
		return { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 手机号: '13900000000', 类别: i < 9 ? '监考人员' : '考评员', 可考评证书: i < 9 ? '' : '化工精馏安全控制' };
	});
	rows[3].可考评证书 = '没有这个证书';
	fs.writeFileSync(file, await filled(await template(officer, 'staff'), rows));
	await page.setInputFiles('.import-panel input[type=file]', file);
	await page.getByText('可以导入').waitFor({ timeout: 60000 });
	await settled(page);
	check('the faulty cell is shown with its reason', (await page.locator('.import-faults').innerText()).includes('没有名为'));
	await look(page, 'school-staff-import');
	await page.getByRole('button', { name: '导入 11 行' }).click();
	await dialog(page).getByRole('button', { name: /导入/ }).last().click();
	await page.getByRole('button', { name: '撤销这次导入' }).waitFor({ timeout: 60000 });
	await open(page, '/school/staff?kind=examiner');
	same('filtered by kind from the address', await page.locator('.el-table__body tbody tr').count(), 3);
	check('numbers are masked', !/\d{17}/.test(await page.locator('.el-table').innerText()));
	await open(page, '/school/staff');
	await look(page, 'school-staff');
	await page.getByRole('link', { name: '郑考务' }).click();
	await page.getByText('不修改请留空').first().waitFor();
	await page.getByRole('textbox', { name: '手机号' }).fill('13900000009');
	await page.getByRole('button', { name: '保存' }).click();
	await page.waitForURL(/\/school\/staff$/);
	await page.getByText('139****0009').waitFor();
	await page.getByRole('button', { name: '删除 郑考务' }).click();
	await dialog(page).getByRole('button', { name: '删除' }).click();
	await page.getByRole('link', { name: '郑考务' }).waitFor({ state: 'detached' });
});

await step('the organisation sees its sites and their staff, suspends and resumes', async () => {
	await open(theirs, '/evaluator/staff');
	await theirs.getByLabel('学校名称').fill(school.name);
	await theirs.waitForFunction(() => document.querySelectorAll('.el-table__body tbody tr').length === 11);
	check('the staff of the site', true);
	check('nothing to change there', (await theirs.getByRole('button', { name: /删除/ }).count()) === 0);
	await look(theirs, 'evaluator-staff');
	await open(theirs, '/evaluator/sites');
	await look(theirs, 'evaluator-sites');
	await theirs.locator('.el-table__body a').first().click();
	await theirs.getByRole('button', { name: '暂停' }).click();
	await dialog(theirs).locator('textarea').fill('监控设备检修，暂停两周。');
	await dialog(theirs).getByRole('button', { name: /暂停/ }).last().click();
	await theirs.getByText('监控设备检修').waitFor();
	await look(theirs, 'evaluator-site');
	await theirs.getByRole('button', { name: '恢复' }).click();
	await dialog(theirs).locator('textarea').fill('检修完成。');
	await dialog(theirs).getByRole('button', { name: /恢复/ }).last().click();
	await theirs.locator('h1 .state-tag', { hasText: '已暂停' }).waitFor({ state: 'detached' });
});

await b.close();
