/*
 * school_quota_test.mjs: quota as the people do it: the school asks for it row by row, the office grants less, adjusts and moves some to
 * another school, both see every entry of the ledger; more is asked for by workbook.
 */
import { same } from '../api/lib.mjs';
import { filled } from '../api/main_line_world.mjs';
import { makePilot, newSchool, scene } from '../api/pilot_scene.mjs';
import { browser, expectStatus, look, settled, signIn, tabTo } from './lib.mjs';
import { answer, button, choose, dialogOf, downloaded, go, importTemplate, menu, told, upload, walk } from './walk.mjs';

const b = await browser();
const s = await scene('410000');
s.office.role = 'office';
const school = await newSchool('410000');
school.officer.role = 'school';
await makePilot(s, school, [s.junior, s.middle]);
const officePage = await b.page({ alone: true });
const page = await b.page({ alone: true });
for (const p of [officePage, page]) p.setDefaultTimeout(30000);
await signIn(officePage, s.office);
await signIn(page, school.officer);
expectStatus(page, 422);

let quota;
await walk('the school asks for quota', async () => {
	await go(page, '/school/quota-applications');
	await look(page, 'school-quota-empty');
	await button(page, '新建名额申报').click();
	const cell = (major, level, what) => page.getByLabel(`${major}，${level}，${what}`, { exact: true });
	await cell('应用化工技术', '初级', '参考人数').fill('40');
	await cell('应用化工技术', '初级', '申报名额').fill('50');
	await button(page, '保存，核对后提交').click();
	await told(page, '超过该专业参考人数');
	await look(page, 'school-quota-faults');
	await cell('应用化工技术', '初级', '申报名额').fill('40');
	await cell('应用化工技术', '中级', '参考人数').fill('20');
	await cell('应用化工技术', '中级', '申报名额').fill('20');
	await button(page, '保存，核对后提交').click();
	await page.waitForURL(/\/school\/quota-applications\/\d+$/);
	quota = page.url().split('/').pop();
	await button(page, '提交').click();
	await answer(page, '提交');
	await told(page, '等待省级办公室核定');
	await look(page, 'school-quota-submitted');
	await go(page, '/school/quota-applications/import');
	await look(page, 'school-quota-import');
});

await walk('the office grants less, adjusts and moves', async () => {
	await go(officePage, `/office/quota-applications`);
	await look(officePage, 'office-quota-list');
	await officePage.locator('.row-actions a', { hasText: '核定' }).first().click();
	const input = officePage.getByLabel('初级 应用化工技术 核定名额');
	await input.fill('35');
	await input.press('Tab');
	await officePage.getByLabel('核定意见').fill('全省名额有限');
	await look(officePage, 'office-quota-grant');
	await officePage.getByRole('button', { name: '核定 55 个名额' }).click();
	await answer(officePage, '核定');
	await told(officePage, '核定 55 个（申报 60 个）：全省名额有限');
	same('the ledger has it', (await school.officer.all('/quota')).map((q) => q.balance).sort(), [20, 35]);
	await button(officePage, '调整与转移').click();
	await settled(officePage);
	await look(officePage, 'office-quota-accounts');
	await officePage.locator('.row-actions').first().getByRole('button', { name: '调整' }).click();
	const dialog = dialogOf(officePage);
	await dialog.getByLabel('调整数').fill('5');
	await dialog.getByLabel('理由').fill('追加');
	await dialog.getByRole('button', { name: '调整' }).click();
	await dialog.waitFor({ state: 'hidden' });
	await settled(officePage);
	const accounts = await s.office.all(`/quota?school=${school.organisation}`);
	same('five more', accounts.reduce((n, q) => n + q.balance, 0), 60);

	const third = await newSchool('410000');
	await makePilot(s, third, [s.junior]);
	const asked = await third.officer.post('/quota-applications', { certificate: s.certificate, year: 2026, items: [{ level: s.junior, major: s.inside, head_count: 10, asked: 10 }] });
	await third.officer.post(`/quota-applications/${asked.id}/submit`, {});
	const v = await s.office.get(`/quota-applications/${asked.id}`);
	await s.office.post(`/quota-applications/${asked.id}/grant`, { items: v.items.map((i) => ({ id: i.id, granted: i.asked })) });
	await go(officePage, '/office/quota?sort=balance&order=desc');
	await officePage.locator('tr', { hasText: school.name }).first().getByRole('button', { name: '转移' }).click();
	await dialog.waitFor();
	await choose(officePage, dialog, '转入账户', third.name);
	await dialog.getByLabel('转移数').fill('3');
	await dialog.getByLabel('理由').fill('院校间调剂');
	await look(officePage, 'office-quota-transfer');
	await dialog.getByRole('button', { name: '转移' }).click();
	await dialog.waitFor({ state: 'hidden' });
	same('moved', (await third.officer.all('/quota')).map((q) => q.balance), [13]);
	await settled(officePage);
	await officePage.locator('tr', { hasText: school.name }).first().getByRole('button', { name: '流水' }).click();
	await told(officePage, '院校间调剂');
	await look(officePage, 'office-quota-entries');
});

await walk('the school sees its quota', async () => {
	await go(page, '/school/quota');
	await look(page, 'school-quota-accounts');
	await page.getByRole('button', { name: '流水' }).first().click();
	await told(page, '核定');
	await page.keyboard.press('Escape');
	await go(page, '/school/quota-applications');
	await tabTo(page, '.page-header .el-button--primary', 'the main action of the page');
	same('the list says what was granted', (await page.locator('.el-table__row').first().innerText()).includes('55'), true);
	await look(page, 'school-quota-list');
});

await walk('rows of another level by workbook: a fault at its cell, then into a draft', async () => {
	const line = (count, asked) => ({ 证书等级: '中级', 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 专业参考人数: count, 申报名额: asked });
	await menu(page, '名额申报');
	await button(page, '从表格导入').click();
	await choose(page, page, '证书', '化工精馏安全控制');
	await upload(page, '名额.xlsx', await filled(await downloaded(page, button(page, '下载模板')), [line(20, 25)]));
	const faults = page.getByRole('region', { name: '表格中的问题' });
	same('more places than students are told', /25 超过该专业参考人数 20/.test(await faults.innerText()), true);
	same('and nothing can be imported', await page.getByRole('button', { name: /^导入 \d+ 行$/ }).count(), 0);
	await look(page, 'school-quota-import-faults');
	await button(page, '改好了，重新选择文件').click();
	await importTemplate(page, '名额.xlsx', [line(20, 20)]);
	await button(page, '查看草稿并提交').click();
	await page.getByRole('row').filter({ hasText: '草稿' }).getByRole('link', { name: '查看' }).click();
	await button(page, '提交').click();
	await answer(page, '提交');
	await told(page, '等待省级办公室核定');
	same('the server has its row', (await school.officer.get(`/quota-applications/${page.url().split('/').pop()}`)).items.map((i) => [i.level_number, i.head_count, i.asked]), [[2, 20, 20]]);
});

await b.close();
