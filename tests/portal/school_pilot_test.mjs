/*
 * school_pilot_test.mjs: from an institution's registration to its approval as a pilot, as the people do it: the office announces the
 * windows, the school applies, the evaluation organisation gives its opinion, the office returns and approves, several at once.
 */
import { Actor, check, colleague, env, newPassword, organisationCode, same, unique } from '../api/lib.mjs';
import { newSchool, scene } from '../api/pilot_scene.mjs';
import { browser, expectStatus, look, settled, signIn } from './lib.mjs';
import { answer, button, choose, dialogOf, go, told, walk } from './walk.mjs';

const b = await browser();
const s = await scene('410000');
for (const [who, role] of [[s.office, 'office'], [s.evaluator, 'evaluator']]) who.role = role;
const school = await walk('an institution registers itself', async () => {
	const page = await b.page();
	expectStatus(page, 409, 422);
	await page.goto(`${env.url}/sign-in/school`);
	await page.getByRole('link', { name: '先注册' }).click();
	await page.getByRole('heading', { name: '院校注册' }).waitFor();
	await look(page, 'public-register');
	await page.getByRole('button', { name: '注册' }).click();
	check('every empty field is told, the first has the focus', await page.evaluate(() => document.activeElement?.getAttribute('name')) === 'name' && await page.locator('small .fault').count() >= 8);
	const name = `${unique('虚构')}职业技术学院`;
	const login = unique('sc');
	const password = newPassword();
	const fields = { name, code: '123456789', school_code: String(4100000000 + Math.floor(Math.random() * 99999999)), liaison_name: '测试员', liaison_phone: '13800000000', login, password, repeated: password };
	for (const [k, v] of Object.entries(fields)) await page.fill(`[name=${k}]`, v);
	await page.selectOption('[name=province]', '410000');
	await page.getByRole('button', { name: '注册' }).click();
	await page.locator('#code-more .fault').waitFor();
	await look(page, 'public-register-faults');
	same('what was typed is still there', await page.inputValue('[name=name]'), name);
	await page.fill('[name=code]', organisationCode());
	await page.getByRole('button', { name: '注册' }).click();
	await page.getByRole('heading', { name: '注册成功' }).waitFor();
	await look(page, 'public-register-done');
	await page.close();
	const a = new Actor({ login, password, name });
	await a.signIn();
	await a.enrol();
	a.organisation = (await a.get('/session')).organisation;
	a.officer = await colleague(a, ['exam_officer'], '考务');
	a.officer.role = 'school';
	return a;
});

const officePage = await b.page({ alone: true });
officePage.setDefaultTimeout(30000);
await walk('the office announces the windows', async () => {
	await signIn(officePage, s.office);
	await go(officePage, '/office/windows');
	for (const kind of ['试点申报', '名额申报']) {
		await button(officePage, '设置时段').click();
		const dialog = dialogOf(officePage);
		await choose(officePage, dialog, '类别', kind);
		const [from, to] = [-24, 24 * 20].map((h) => new Date(Date.now() + h * 3600000 + 8 * 3600000).toISOString().slice(0, 16).replace('T', ' '));
		for (const [label, value] of [['开始时间', from], ['截止时间', to]]) {
			await dialog.getByLabel(label).fill(value);
			await dialog.getByLabel(label).press('Enter');
		}
		if (kind === '试点申报') await look(officePage, 'office-window-dialog');
		await dialog.getByRole('button', { name: '公布' }).click();
		await dialog.waitFor({ state: 'hidden' });
	}
	await settled(officePage);
	same('two windows are listed as open', await officePage.getByText('进行中，还有').count(), 2);
	await look(officePage, 'office-windows');
});

const page = await b.page({ alone: true });
page.setDefaultTimeout(30000);
let application;
await walk('the school applies for a pilot', async () => {
	await signIn(page, school.officer);
	await go(page, '/school/pilot-applications');
	await look(page, 'school-pilot-empty');
	await button(page, '新建试点申报').click();
	await page.getByText('正在进行').waitFor();
	const cell = (major, level) => page.getByLabel(`${major}，${level}，计划人数`, { exact: true });
	const none = page.getByText('请先选择培训评价组织');
	await cell('应用化工技术', '初级').or(none).first().waitFor();
	if (await none.isVisible()) await choose(page, page.locator('form.api-form'), '培训评价组织', s.evaluatorAdmin.name);
	await cell('应用化工技术', '初级').waitFor();
	expectStatus(page, 422, 409);
	await button(page, '保存，核对后提交').click();
	check('an application without rows is not sent', await page.locator('[role=alert]').count() > 0);
	await cell('应用化工技术', '初级').fill('60');
	await cell('应用化工技术', '中级').fill('20');
	await page.getByLabel('申报说明').fill('实训条件已具备。');
	await page.locator('.file-drop input[type=file]').setInputFiles({ name: '申报书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 test') });
	await told(page, '申报书.pdf');
	await look(page, 'school-pilot-edit');
	await button(page, '保存，核对后提交').click();
	await page.waitForURL(/\/school\/pilot-applications\/\d+$/);
	application = page.url().split('/').pop();
	await settled(page);
	await look(page, 'school-pilot-draft');
	await button(page, '提交').click();
	await answer(page, '提交');
	await told(page, '已提交，等待评价组织出具意见');
	await look(page, 'school-pilot-submitted');
	same('the server has it', (await school.officer.get(`/pilot-applications/${application}`)).state, 'submitted');
});

await walk('the evaluation organisation gives its opinion', async () => {
	const own = await b.page({ alone: true });
	await signIn(own, s.evaluator);
	await go(own, '/evaluator/pilot-applications');
	await look(own, 'evaluator-pilot-list');
	await own.locator('.row-actions a').first().click();
	await own.getByRole('heading', { name: '出具意见' }).waitFor();
	await look(own, 'evaluator-pilot-opinion');
	expectStatus(own, 422);
	await choose(own, own.locator('form.api-form'), '意见', '不支持');
	await own.locator('form').getByRole('button', { name: '出具意见' }).click();
	await told(own, '不支持时请写明理由');
	await choose(own, own.locator('form.api-form'), '意见', '支持');
	await own.getByLabel('意见说明').fill('设备与师资符合要求。');
	await own.locator('form').getByRole('button', { name: '出具意见' }).click();
	await told(own, '支持：设备与师资符合要求');
	same('the server has it', (await s.evaluator.get(`/pilot-applications/${application}`)).opinion, 'support');
	await own.close();
});

await walk('the office returns it, the school mends it, the office approves several at once', async () => {
	await go(officePage, '/office/pilot-applications?state=opined');
	await look(officePage, 'office-pilot-list');
	await officePage.locator('.row-actions a').first().click();
	await button(officePage, '退回').waitFor();
	await look(officePage, 'office-pilot-decide');
	await button(officePage, '退回').click();
	await answer(officePage, '退回');
	await told(officePage, '请填写');
	await officePage.locator('.el-dialog:visible textarea').fill('请补充实训条件说明');
	await look(officePage, 'office-pilot-return');
	await answer(officePage, '退回');
	await told(officePage, '已退回');
	await go(page, `/school/pilot-applications/${application}`);
	await told(page, '请补充实训条件说明');
	await look(page, 'school-pilot-returned');
	await button(page, '修改').click();
	await page.getByLabel('申报说明').fill('实训条件：精馏装置四套。');
	await button(page, '保存，核对后提交').click();
	await page.waitForURL(/\/school\/pilot-applications\/\d+$/);
	await button(page, '提交').click();
	await answer(page, '提交');
	await told(page, '已提交，等待评价组织出具意见');

	const other = await newSchool('410000');
	const { id } = await other.officer.post('/pilot-applications', { evaluator: s.evaluator.organisation, year: 2026, items: [{ level: s.junior, major: s.inside, count: 30 }] });
	await other.officer.post(`/pilot-applications/${id}/submit`, {});
	for (const x of [application, id]) await s.evaluator.post(`/pilot-applications/${x}/opinion`, { opinion: 'support' });
	await go(officePage, '/office/pilot-applications?state=opined');
	await officePage.locator('.el-table__header .el-checkbox').first().click();
	await officePage.getByRole('button', { name: /^批准（\d+）$/ }).click();
	await look(officePage, 'office-pilot-bulk');
	await answer(officePage, '批准');
	await told(officePage, '项全部完成');
	same('both are approved', [(await s.office.get(`/pilot-applications/${application}`)).state, (await s.office.get(`/pilot-applications/${id}`)).state], ['approved', 'approved']);
	await go(page, `/school/pilot-applications/${application}`);
	await told(page, '已批准：本校已是下列证书等级的试点');
	await look(page, 'school-pilot-approved');
});

await b.close();
