/*
 * main_line_people.mjs: the main line's people: the operator registers office and evaluation organisation, the school registers itself,
 * administrators open accounts and hand one-time passwords over; each person signs in with the own password and second factor. Also
 * what stands before the line: the evaluation organisation's published standard (standard_test.mjs walks it), put there over the API.
 */
import { Actor, ctl, newPassword, organisationCode, same, unique } from '../api/lib.mjs';
import { major, publish } from '../api/pilot_scene.mjs';
import { firstSignIn, look } from './lib.mjs';
import { button, choose, handOver, menu, openAccount } from './walk.mjs';

export const PROVINCE = { code: '620000', name: '甘肃省' };
export const CERTIFICATE = '化工精馏安全控制';

/** A page of the person's own, and the first sign-in on it. */
async function enter(w, who, role, { login, password }) {
	const page = await w.b.page({ alone: true });
	page.setDefaultTimeout(30000);
	w.at[who] = page;
	w.opened.set(page, w.today);
	w.who[who] = await firstSignIn(page, new Actor({ login, password, name: who }), role);
	return page;
}
/** The person goes to a page by the menu; another day the portal is opened anew. Gives the person's page. */
export async function visit(w, who, title) {
	const page = w.at[who];
	if (w.opened.get(page) !== w.today) {
		await page.goto(`${process.env.TEST_URL}/${w.who[who].role}`);
		await page.getByRole('heading', { level: 1 }).waitFor();
		w.opened.set(page, w.today);
	}
	await menu(page, title);
	return page;
}
/** An administrator's work: accounts for colleagues, [who, name, duties…], who sign in at once. */
async function colleagues(w, administrator, role, list) {
	const page = await visit(w, administrator, '账号');
	const given = [];
	for (const [who, name, ...duties] of list) given.push([who, await openAccount(page, unique('u'), name, ...duties)]);
	await Promise.all(given.map(([who, one]) => enter(w, who, role, one))); // each at the own desk
	same(`${administrator}: one account for each and the own`, await page.getByRole('row').filter({ hasText: '正常' }).count(), list.length + 1);
}

async function register(page, role, name, province) {
	await button(page, '登记机构').click();
	const dialog = page.getByRole('dialog');
	await choose(page, dialog, '机构类别', role);
	await dialog.getByLabel('机构名称').fill(name);
	await dialog.getByLabel('机构代码').fill(organisationCode());
	await choose(page, dialog, '省份', province);
	await dialog.getByLabel('首位管理员账号').fill(unique('ad'));
	await dialog.getByLabel('首位管理员姓名').fill('机构管理员');
	await button(dialog, '登记').click();
	const given = await handOver(page);
	await page.getByRole('heading', { level: 1, name }).waitFor();
	return given;
}

export const people = [
	{
		name: 'the operator registers an education office and an evaluation organisation',
		run: async (w) => {
			const [login, password] = ctl('account', unique('op'), '平台操作员').trim().split(/\s+/).slice(-2);
			const page = await enter(w, 'operator', 'platform', { login, password });
			w.names = { office: unique('虚构省教育厅'), evaluator: unique('虚构化工教育评价中心'), school: `${unique('虚构化工')}职业技术学院` };
			for (const [who, kind, province] of [['office', '教育行政部门', PROVINCE.name], ['evaluator', '培训评价组织', '全国']]) {
				await visit(w, 'operator', '机构');
				await enter(w, `${who} administrator`, who, await register(page, kind, w.names[who], province));
			}
		},
	},
	{
		name: 'the school registers itself',
		run: async (w) => {
			const page = await w.b.page({ alone: true });
			await page.goto(process.env.TEST_URL);
			await page.getByRole('link', { name: '试点院校业务' }).first().click();
			await page.getByRole('link', { name: '先注册' }).click();
			const password = newPassword();
			const login = unique('sc');
			const fields = [['院校名称', w.names.school], ['机构代码', organisationCode()], ['学校标识码', String(6200000000 + Math.floor(Math.random() * 99999999))],
				['联系人', '测试员'], ['联系电话', '13800000000'], ['管理员账号', login], ['再填一次密码', password]];
			for (const [label, value] of fields) await page.getByLabel(label).fill(value);
			await page.getByLabel(/^密码/).fill(password);
			await page.getByLabel('省份').selectOption(PROVINCE.name);
			w.schoolCode = fields[2][1];
			await button(page, '注册').click();
			await page.getByRole('heading', { name: '注册成功' }).waitFor();
			await page.close();
			await enter(w, 'school administrator', 'school', { login, password });
		},
	},
	{
		name: 'administrators open accounts, everybody signs in',
		run: async (w) => {
			await colleagues(w, 'office administrator', 'office', [['office', '审批员', '考务人员']]);
			await colleagues(w, 'evaluator administrator', 'evaluator', [
				['evaluator', '考务员甲', '考务人员'], ['second', '考务员乙', '考务人员'], ['signer', '签发人丙', '签发人'], ['sealer', '盖章人丁', '盖章人'],
			]);
			await colleagues(w, 'school administrator', 'school', [['school', '教务处考务员', '考务人员'], ['site signer', '站点签发人', '签发人']]);
			await look(w.at['evaluator administrator'], 'evaluator-accounts');
			for (const one of ['office administrator', 'evaluator administrator', 'school administrator']) await w.at[one].context().close();
		},
	},
	{
		name: 'the standard is in force',
		run: async (w) => {
			const { operator, evaluator } = w.who;
			for (const one of [operator, evaluator]) await one.signIn();
			const { id } = await evaluator.post('/certificates', { code: String(100 + Math.floor(Math.random() * 900)), name: CERTIFICATE, name_en: 'Safety Control of Chemical Distillation', batch: 4 });
			await publish(operator, evaluator, id, [{
				level: 1, credits: '2.5', total_line: '60', exam_forms: ['computer', 'practical'], majors: [major(2015, 'college', '570201')], fees: [{ province: PROVINCE.code, fen: 18000 }],
				components: [
					{ code: 'theory', name: '理论', kind: 'theory', weight: '40', min: '50', max: '100' },
					{ code: 'practical', name: '实操', kind: 'practical', weight: '60', min: '60', max: '100' },
				],
			}]);
			await w.at.operator.context().close();
		},
	},
];
