/*
 * office_test.mjs: an education office at work: what waits on its home page, the province's application windows, its schools,
 * the statistics of real candidates as bars and as a table, its accounts, and what another duty does not see.
 */
import { check, colleague, now, operator, organisation, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { person } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { browser, look, settled, signIn, tabTo } from './lib.mjs';

const b = await browser();
const op = await operator();
const province = '640000';
const admin = await organisation(op, 'office', { name: '虚构自治区教育厅 1+X 办公室', province });
const officer = Object.assign(await colleague(admin, ['exam_officer'], '审批员'), { role: 'office' });
const page = await b.page();
const open = async (path) => {
	await page.goto(`${process.env.TEST_URL}${path}`);
	await settled(page);
};
const dialog = () => page.getByRole('dialog').last();
const year = new Date(now().getTime() + 8 * 3600000).getUTCFullYear();

sql(`DELETE FROM province_window WHERE province = '${province}'`);
const schools = [];
for (const [i, n] of [3, 1].entries()) {
	const s = await newSchool(province, `${unique('虚构')}职业技术学院`);
	schools.push(s);
	for (let k = 0; k < n; k++) {
		const p = person('640105');
		await s.officer.post('/candidates', {
			name: p.name, document_type: 'resident_id', document_number: p.number, student_number: `${year - 2}64${i}${k}`, education_level: 'college', major_code: '570201', major_name: '应用化工技术',
			enrolment_year: year - 2, class_name: '化工1班',
		});
	}
}

await step('home: the year has no windows yet', async () => {
	await signIn(page, officer);
	await settled(page);
	const line = page.locator('.todo a', { hasText: '尚未公布的申报时间' });
	same('both kinds are missing', await line.locator('.count').innerText(), '2');
	await look(page, 'office-home');
	await line.click();
	await page.waitForURL(/\/office\/windows/);
	await settled(page);
	check('and the page says which', /试点申报和名额申报/.test(await page.locator('.el-alert').innerText()));
	await look(page, 'office-windows-empty');
});

await step('a window is published and moved', async () => {
	await page.getByRole('button', { name: '设置时段' }).click();
	const wall = (days, hour) => new Date(now().getTime() + (8 + days * 24) * 3600000).toISOString().slice(0, 10) + ` ${hour}`;
	for (const [label, text] of [['开始时间', wall(-1, '08:00')], ['截止时间', wall(9, '18:00')]]) {
		await dialog().getByLabel(label).fill(text);
		await page.keyboard.press('Enter');
	}
	await look(page, 'office-window-form');
	await dialog().getByRole('button', { name: '公布' }).click();
	await dialog().waitFor({ state: 'hidden' });
	const row = page.locator('.el-table__row', { hasText: '试点申报' });
	await row.getByText('进行中').waitFor();
	same('it stands in the database', sqlValue(`SELECT COUNT(*) FROM province_window WHERE province = '${province}' AND kind = 'pilot' AND year = ${year}`), '1');
	check('one is still missing', /名额申报/.test(await page.locator('.el-alert').innerText()));
	await row.getByRole('button', { name: '修改' }).click();
	await dialog().getByLabel('截止时间').fill(wall(12, '18:00'));
	await page.keyboard.press('Enter');
	await dialog().getByRole('button', { name: '公布' }).click();
	await dialog().waitFor({ state: 'hidden' });
	await row.getByText('还有 11 天').or(row.getByText('还有 12 天')).waitFor();
	same('moved, not doubled', sqlValue(`SELECT COUNT(*) FROM province_window WHERE province = '${province}' AND year = ${year}`), '1');
	await look(page, 'office-windows');
	check('a school sees it', (await schools[0].officer.get('/province-windows')).items.some((w) => w.kind === 'pilot' && w.year === year));
});

await step('the schools of the province', async () => {
	await open('/office/organisations');
	for (const s of schools) check(`${s.name} is there`, await page.getByRole('link', { name: s.name }).isVisible());
	check('and no other province', (await page.locator('th', { hasText: '省份' }).count()) === 0 && (await page.locator('.el-table__row', { hasText: '培训评价组织' }).count()) === 0);
	await look(page, 'office-organisations');
	await page.getByRole('link', { name: schools[0].name }).click();
	await page.waitForURL(/\/office\/organisations\/\d+/);
	await settled(page);
	await page.getByText('测试员').first().waitFor();
	check('with the liaison', true);
	check('nothing that only the operator may do', (await page.getByRole('button', { name: /停用|核准/ }).count()) === 0);
	await look(page, 'office-organisation');
});

await step('statistics', async () => {
	// What another test has looked at within ten minutes would be shown as it was.
	sql("UPDATE job SET finished_at = finished_at - INTERVAL 1 HOUR WHERE kind = 'statistics' AND finished_at IS NOT NULL");
	await open('/office/statistics?by=school&measure=candidates');
	await page.locator('.el-table__row', { hasText: schools[0].name }).waitFor({ timeout: 60000 });
	await settled(page);
	const tile = page.locator('.tiles > div', { hasText: '考生数' }).locator('dd');
	const all = sqlValue(`SELECT COUNT(*) FROM candidate WHERE province = '${province}'`);
	await tile.getByText(all, { exact: true }).waitFor();
	check('all candidates of the province', true);
	await page.locator('.canvas canvas').waitFor();
	await look(page, 'office-statistics-school');
	await page.locator('.canvas').focus();
	await page.keyboard.press('ArrowDown');
	const [most] = (await officer.get('/statistics?by=school&sort=candidates&order=desc&limit=1')).items;
	same('the largest bar is read out', await page.locator('[aria-live=polite]').filter({ hasText: '考生数' }).innerText(), `${most.name}：考生数 ${most.candidates}`);
	await page.getByRole('radio', { name: '按专业' }).check({ force: true });
	await page.locator('.el-table__row', { hasText: '570201' }).waitFor();
	check('the address keeps the group', /by=major/.test(page.url()));
	await page.locator('th', { hasText: '考生数' }).click();
	await settled(page);
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()]);
	check('the table is exported', /^统计 按专业.*\.xlsx$/.test(file.suggestedFilename()), file.suggestedFilename());
	await open('/office/statistics?by=year');
	await look(page, 'office-statistics-year');
	await tabTo(page, '.canvas', 'the chart');
});

await step('an officer manages no accounts', async () => {
	await open('/office/accounts');
	check('the page says so', await page.getByText('您的岗位不能使用这个页面').isVisible());
	check('and the menu does not offer it', (await page.locator('nav.side').getByText('账号', { exact: true }).count()) === 0);
});

await step('the organisation\'s own data', async () => {
	const boss = await b.page({ alone: true });
	Object.assign(admin, { role: 'office' });
	await signIn(boss, admin);
	await boss.goto(`${process.env.TEST_URL}/office/organisation`);
	await settled(boss);
	await boss.getByLabel('联系人').fill('王联络');
	await boss.getByLabel('网址').fill('https://office.example');
	await boss.getByRole('button', { name: '保存' }).click();
	await boss.getByText('机构信息已保存').waitFor();
	same('kept', sqlValue(`SELECT website FROM organisation WHERE id = ${admin.organisation}`), 'https://office.example');
	await look(boss, 'office-own-organisation');
	await boss.close();
});

await b.close();
