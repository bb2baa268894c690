/*
 * list_test.mjs: the pattern of a list and of a bulk import, on a school's candidates: a sheet with faults checked and confirmed
 * by hand, a reload in the middle, undo; then pages, filters in the address, columns, cards on a phone, and the export.
 */
import fs from 'node:fs';
import path from 'node:path';
import { check, env, same, step } from '../api/lib.mjs';
import { filled, person, scratch, sheetRows, template } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { accessible, browser, fits, look, settled, signIn } from './lib.mjs';

const ROWS = 120;
const school = await newSchool('410000');
const officer = Object.assign(school.officer, { role: 'school' });
const b = await browser();
const page = await b.page();
const address = () => new URL(page.url());

function rows() {
	return Array.from({ length: ROWS }, (_, i) => {
		const p = person('410105');
		return {
			姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 性别: p.sex, 学号: `L${process.pid}${String(i).padStart(4, '0')}`, 学历层次: '高职专科',
			专业代码: '570201', 专业名称: '应用化工技术', 入学年份: 2024, 班级: i < 70 ? '化工1班' : '化工2班',
		};
	});
}
const file = path.join(scratch, '考生信息.xlsx');

await step('the template and a sheet with faults', async () => {
	await signIn(page, officer);
	await page.goto(`${env.url}/school/candidates`);
	await settled(page);
	await page.getByRole('button', { name: '从表格导入', exact: true }).click();
	await page.waitForURL(/candidates\/import$/);
	const [got] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.getByRole('button', { name: '下载模板' }).click()]);
	check('the template comes down as a workbook', /\.xlsx$/.test(got.suggestedFilename()));
	await look(page, 'school-candidate-import');

	const data = rows();
	data[2].姓名 = '张　三';
	data[4].证件号码 = `${data[4].证件号码.slice(0, 6)}\u200b${data[4].证件号码.slice(6)}`;
	data[6].证件号码 = '110101200503071010';
	data[8].专业名称 = '石油炼制技术';
	fs.writeFileSync(file, await filled(await template(officer, 'candidate'), data));
	await page.setInputFiles('.import-panel input[type=file]', file);
	await page.getByText('可以导入').waitFor({ timeout: 60000 });
	await settled(page);
	check('the address names the import, and nothing of a person', /^\?import=\d+$/.test(address().search), address().search);
	const table = await page.locator('.import-faults table').innerText();
	check('the sheet shows letters, headings, rows and reasons', /\bC\b/.test(table) && /证件号码/.test(table) && /\b8\b/.test(table) && /校验/.test(table), table);
	check('an invisible character is named', (await page.locator('.import-faults mark').count()) > 0 && (await page.locator('.import-faults mark').first().getAttribute('title'))?.includes('U+'));
	await look(page, 'school-candidate-import-faults');
	await page.reload();
	await page.getByText('可以导入').waitFor();
	await settled(page);
	check('a reload comes back to the same import', await page.getByRole('button', { name: /^导入 \d+ 行$/ }).isVisible());
	const [marked] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载标注了问题的表格' }).click()]);
	check('the marked workbook comes down', fs.readFileSync(await marked.path()).subarray(0, 2).toString() === 'PK');
});

await step('confirm and see', async () => {
	await page.getByRole('button', { name: /^导入 \d+ 行$/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog.waitFor();
	await accessible(page, 'the question before an import with faults');
	await dialog.getByRole('button', { name: /导入/ }).last().click();
	await page.getByRole('button', { name: '撤销这次导入' }).waitFor({ timeout: 60000 });
	await settled(page);
	await page.goto(`${env.url}/school/candidates`);
	await settled(page);
	same('the first page has fifty rows', await page.locator('.el-table__body tbody tr').count(), 50);
	check('numbers are masked', !/\d{17}/.test(await page.locator('.el-table').innerText()));
	await page.getByRole('button', { name: '下一页' }).click();
	await settled(page);
	await page.getByText('第 2 页').waitFor();
	await page.getByRole('button', { name: '下一页' }).click();
	await page.getByText('第 3 页').waitFor();
	await settled(page);
	check('the last page is the last', await page.getByRole('button', { name: '下一页' }).isDisabled());
	await page.getByRole('button', { name: '上一页' }).click();
	await page.getByText('第 2 页').waitFor();
	await settled(page);
	await page.reload();
	await page.getByText('第 2 页').waitFor();
	check('a reload stays on the page', true);
});

await step('filters', async () => {
	await page.goto(`${env.url}/school/candidates`);
	await settled(page);
	await page.getByRole('combobox', { name: '班级' }).click();
	await page.getByRole('option', { name: /化工2班/ }).click();
	await settled(page);
	same('the class is in the address', decodeURIComponent(address().search), '?class_name=化工2班');
	const name = await page.locator('.el-table__body tbody tr').first().locator('td').nth(1).innerText();
	await page.getByLabel('姓名或学号').fill(name);
	await page.waitForTimeout(600);
	await settled(page);
	same('a name is not', decodeURIComponent(address().search), '?class_name=化工2班');
	check('but it filters', (await page.locator('.el-table__body tbody tr').count()) >= 1 && (await page.locator('.el-table__body tbody tr').count()) < 10);
	await page.getByRole('button', { name: '清除条件' }).click();
	await settled(page);
	same('clearing clears the address', address().search, '');
	await page.getByLabel('姓名或学号').fill('没有这样的人');
	await page.waitForTimeout(600);
	await page.getByText('没有符合条件的记录').waitFor();
	await look(page, 'school-candidates-none');
	await page.getByRole('button', { name: '清除条件' }).first().click();
	await settled(page);
});

await step('the order', async () => {
	const numbers = async () => (await page.locator('.el-table__body tbody tr td:nth-child(4)').allInnerTexts()).map((t) => t.trim());
	await page.getByRole('columnheader', { name: '学号' }).click();
	await settled(page);
	const up = await numbers();
	same('ascending by number', up, [...up].sort());
	same('it is in the address', address().search, '?sort=student_number&order=asc');
	await page.getByRole('columnheader', { name: '学号' }).click();
	await settled(page);
	const down = await numbers();
	same('descending', down, [...down].sort().reverse());
	check('over all pages, not this one', down[0] > up.at(-1), `${down[0]} ${up.at(-1)}`);
	await page.getByRole('button', { name: '下一页' }).click();
	await page.getByText('第 2 页').waitFor();
	await settled(page);
	check('the next page goes on', (await numbers())[0] < down.at(-1));
	await page.goto(`${env.url}/school/candidates`);
	await settled(page);
});

await step('columns, cards and the export', async () => {
	await look(page, 'school-candidates');
	await page.getByRole('button', { name: '选择列' }).click();
	await page.getByRole('checkbox', { name: '专业代码' }).locator('..').click();
	await page.keyboard.press('Escape');
	check('a chosen column appears', (await page.locator('.el-table__header').innerText()).includes('专业代码'));
	await page.reload();
	await settled(page);
	check('and stays chosen', (await page.locator('.el-table__header').innerText()).includes('专业代码'));
	const [out] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.getByRole('button', { name: '导出' }).click()]);
	const sheet = await sheetRows(fs.readFileSync(await out.path()));
	const total = (await officer.all('/candidates')).length;
	same('the export has every row and its heading', sheet.length, total + 1);
	check('with the columns as they are shown', sheet[0].includes('专业代码') && sheet[0].includes('认证状态'), sheet[0]);
	check('and text as text', sheet[1].includes('信息待认证'), sheet[1]);
	await page.setViewportSize({ width: 360, height: 740 });
	await settled(page);
	check('on a phone rows are cards', (await page.locator('.cards > li').count()) === 50 && (await page.locator('.el-table').count()) === 0);
	await fits(page, 'the cards');
	await page.setViewportSize({ width: 1440, height: 900 });
});

await step('undo', async () => {
	const { items } = await officer.get('/imports?limit=1');
	await page.goto(`${env.url}/school/candidates/import?import=${items[0].id}`);
	await settled(page);
	await page.getByRole('button', { name: '撤销这次导入' }).click();
	await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click();
	await page.getByText('已撤销').first().waitFor({ timeout: 60000 });
	await page.goto(`${env.url}/school/candidates`);
	await page.getByText('还没有考生').waitFor();
	check('the rows are gone', true);
});

await b.close();
