/*
 * main_line_plan.mjs: the main line from the exam plan to the admission ticket: five windows, rooms with their seats, registration,
 * sessions and the draw, publication, the candidate's own download on the public site. The clock moves with the windows.
 */
import { check, now, same, sql, unique } from '../api/lib.mjs';
import { qrCodes, readPdf } from '../api/main_line_world.mjs';
import { at, wall } from './exam_scene.mjs';
import { look } from './lib.mjs';
import { CERTIFICATE, visit } from './main_line_people.mjs';
import { answer, button, choose, downloaded, menu, time, told } from './walk.mjs';

/** Days from the beginning at which each window opens and closes. */
const WINDOWS = [['报考', 1, 3], ['排考', 4, 6], ['考试', 8, 10], ['成绩登记', 11, 13], ['成绩公示', 14, 17]];
export const planOf = (page, w) => page.getByRole('row').filter({ hasText: w.plan });

export const plan = [
	{
		name: 'the evaluation organisation publishes a plan with five windows',
		run: async (w) => {
			const page = w.at.evaluator;
			w.begin = now();
			w.plan = unique('P').toUpperCase();
			await menu(page, '考试计划');
			await button(page, '新建计划').first().click();
			await page.getByLabel('计划名称').fill('上半年第一期化工精馏安全控制考核');
			await page.getByLabel('计划编号').fill(w.plan);
			await choose(page, page, '证书等级（可多选）', `${CERTIFICATE}（初级）`);
			await page.keyboard.press('Escape');
			for (const [title, from, to] of WINDOWS) {
				await time(page, `${title}开始时间`, wall(at(from)));
				await time(page, `${title}结束时间`, wall(at(to)));
			}
			await button(page, '保存草稿').click();
			await told(page, '计划还是草稿');
			await button(page, '发布').click();
			await answer(page, '发布');
			await told(page, /距报考开始还有/);
		},
	},
	{
		name: 'the school makes its rooms and offers them for the plan',
		run: async (w) => {
			const page = w.at.school;
			for (const [kind, name] of [['理论', '301 教室'], ['实操', '精馏仿真机房']]) {
				await menu(page, '考场管理');
				await button(page, '新建考场').first().click();
				await page.getByRole('heading', { level: 1, name: '新建考场' }).waitFor();
				await page.getByLabel('楼宇').fill('实训楼');
				await page.getByLabel('考场名称').fill(name);
				await choose(page, page, '类型', kind);
				for (const [label, n] of [['行数', 3], ['列数', 4]]) {
					await page.getByLabel(label).fill(String(n));
					await page.getByLabel(label).press('Tab');
				}
				if (kind === '理论') await page.getByRole('gridcell').first().click();
				await button(page, '建立考场').click();
				await page.getByRole('link', { name: `实训楼 ${name}` }).waitFor();
			}
			await menu(page, '考试计划');
			await planOf(page, w).getByRole('link').first().click();
			for (const name of ['301 教室', '精馏仿真机房']) await page.getByLabel(`选择 实训楼 ${name}`).check({ force: true });
			await button(page, '保存考场').click();
			await told(page, '考场已设置');
		},
	},
	{
		name: 'registration: the school ticks its candidates',
		run: async (w) => {
			w.day(1.5);
			const page = await visit(w, 'school', '报考管理');
			await look(page, 'school-registration-plans');
			await planOf(page, w).getByRole('link', { name: '报考' }).click();
			await page.getByRole('tab', { name: '勾选考生报考' }).click();
			await page.getByRole('row').filter({ hasText: w.people[0].student }).waitFor();
			await page.getByRole('columnheader').locator('.el-checkbox').first().click();
			await button(page, '报考所选 6 人').click();
			await told(page, '已报考 6 人');
			await told(page, /剩余名额 14 个/);
			await visit(w, 'evaluator', '首页');
			await w.at.evaluator.getByRole('heading', { name: '考试计划' }).waitFor();
			await look(w.at.evaluator, 'evaluator-home');
		},
	},
	{
		name: 'scheduling: sessions, the draw, seats and invigilators; published',
		run: async (w) => {
			w.day(4.5);
			const page = await visit(w, 'evaluator', '排考');
			await planOf(page, w).getByRole('link', { name: '排考' }).click();
			for (const [name, kind, hours] of [['上午理论', '理论', 2], ['下午实操', '实操', 6]]) {
				await button(page, '新建场次').click();
				const dialog = page.getByRole('dialog');
				await dialog.getByLabel('场次名称').fill(name);
				await choose(page, dialog, '类型', kind);
				for (const [label, more] of [['开始时间', 0], ['结束时间', 2]]) await time(dialog, label, wall(new Date(w.begin.getTime() + (8 * 24 + hours + more) * 3600000)));
				await button(dialog, '建立场次').click();
				await page.getByRole('cell', { name }).waitFor();
			}
			await button(page, '开始排考').click();
			await button(page, '核对并发布').click({ timeout: 90000 });
			await page.getByRole('row').filter({ hasText: '上午理论' }).getByRole('link', { name: '查看' }).click();
			await page.getByRole('grid').waitFor();
			same('six sit in the room, its broken seat is left', await page.getByRole('gridcell', { name: new RegExp(w.people.map((p) => p.name).join('|')) }).count(), 6);
			await page.goBack();
			await button(page, '发布').click();
			await answer(page, '发布');
			await page.getByText('已发布', { exact: true }).waitFor({ timeout: 90000 });
		},
	},
	{
		name: 'the site has its papers, the candidate the own ticket from the public site',
		run: async (w) => {
			const page = await visit(w, 'school', '排考管理');
			await look(page, 'school-scheduling-plans');
			await planOf(page, w).getByRole('link', { name: '查看考场' }).click();
			await button(page, '下载整站打包').waitFor();
			check('the bundle for the site is a zip', (await downloaded(page, button(page, '下载整站打包'))).subarray(0, 2).toString() === 'PK');

			const candidate = await w.b.page({ alone: true });
			w.at.candidate = candidate;
			candidate.setDefaultTimeout(30000);
			await candidate.goto(process.env.TEST_URL);
			await candidate.getByRole('link', { name: '准考证下载' }).first().click();
			await candidate.getByLabel('姓名').fill(w.people[0].name);
			await candidate.getByLabel('证件号码').fill(w.people[0].number);
			const pdf = readPdf(await downloaded(candidate, button(candidate, '下载准考证')));
			const text = pdf.text.replace(/\s/g, '');
			check('the ticket: name, no whole document number', text.includes(w.people[0].name) && !text.includes(w.people[0].number), pdf.text);
			[w.code] = qrCodes(pdf.file);
			for (const [student, ticket] of sql(`SELECT c.student_number, t.ticket_number FROM ticket t JOIN registration r ON r.id = t.registration_id
				JOIN candidate c ON c.id = r.candidate_id JOIN plan p ON p.id = r.plan_id WHERE p.number = '${w.plan}'`)) w.people.find((p) => p.student === student).ticket = ticket;
			check('its QR code names the ticket', w.code?.includes(w.people[0].ticket), w.code);
		},
	},
];
