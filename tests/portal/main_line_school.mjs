/*
 * main_line_school.mjs: the main line from the pilot application to a school that may register: windows of the province, pilot, quota,
 * the enrolment register, candidates by workbook (a fault found, mended in the marked sheet, uploaded again), photos by zip,
 * verification and confirmation, the exam site with its review, staff.
 */
import { check, now, same, unique } from '../api/lib.mjs';
import { filled, person, portrait, zip } from '../api/main_line_world.mjs';
import { look } from './lib.mjs';
import { CERTIFICATE, PROVINCE, visit } from './main_line_people.mjs';
import { answer, button, choose, confirmImport, downloaded, file, importTemplate, menu, time, told, upload } from './walk.mjs';

const year = now().getUTCFullYear();
const MAJOR = '应用化工技术';
const wall = (days) => new Date(now().getTime() + days * 86400000 + 8 * 3600000).toISOString().slice(0, 16).replace('T', ' ');
const cell = (page, what) => page.getByLabel(`${MAJOR}，初级，${what}`, { exact: true });

const row = (p) => ({
	姓名: p.name, 证件类型: p.type, 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: '13900000001', 学号: p.student, 学历层次: '高职专科', 专业代码: '570201',
	专业名称: MAJOR, 入学年份: year - 2, 班级: '化工2401班', 照片文件名: `${p.student}.png`,
});
const registerRow = (w, p, i) => ({
	学校标识码: w.schoolCode, 姓名: i === 1 ? `${p.name}一` : p.name, 证件类型: p.type, 证件号码: p.number, 学号: p.student, 学历层次: '高职专科', 专业代码: '570201', 专业名称: MAJOR, 入学年份: year - 2,
});

export const atSchool = [
	{
		name: 'the office announces the windows of its province and imports the enrolment register',
		run: async (w) => {
			const page = w.at.office;
			w.people = Array.from({ length: 6 }, (_, i) => ({ ...person(`${PROVINCE.code.slice(0, 4)}02`), student: `${year - 2}${unique('').replace(/\D/g, '').slice(-4)}${i}` }));
			await menu(page, '申报时段');
			for (const kind of ['试点申报', '名额申报']) {
				await button(page, '设置时段').click();
				const dialog = page.getByRole('dialog');
				await choose(page, dialog, '类别', kind);
				await time(dialog, '开始时间', wall(-1));
				await time(dialog, '截止时间', wall(20));
				await button(dialog, '公布').click();
				await dialog.waitFor({ state: 'hidden' });
				await page.getByRole('row').filter({ hasText: kind }).getByText('进行中').waitFor();
			}
			await menu(page, '学籍库');
			await importTemplate(page, '学籍.xlsx', w.people.map((p, i) => registerRow(w, p, i)));
		},
	},
	{
		name: 'pilot: the school applies, the evaluation organisation supports, the office approves',
		run: async (w) => {
			const page = await visit(w, 'school', '申报试点');
			await button(page, '新建试点申报').click();
			await page.getByRole('combobox', { name: '培训评价组织' }).waitFor();
			await choose(page, page, '培训评价组织', w.names.evaluator);
			await cell(page, '计划人数').fill('40');
			await page.getByLabel('申报说明').fill('精馏实训条件齐备。');
			await button(page, '保存，核对后提交').click();
			await button(page, '提交').click();
			await answer(page, '提交');
			await told(page, '已提交，等待评价组织出具意见');

			const judge = await visit(w, 'evaluator', '试点意见');
			await judge.getByRole('row').filter({ hasText: w.names.school }).getByRole('link', { name: '出具意见' }).click();
			await judge.getByRole('heading', { name: '出具意见' }).waitFor();
			await choose(judge, judge, '意见', '支持');
			await judge.getByLabel('意见说明').fill('设备与师资符合要求。');
			await button(judge, '出具意见').click();
			await told(judge, '支持：设备与师资符合要求');

			const office = await visit(w, 'office', '试点审批');
			await office.getByRole('row').filter({ hasText: w.names.school }).getByRole('link', { name: '审批' }).click();
			await button(office, '批准').click();
			await answer(office, '批准');
			await told(office, '已批准');
		},
	},
	{
		name: 'quota: the school asks, the office grants less',
		run: async (w) => {
			const page = await visit(w, 'school', '名额申报');
			await button(page, '新建名额申报').click();
			await cell(page, '参考人数').fill('40');
			await cell(page, '申报名额').fill('30');
			await button(page, '保存，核对后提交').click();
			await button(page, '提交').click();
			await answer(page, '提交');
			await told(page, '等待省级办公室核定');

			const office = await visit(w, 'office', '名额审批');
			await office.getByRole('row').filter({ hasText: w.names.school }).getByRole('link', { name: '核定' }).click();
			await office.getByLabel(`初级 ${MAJOR} 核定名额`).fill('20');
			await office.getByLabel(`初级 ${MAJOR} 核定名额`).press('Tab');
			await office.getByLabel('核定意见').fill('按实训工位核定');
			await button(office, '核定 20 个名额').click();
			await answer(office, '核定');
			await told(office, '核定 20 个（申报 30 个）：按实训工位核定');
			await menu(page, '可用名额');
			await page.getByRole('row').filter({ hasText: MAJOR }).getByText('20', { exact: true }).first().waitFor();
		},
	},
	{
		name: 'candidates by workbook: a fault in its cell, mended in the marked sheet, uploaded again',
		run: async (w) => {
			const page = await visit(w, 'school', '考生管理');
			await button(page, '从表格导入考生').click();
			const wrong = w.people.map(row);
			const { number } = w.people[2];
			wrong[2].证件号码 = number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
			await upload(page, '考生.xlsx', await filled(await downloaded(page, button(page, '下载模板')), wrong));
			const table = page.getByRole('region', { name: '表格中的问题' });
			const faulty = table.getByRole('row').filter({ hasText: '校验' });
			same('one row is at fault, and its cell says why', [await faulty.count(), /校验位/.test(await faulty.innerText())], [1, true]);
			await button(page, '导入 5 行').waitFor();
			const marked = await downloaded(page, button(page, '下载标注了问题的表格'));
			await button(page, '改好了，重新选择文件').click();
			await upload(page, '考生（改好）.xlsx', await filled(marked, w.people.map(row)));
			check('no fault is left', (await table.count()) === 0);
			await confirmImport(page, 6);
			await button(page, '批量上传照片').click();
		},
	},
	{
		name: 'photos by zip',
		run: async (w) => {
			const page = w.at.school;
			await page.getByLabel('把 zip 拖到这里').setInputFiles(file('照片.zip', zip(w.people.map((p, i) => [`${p.student}.png`, portrait(i)])), 'application/zip'));
			await told(page, '共 6 张，6 张已保存或未变，0 张没有采用。');
			await button(page, '查看考生名单').click();
			await page.getByRole('link', { name: w.people[0].name }).waitFor();
		},
	},
	{
		name: 'verification against the register, the one in doubt confirmed by hand',
		run: async (w) => {
			const page = w.at.school;
			await button(page, '批量认证 6 名').click();
			await page.getByRole('dialog').getByRole('button', { name: '开始认证' }).click();
			await told(page, '批量认证完成：信息准确 5 人，需人工确认 1 人');
			await button(page, '逐个人工确认 1 名').click();
			await page.getByRole('heading', { level: 2, name: w.people[1].name }).waitFor();
			await page.getByLabel('确认依据').fill('已核对身份证原件，学籍中的姓名有误');
			await button(page, '确认无误，下一名').click();
			await told(page, '确认完毕，共 1 名');
			await button(page, '返回考生名单').click();
			await told(page, '所有考生均为“信息准确”，认证工作已结束');
		},
	},
	{
		name: 'exam site: the school applies, the evaluation organisation judges row by row and approves',
		run: async (w) => {
			const page = await visit(w, 'school', '考核站点');
			await button(page, '申报考核站点').click();
			await page.getByLabel('师资队伍第 1 行名称').waitFor();
			await choose(page, page, '证书', CERTIFICATE);
			await page.keyboard.press('Escape');
			await page.getByLabel('申报说明').fill('实训楼三层集中设置考场，监控全覆盖。');
			for (const [kind, name, quantity] of [['师资队伍', '双师型教师', '6'], ['配套设备', '精馏仿真工作站', '30'], ['场地', '标准化机房', '2']]) {
				if (!(await page.getByLabel(`${kind}第 1 行名称`).isVisible())) await button(page, `添加${kind}`).click();
				await page.getByLabel(`${kind}第 1 行名称`).fill(name);
				await page.getByLabel(`${kind}第 1 行数量`).fill(quantity);
			}
			await button(page, '提交申报').click();
			await answer(page, '提交');
			await page.getByRole('button', { name: '撤回' }).waitFor();

			const judge = await visit(w, 'evaluator', '站点审核');
			await judge.getByRole('link', { name: w.names.school }).click();
			for (const name of ['双师型教师', '精馏仿真工作站', '标准化机房']) await button(judge, `${name}：通过`).click();
			await told(judge, '全部通过，可以批准。');
			await button(judge, '批准').click();
			await answer(judge, '批准');
			await told(judge, '已批准');

			await menu(page, '考核站点');
			await page.getByRole('listitem').filter({ hasText: '尚未填写' }).getByRole('link').first().click();
			await page.getByLabel('地址').fill('虚构市实训路 8 号实训楼三层');
			await button(page, '保存').click();
			await button(page, '修改名称和地址').waitFor();
		},
	},
	{
		name: 'staff by workbook',
		run: async (w) => {
			const page = await visit(w, 'school', '考评人员');
			await button(page, '批量导入').first().click();
			const staff = Array.from({ length: 4 }, () => person(`${PROVINCE.code.slice(0, 4)}02`));
			await importTemplate(page, '考评人员.xlsx', staff.map((p) => ({ 姓名: p.name, 证件类型: p.type, 证件号码: p.number, 手机号: '13900000000', 类别: '监考人员', 可考评证书: '' })));
			await menu(page, '首页');
			await page.getByRole('heading', { name: '待办' }).waitFor();
			await page.getByText('眼下没有等您办理的事').waitFor();
			same('the first sheet, uploaded anew, does not wait for anything', await page.getByText('已检查、待确认的导入').count(), 0);
			await look(page, 'school-home-ready');
		},
	},
];
