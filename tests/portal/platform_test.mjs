/*
 * platform_test.mjs: the operator's console as the operator uses it: organisations with their first administrators, accounts,
 * parameters, the audit trail and its chains, jobs, statistics, one's own account.
 */
import { Actor, check, colleague, operator, organisation, organisationCode, same, sqlValue, step, unique } from '../api/lib.mjs';
import { browser, expectStatus, firstSignIn, look, settled, signIn, tabTo } from './lib.mjs';
import { handOver as handedOver } from './walk.mjs';

const b = await browser();
const op = await operator();
op.role = 'platform';
const page = await b.page();
const open = async (path) => {
	await page.goto(`${process.env.TEST_URL}${path}`);
	await settled(page);
};
const dialog = () => page.getByRole('dialog').last();
/** The field of an open form by its label. */
const field = (label) => dialog().getByLabel(label, { exact: false }).first();
async function choose(box, option) {
	await box.click();
	await page.getByRole('option', { name: option, exact: true }).click();
}
const handOver = () => handedOver(page);

await step('home: what waits', async () => {
	await organisation(op, 'office', { name: '虚构省教育厅办公室', province: '340000' });
	await signIn(page, op);
	await settled(page);
	await look(page, 'platform-home');
});

const name = `${unique('虚构')}职业技能评价中心`;
const code = organisationCode();
let first;
await step('register an evaluation organisation', async () => {
	await open('/platform/organisations');
	await look(page, 'platform-organisations');
	await page.getByRole('button', { name: '登记机构' }).click();
	await dialog().waitFor();
	await choose(field('机构类别'), '培训评价组织');
	await field('机构名称').fill(name);
	await field('机构代码').fill('12345678X');
	await choose(field('省份'), '全国');
	await field('首位管理员账号').fill(unique('ev'));
	await field('首位管理员姓名').fill('首位管理员');
	expectStatus(page, 422);
	await dialog().getByRole('button', { name: '登记' }).click();
	await dialog().locator('.fault').first().waitFor();
	check('a wrong code is said at its field', /代码/.test(await dialog().locator('.faulty').first().innerText()));
	await look(page, 'platform-organisation-form');
	await field('机构代码').fill(code);
	await dialog().getByRole('button', { name: '登记' }).click();
	await page.locator('[data-test=password]').waitFor();
	await look(page, 'platform-one-time-password');
	first = await handOver();
	await page.waitForURL(/\/platform\/organisations\/\d+/);
	await settled(page);
	same('then its page stands open', await page.locator('h1').innerText().then((t) => t.includes(name)), true);
	await page.getByRole('button', { name: '重发一次性密码' }).click();
	const second = await handOver();
	check('the password can be made anew while nobody has signed in', second.login === first.login && second.password !== first.password);
	first = second;
	await look(page, 'platform-organisation');
});

await step('its administrator signs in with it', async () => {
	const other = await b.page({ alone: true });
	const admin = new Actor({ login: first.login, password: first.password });
	await firstSignIn(other, admin, 'evaluator');
	check('and is at home', /您好/.test(await other.locator('h1').innerText()));
	await other.close();
});

await step('suspend with a reason, restore', async () => {
	await page.getByRole('button', { name: '停用' }).click();
	await dialog().waitFor();
	await dialog().locator('textarea, input').first().fill('资料核查');
	await dialog().getByRole('button', { name: '停用' }).click();
	await page.locator('h1 .state-tag', { hasText: '已停用' }).waitFor();
	check('the reason stands on the page', await page.getByText('原因：资料核查').isVisible());
	await page.getByRole('button', { name: '恢复' }).click();
	await dialog().getByRole('button', { name: '恢复' }).click();
	await page.locator('h1 .state-tag', { hasText: '正常' }).waitFor();
	same('in the database, too', sqlValue(`SELECT state FROM organisation WHERE code = '${code}'`), 'active');
	await open(`/platform/organisations?role=evaluator`);
	await page.getByLabel('名称、机构代码或标识码').fill(code);
	await page.getByRole('link', { name }).waitFor();
	await page.waitForFunction(() => document.querySelectorAll('.el-table__row').length === 1);
	check('it is found by its code', true);
});

await step('accounts', async () => {
	await open('/platform/accounts');
	await page.getByRole('button', { name: '开设账号' }).click();
	const login = unique('clerk');
	await field('账号').fill(login);
	await field('姓名').fill('新同事');
	await dialog().getByText('考务人员', { exact: true }).click();
	await dialog().getByRole('button', { name: '开设' }).click();
	const given = await handOver();
	await page.getByLabel('姓名或账号').fill(login);
	await page.waitForFunction(() => document.querySelectorAll('.el-table__row').length === 1);
	same('the account is there', given.login, login);
	await look(page, 'platform-accounts');
	const row = page.locator('.el-table__row', { hasText: login });
	await row.getByRole('button', { name: '岗位' }).click();
	await dialog().getByText('审计员', { exact: true }).click();
	await dialog().getByRole('button', { name: '保存' }).click();
	await row.getByText('审计员').waitFor();
	await row.getByRole('button', { name: '重置' }).click();
	await dialog().getByRole('button', { name: '重置' }).click();
	check('a new one-time password', (await handOver()).password !== given.password);
	await row.getByRole('button', { name: '关闭' }).click();
	await dialog().getByRole('button', { name: '关闭账号' }).click();
	await row.getByText('已关闭').waitFor();
	await row.getByRole('button', { name: '启用' }).click();
	await row.getByText('正常').waitFor();
	check('closed and opened again', true);
});

await step('parameters', async () => {
	await open('/platform/settings');
	await look(page, 'platform-settings');
	await page.getByRole('button', { name: '修改时段截止前提醒的小时数' }).click();
	await dialog().waitFor();
	await dialog().locator('#setting-value').fill('72');
	await look(page, 'platform-setting');
	await dialog().getByRole('button', { name: '保存' }).click();
	await dialog().waitFor({ state: 'hidden' });
	await page.locator('li', { hasText: '时段截止前提醒' }).getByText('72 小时').waitFor();
	same('is kept', sqlValue("SELECT value FROM setting WHERE name = 'notification.deadline_hours'"), '72');
	const s = (await op.get('/settings')).items.find((x) => x.name === 'notification.deadline_hours');
	await op.put(`/settings/${s.name}`, { value: s.default, version: s.version });
});

await step('the audit trail', async () => {
	await open('/platform/audit?action=setting_update');
	const row = page.locator('.el-table__row').first();
	check('the change of the parameter is found by its act', (await row.innerText()).includes('72'));
	await look(page, 'platform-audit');
	await page.locator('.el-table__row').nth(1).getByRole('button', { name: '查看' }).click();
	await page.locator('.changes').waitFor();
	check('before and after side by side', /48[\s\S]*72/.test(await page.locator('.changes').innerText()));
	await look(page, 'platform-audit-entry');
	await page.keyboard.press('Escape');
	await page.locator('.changes').waitFor({ state: 'hidden' });
	await page.getByRole('button', { name: '核验全部记录链' }).click();
	await page.getByText('条记录链全部完整').waitFor({ timeout: 90000 });
	check('every chain is whole', true);
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出' }).click()]);
	check('the trail is exported', /审计记录.*\.xlsx/.test(file.suggestedFilename()));
});

await step('jobs', async () => {
	await open('/platform/jobs');
	await look(page, 'platform-jobs');
	await page.locator('.el-table__row', { hasText: '核验审计记录链' }).first().getByRole('button', { name: '逐项结果' }).click();
	await page.locator('.el-drawer .el-table__row, .el-drawer .card').first().waitFor();
	check('chain by chain', /条记录完整/.test(await dialog().innerText()));
	await look(page, 'platform-job-rows');
});

await step('statistics', async () => {
	await open('/platform/statistics?by=school');
	await settled(page);
	await look(page, 'platform-statistics');
	await tabTo(page, '.canvas, .year input', 'the figures');
});

await step('notifications, one\'s own account', async () => {
	await colleague(op, ['auditor'], '审计员甲');
	await open('/platform/notifications');
	await look(page, 'notifications');
	await open('/platform/me');
	await look(page, 'me');
});

await b.close();
