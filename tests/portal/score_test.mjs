/*
 * score_test.mjs: scores as people handle them: typed into a sheet by room, uploaded with faults, entered twice and compared,
 * computed, published with the hash and its countdown; a school asks for a review, and two persons change the score.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { check, colleague, env, operator, same, sqlValue, step } from '../api/lib.mjs';
import { movePlan, scorePlan } from '../api/score_fixture.mjs';
import { people } from '../api/signing_fixture.mjs';
import { accessible, browser, expectStatus, look, settled, signIn, tabTo } from './lib.mjs';

const p = await people(await operator());
const second = await colleague(p.evaluator, ['exam_officer'], '复核登记人');
const plan = scorePlan(p, 24, { twoEntries: true });
const marks = (i) => [55 + (i * 7) % 40, 61 + (i * 11) % 38];
for (const [actor, role] of [[p.officer, 'evaluator'], [second, 'evaluator'], [p.schoolOfficer, 'school']]) actor.role = role;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portal-scores-'));
async function sheet(name, rows) {
	const book = new ExcelJS.Workbook();
	const s = book.addWorksheet('成绩登记');
	s.addRow(['准考证号*', '姓名*', '理论成绩', '实操成绩', '状态']);
	for (const r of rows) s.addRow(r.map(String));
	const file = path.join(folder, name);
	await book.xlsx.writeFile(file);
	return file;
}
const rows = (change = (c, i, m) => m) => plan.people.map((c, i) => [c.ticket, c.name, ...change(c, i, marks(i)), '']);

const b = await browser();
const page = await b.page();
const at = `${env.url}/evaluator/scores/${plan.id}`;

await step('the plans, what can be entered now on top', async () => {
	await signIn(page, p.officer);
	await page.goto(`${env.url}/evaluator/scores`);
	await page.getByRole('heading', { name: '正在登记成绩' }).waitFor();
	await look(page, 'evaluator-scores');
	await page.getByRole('button', { name: /^登记成绩：/ }).or(page.getByRole('link', { name: /^登记成绩：/ })).first().click();
	await page.waitForURL(at);
	await page.getByText('考场号').first().waitFor();
	await look(page, 'evaluator-score-plan');
});

await step('a room is typed like a sheet', async () => {
	await page.getByRole('row', { name: /上午/ }).getByRole('button', { name: '登记' }).click();
	const cell = (n) => page.locator('.score-grid tbody tr').nth(n).locator('input');
	await cell(0).waitFor();
	await cell(0).fill('101');
	check('what is wrong stands at the cell', await page.getByText('超过满分 100 分').isVisible());
	await cell(0).fill(String(marks(0)[0]));
	await page.keyboard.press('Enter');
	check('Enter goes to the next candidate', await cell(1).evaluate((e) => e === document.activeElement));
	await page.keyboard.type(String(marks(1)[0]));
	await page.locator('.score-grid tbody tr').nth(2).locator('select').selectOption('absent');
	await look(page, 'evaluator-score-grid');
	await page.getByRole('button', { name: '保存 3 项' }).click();
	await page.getByRole('button', { name: '保存', exact: true }).waitFor();
	await settled(page);
	same('they are stored', sqlValue(`SELECT GROUP_CONCAT(COALESCE(score_centi, state) ORDER BY registration_id) FROM score WHERE plan_id = ${plan.id}`), `${marks(0)[0]}00,${marks(1)[0]}00,absent`);
	check('and counted', /3\s*\/\s*48/.test(await page.locator('.numbers').innerText()), await page.locator('.numbers').innerText());
	// what is typed and not saved is not lost without a word
	await cell(4).fill('70');
	await page.getByRole('link', { name: '成绩登记' }).first().click();
	const dialog = page.getByRole('dialog', { name: '离开本页？' });
	await dialog.waitFor();
	await dialog.getByRole('button', { name: '取消' }).click();
	same('the cell is as it was', await cell(4).inputValue(), '70');
	await cell(4).fill('');
});

async function upload(on, file) {
	await on.goto(`${at}?tab=import`);
	await on.locator('input[type=file]').setInputFiles(file);
	await on.getByText('有问题').waitFor();
	await settled(on);
}
await step('a sheet with faults shows them in their cells, the right one is confirmed', async () => {
	await upload(page, await sheet('错.xlsx', rows((c, i, m) => (i === 5 ? [101, m[1]] : i === 7 ? ['八十', m[1]] : m))));
	check('the cell is named', await page.getByText(/超过该项满分/).first().isVisible());
	await look(page, 'evaluator-score-import');
	await upload(page, await sheet('对.xlsx', rows()));
	await page.getByRole('button', { name: /^导入 \d+ 行$/ }).click();
	await page.getByText('已导入').first().waitFor();
	await settled(page);
	same('all scores of the first entry', sqlValue(`SELECT COUNT(*) FROM score WHERE plan_id = ${plan.id} AND entry = 1`), '48');
});

const other = await b.page({ alone: true });
await step('a second person enters blindly, the comparison shows both', async () => {
	await signIn(other, second);
	await other.goto(`${at}?tab=scores`);
	await settled(other);
	same('nothing of the first entry is shown', await other.getByText('未登记', { exact: true }).count(), 48);
	await upload(other, await sheet('第二次.xlsx', rows((c, i, m) => (i === 2 ? [60, m[1]] : m))));
	await other.getByRole('button', { name: /^导入 \d+ 行$/ }).click();
	await other.getByText('已导入').first().waitFor();
	await other.goto(`${at}?tab=compare`);
	const row = other.getByRole('row', { name: new RegExp(plan.people[2].ticket) });
	await row.waitFor();
	check('both values side by side', (await row.innerText()).includes('60.00') && (await row.innerText()).includes(`${marks(2)[0]}.00`), await row.innerText());
	await look(other, 'evaluator-score-comparison');
	await row.getByRole('button', { name: '改正第 2 次' }).click();
	const input = other.getByRole('dialog').locator('input[data-cell]');
	await input.fill(String(marks(2)[0]));
	await other.waitForTimeout(400); // the button has its colour by then
	await accessible(other, 'the dialog of one correction');
	await other.getByRole('dialog').getByRole('button', { name: '保存 1 项' }).click();
	await other.getByText('没有不一致的成绩').waitFor();
	check('the plan says that it is ready', await other.getByText(/成绩已全部登记，两次一致/).isVisible());
});

await step('the results are computed', async () => {
	await page.goto(`${at}?tab=results`);
	await page.getByRole('button', { name: '计算结果', exact: true }).click();
	await page.getByRole('columnheader', { name: '合格率' }).waitFor();
	await settled(page);
	await look(page, 'evaluator-score-results');
});

await step('they are published with a hash', async () => {
	movePlan(plan, 'between');
	await page.goto(`${env.url}/evaluator/publicity/${plan.id}`);
	await page.getByRole('button', { name: '公示成绩' }).click();
	const dialog = page.getByRole('dialog', { name: '公示成绩' });
	check('the dialog says how many', (await dialog.innerText()).includes('24 人'));
	await accessible(page, 'the dialog of publication');
	await dialog.getByRole('button', { name: '公示' }).click();
	await page.getByText('第 1 版').waitFor();
	same('the hash is that of the set', await page.locator('.publicity-record code').innerText(), sqlValue(`SELECT LOWER(HEX(set_hash)) FROM publicity_set WHERE plan_id = ${plan.id}`).toLowerCase());
	movePlan(plan, 'publicity');
	await page.reload();
	await page.getByText(/公示还有 .+ 结束/).waitFor();
	await look(page, 'evaluator-publicity');
});

const school = await b.page({ alone: true });
await step('the school sees its results and asks for a review', async () => {
	await signIn(school, p.schoolOfficer);
	await school.goto(`${env.url}/school/results`);
	await school.getByRole('heading', { name: '正在公示' }).waitFor();
	await look(school, 'school-results');
	await school.goto(`${env.url}/school/results/${plan.id}`);
	const row = school.getByRole('row', { name: new RegExp(plan.people[3].ticket) });
	await row.waitFor();
	await look(school, 'school-result-plan');
	check('no document number is shown', !(await school.content()).includes(plan.people[3].number));
	await row.getByRole('button', { name: '申请复核' }).click();
	const dialog = school.getByRole('dialog');
	await dialog.getByRole('button', { name: '申请复核' }).click();
	check('a reason is asked for', await dialog.getByRole('alert').isVisible());
	await dialog.locator('textarea').fill('理论卷第二大题漏加 5 分，请核对');
	await accessible(school, 'the dialog of a review');
	await dialog.getByRole('button', { name: '申请复核' }).click();
	await row.getByText('已申请').waitFor();
	await row.getByRole('link', { name: '已申请' }).click();
	await school.getByText('理论卷第二大题漏加 5 分').waitFor();
	await look(school, 'school-review');
});

await step('two persons change the score', async () => {
	await page.goto(`${env.url}/evaluator/score-reviews?waiting=true`);
	await page.getByRole('row', { name: new RegExp(plan.people[3].ticket) }).waitFor();
	await look(page, 'evaluator-reviews');
	await page.getByRole('link', { name: '办理' }).first().click();
	await page.getByRole('button', { name: '受理', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: '受理', exact: true }).click();
	await page.getByRole('button', { name: '提出更改' }).click();
	await page.locator('.own .el-select').click();
	await page.getByRole('option', { name: '理论' }).click();
	await page.locator('input[name=score]').fill('100.5');
	await page.locator('textarea[name=reason], input[name=reason]').first().fill('第二大题漏加 5 分');
	expectStatus(page, 422);
	await page.getByRole('button', { name: '提交，由另一人批准' }).click();
	await page.locator('.faulty').getByText(/超过该项满分/).waitFor();
	await page.locator('input[name=score]').fill('99');
	await look(page, 'evaluator-review-change');
	await page.getByRole('button', { name: '提交，由另一人批准' }).click();
	await page.getByText('等待另一名考务人员批准').waitFor();
	check('who proposed cannot approve', !(await page.getByRole('button', { name: '批准' }).isVisible()));
	await other.goto(page.url());
	await other.getByRole('button', { name: '批准', exact: true }).click();
	await other.getByRole('dialog').getByRole('button', { name: '批准' }).click();
	await other.getByText('成绩已更改').first().waitFor();
	await look(other, 'evaluator-review-done');
	await other.goto(`${env.url}/evaluator/publicity/${plan.id}`);
	await other.getByText('第 2 版').waitFor();
	check('the revision before keeps its hash', (await other.locator('.publicity-record code').count()) === 2);
	await school.reload();
	await school.getByText('成绩已更改').first().waitFor();
	check('the school sees the change, not the persons', (await school.locator('.changes').innerText()).includes('99.00') && !(await school.content()).includes('复核登记人'));
});

await step('the grid by keyboard', async () => {
	movePlan(plan, 'score');
	await page.goto(`${at}?tab=scores`);
	await settled(page);
	await tabTo(page, '.score-list .el-select input', 'the choice of a room');
});

fs.rmSync(folder, { recursive: true, force: true });
await b.close();
