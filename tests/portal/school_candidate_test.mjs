/*
 * school_candidate_test.mjs: candidates as a school's exam officer brings them to 信息准确: the office's register, a workbook with faults
 * and without, batch verification, confirmation by hand with the keyboard, a conflict with another school.
 */
import { check, same, sql, unique } from '../api/lib.mjs';
import { filled, importAll, person, template } from '../api/main_line_world.mjs';
import { newSchool, scene } from '../api/pilot_scene.mjs';
import { accessible, browser, expectStatus, look, settled, signIn } from './lib.mjs';
import { answer, button, go, told, walk } from './walk.mjs';

const year = 2026;
const b = await browser();
const s = await scene('420000');
s.office.role = 'office';
const school = await newSchool('420000');
const other = await newSchool('420000');
sql(`UPDATE organisation SET state = 'active' WHERE id IN (${school.organisation}, ${other.organisation})`);
school.officer.role = 'school';
const schoolCode = sql(`SELECT school_code FROM organisation WHERE id = ${school.organisation}`)[0][0];

const people = Array.from({ length: 8 }, (_, i) => ({ ...person('420105'), student: `${unique('').slice(-4)}${2024000 + i}`.replace(/\W/g, '0') }));
const row = (p, over = {}) => ({
	姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: '13900000001', 学号: p.student, 学历层次: '高职专科', 专业代码: '570201',
	专业名称: '应用化工技术', 入学年份: year - 2, 班级: '化工2401班', 照片文件名: `${p.student}.jpg`, ...over,
});
const registered = (p, over = {}) => {
	const { 性别, 民族, 手机号, 班级, 照片文件名, ...rest } = row(p);
	return { ...rest, 学校标识码: schoolCode, ...over };
};
const sheet = async (actor, kind, rows) => ({ name: `${kind}.xlsx`, mimeType: 'application/octet-stream', buffer: await filled(await template(actor, kind), rows) });
const choosing = (page) => page.locator('.file-drop input[type=file]');

await walk('the office imports the register', async () => {
	const page = await b.page({ alone: true });
	page.setDefaultTimeout(15000);
	await signIn(page, s.office);
	await go(page, '/office/register');
	await look(page, 'office-register-empty');
	// One of another name, one of another year: two for a person to decide; the last is not in it.
	const rows = people.slice(0, 7).map((p, i) => registered(p, i === 1 ? { 姓名: '王改名' } : i === 2 ? { 入学年份: year - 3 } : {}));
	await choosing(page).setInputFiles(await sheet(s.office, 'register', rows));
	await page.getByRole('button', { name: '导入 7 行' }).click();
	await told(page, '已导入');
	await settled(page);
	await page.locator('tr', { hasText: school.name }).first().waitFor();
	same('the school has seven entries', (await page.locator('tr', { hasText: school.name }).first().innerText()).split(/\s+/).includes('7'), true);
	await look(page, 'office-register');
	await page.close();
});

const page = await b.page({ alone: true });
page.setDefaultTimeout(15000);
await walk('a workbook with faults, then without', async () => {
	await signIn(page, school.officer);
	await go(page, '/school/candidates');
	await look(page, 'school-candidates-none');
	await button(page, '从表格导入考生').click();
	await page.waitForURL(/\/candidates\/import/);
	const bad = people.map((p, i) => row(p, i === 0 ? { 证件号码: `${p.number}\u200b` } : i === 3 ? { 证件号码: p.number.slice(0, 17) + (p.number[17] === '1' ? '2' : '1') } : i === 4 ? { 专业代码: '470201' } : {}));
	await choosing(page).setInputFiles(await sheet(school.officer, 'candidate', bad));
	await page.getByRole('button', { name: '导入 6 行' }).waitFor();
	await settled(page);
	await look(page, 'school-import-faults');
	await button(page, '改好了，重新选择文件').click();
	await choosing(page).setInputFiles(await sheet(school.officer, 'candidate', people.map((p) => row(p))));
	await page.getByRole('button', { name: '导入 8 行' }).click();
	await told(page, '考生名单已更新');
	await look(page, 'school-import-done');
	await button(page, '查看名单并认证').click();
	await page.waitForURL(/\/school\/candidates$/);
	await settled(page);
	same('eight are listed', await page.locator('.el-table__row').count(), 8);
	await look(page, 'school-candidates');
	await go(page, '/school/imports');
	await look(page, 'school-imports');
});

await walk('batch verification', async () => {
	await importAll(other.officer, 'candidate', [row(people[6], { 学号: 'X1', 照片文件名: '' })]);
	await go(page, '/school/candidates');
	await page.getByRole('button', { name: /^批量认证 8 名$/ }).click();
	await look(page, 'school-verification-dialog');
	await answer(page, '开始认证');
	await told(page, '批量认证完成：信息准确 4 人，需人工确认 4 人');
	await settled(page);
	await look(page, 'school-candidates-verified');
	await go(page, '/school/candidates/conflicts');
	await told(page, people[6].student);
	await look(page, 'school-conflicts');
});

await walk('confirmation by hand, by keyboard', async () => {
	await go(page, '/school/candidates');
	await page.getByRole('button', { name: /^逐个人工确认 4 名$/ }).click();
	await page.getByRole('heading', { name: '确认依据' }).waitFor();
	await settled(page);
	await look(page, 'school-confirm');
	same('what differs is marked', await page.locator('tr.differs').count(), 1);
	check('the reason has the focus', await page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
	await page.keyboard.press('Control+Enter');
	await told(page, '请填写确认依据');
	await page.keyboard.press('Alt+ArrowDown');
	await page.waitForTimeout(300);
	await page.keyboard.press('Alt+ArrowUp');
	await page.getByRole('heading', { name: people[1].name, level: 2 }).waitFor();
	await page.getByText('佐证文件（选填）').click();
	await page.locator('.file-drop input[type=file]').setInputFiles({ name: '户口簿.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 evidence') });
	await told(page, '户口簿.pdf');
	await page.locator('textarea').first().focus();
	await page.keyboard.type('已核对户口簿，姓名已变更');
	await page.keyboard.press('Control+Enter');
	await page.getByRole('heading', { name: people[2].name, level: 2 }).waitFor();
	for (let i = 0; i < 3; i++) {
		await button(page, '沿用上一条').click();
		await page.locator('textarea').first().focus();
		await page.keyboard.press('Control+Enter');
		await page.waitForTimeout(500);
	}
	await told(page, '确认完毕，共 4 名');
	await accessible(page, 'the end of the confirmations');
	const done = await school.officer.get(`/verification-summary`);
	same('all are accurate', [done.accurate, done.complete], [8, true]);
	await button(page, '返回考生名单').click();
	await told(page, '所有考生均为“信息准确”，认证工作已结束');
	await settled(page);
	await look(page, 'school-candidates-complete');
});

await walk('an edit returns a candidate to the beginning', async () => {
	const mine = (await school.officer.all('/candidates')).find((c) => c.student_number === people[0].student);
	await go(page, `/school/candidates/${mine.id}/edit`);
	await look(page, 'school-candidate-edit');
	expectStatus(page, 422);
	await page.getByLabel('专业代码').fill('999999');
	await button(page, '保存').click();
	await page.locator('.fault').first().waitFor();
	await look(page, 'school-candidate-edit-fault');
	await page.getByLabel('专业代码').fill('570201');
	await page.getByLabel('班级').fill('化工2402班');
	await button(page, '保存').click();
	await page.waitForURL(new RegExp(`/school/candidates/${mine.id}$`));
	await told(page, '信息待认证');
	same('the number stayed as it was', (await school.officer.get(`/candidates/${mine.id}`)).document_mask, mine.document_mask);
	await go(page, '/school/candidates/new');
	await look(page, 'school-candidate-new');
});

await b.close();
