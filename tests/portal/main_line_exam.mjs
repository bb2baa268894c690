/*
 * main_line_exam.mjs: the main line from exam day to the end of publicity: check-in by the ticket's QR code, absence, the room record;
 * scores by workbook, results, publicity; the candidate's own result, a review that two persons settle.
 */
import { check, same } from '../api/lib.mjs';
import { expectStatus, look } from './lib.mjs';
import { visit } from './main_line_people.mjs';
import { planOf } from './main_line_plan.mjs';
import { answer, button, choose, importTemplate, menu, told } from './walk.mjs';

/** The fifth fails by theory until the review; the last does not come. */
const marks = (i) => (i === 5 ? ['', '', '缺考'] : i === 4 ? ['48', '95', '正常'] : [String(75 + i), String(80 + i), '正常']);

/** A candidate asks for the own result on the public site. */
async function ask(page, person) {
	await page.goto(process.env.TEST_URL);
	await page.getByRole('link', { name: '成绩/证书查询' }).first().click();
	await page.getByRole('heading', { level: 1, name: '成绩/证书查询' }).waitFor();
	await page.getByLabel('姓名').fill(person.name);
	await page.getByLabel('证件号码').fill(person.number);
	await page.getByLabel('准考证号').fill(person.ticket);
	await button(page, '查询').click();
}
async function ownResult(page, person) {
	await ask(page, person);
	const found = page.getByRole('region', { name: '查到的成绩' });
	await found.getByText(person.ticket).waitFor();
	return (await found.innerText()).replace(/\s+/g, ' ');
}

export const exam = [
	{
		name: 'exam day: check-in by QR code, absence, the record of each room',
		run: async (w) => {
			for (const [session, hour] of [['上午理论', 2.5], ['下午实操', 6.5]]) {
				w.day(8 + hour / 24);
				const page = await visit(w, 'school', '考场情况');
				if (session === '上午理论') await look(page, 'school-exam-day-plans');
				await planOf(page, w).getByRole('link', { name: '登记' }).click();
				await page.getByRole('row').filter({ hasText: session }).getByRole('link', { name: '登记' }).click();
				const scan = page.getByLabel('扫描准考证二维码，或输入准考证号');
				for (const [i, p] of w.people.slice(0, 5).entries()) {
					await scan.fill(i === 0 ? w.code : p.ticket); // a scanner types, then Enter
					await scan.press('Enter');
					await page.getByRole('paragraph').filter({ hasText: `签到 ${i + 1}，` }).waitFor();
				}
				await button(page, '其余 1 人登记缺考').click();
				await answer(page, '登记缺考');
				await page.getByRole('gridcell', { name: /缺考/ }).waitFor();
				await page.getByLabel('考场情况记录').fill('应到 6 人，实到 5 人，缺考 1 人，秩序正常。');
				await button(page, '保存记录').click();
				await told(page, '考场情况记录已保存');
			}
		},
	},
	{
		name: 'scores by workbook, results by the pass rule',
		run: async (w) => {
			w.day(11.5);
			const page = await visit(w, 'evaluator', '成绩登记');
			await page.getByRole('link', { name: /^登记成绩：/ }).or(page.getByRole('button', { name: /^登记成绩：/ })).first().click();
			await page.getByRole('tab', { name: '上传成绩表' }).click();
			await importTemplate(page, '成绩.xlsx', w.people.map((p, i) => {
				const [theory, practical, state] = marks(i);
				return { 准考证号: p.ticket, 姓名: p.name, ...(theory && { 理论成绩: theory, 实操成绩: practical }), 状态: state };
			}));
			await told(page, /成绩已全部登记/);
			await page.getByRole('tab', { name: '计算结果' }).click();
			await button(page, '计算结果').click();
			await page.getByRole('columnheader', { name: '合格率' }).waitFor();
		},
	},
	{
		name: 'publicity: everybody may look, a candidate reads the own result',
		run: async (w) => {
			w.day(14.1);
			const page = await visit(w, 'evaluator', '成绩公示');
			await look(page, 'evaluator-publicity-plans');
			await planOf(page, w).getByRole('link').first().click();
			await button(page, '公示成绩').click();
			await button(page.getByRole('dialog'), '公示').click();
			await told(page, '第 1 版');
			const candidate = w.at.candidate;
			const right = await ownResult(candidate, w.people[0]);
			check('passed, with the total by weights', right.includes('合格') && !right.includes('不合格') && right.includes('78.00'), right);
			const failed = await ownResult(candidate, w.people[4]);
			check('another did not, and reads why', failed.includes('不合格') && failed.includes('理论'), failed);
		},
	},
	{
		name: 'the school asks for a review, two persons change the score',
		run: async (w) => {
			const page = await visit(w, 'school', '成绩');
			await planOf(page, w).getByRole('link').or(page.getByRole('link', { name: /查看/ })).first().click();
			const row = page.getByRole('row').filter({ hasText: w.people[4].ticket });
			await row.getByRole('button', { name: '申请复核' }).click();
			await page.getByRole('dialog').getByLabel(/理由/).fill('理论卷第二大题漏加 30 分，请核对');
			await answer(page, '申请复核');
			await row.getByText('已申请').waitFor();

			const first = await visit(w, 'evaluator', '成绩复核');
			await first.getByRole('row').filter({ hasText: w.people[4].ticket }).getByRole('link', { name: '办理' }).click();
			await button(first, '受理').click();
			await answer(first, '受理');
			await button(first, '提出更改').click();
			await choose(first, first, '成绩项', '理论');
			await first.getByLabel('更改后的成绩').fill('78');
			await first.getByLabel('更改理由').fill('第二大题漏加 30 分');
			await button(first, '提交，由另一人批准').click();
			await told(first, '等待另一名考务人员批准');

			const second = await visit(w, 'second', '成绩复核');
			await second.getByRole('row').filter({ hasText: w.people[4].ticket }).getByRole('link', { name: '办理' }).click();
			await button(second, '批准').click();
			await answer(second, '批准');
			await told(second, '成绩已更改');
			await menu(page, '成绩复核');
			await page.getByRole('row').filter({ hasText: w.people[4].ticket }).getByText('成绩已更改').waitFor();
			await look(page, 'school-score-reviews');
			const now = await ownResult(w.at.candidate, w.people[4]);
			check('the candidate has passed', now.includes('合格') && !now.includes('不合格') && now.includes('88.20'), now);
		},
	},
	{
		name: 'publicity ends by itself',
		run: async (w) => {
			w.day(17.1);
			const page = w.at.candidate;
			expectStatus(page, 404);
			await ask(page, w.people[0]);
			await page.getByRole('alert').filter({ hasText: '请核对姓名、证件号码和准考证号' }).waitFor();
			same('no result is shown any more', await page.getByRole('region', { name: '查到的成绩' }).count(), 0);
		},
	},
];
