/*
 * sign_in_test.mjs: the ways in. First sign-in with new password and second factor, wrong passwords, the shell of each role,
 * a session that ends under the page, pages that a role may not see, addresses that name nothing, all by keyboard.
 */
import { Actor, check, ctl, env, same, sql, step, unique } from '../api/lib.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { accessible, browser, expectStatus, firstSignIn, look, settled, signIn, tabTo } from './lib.mjs';

const b = await browser();

await step('the public site', async () => {
	const page = await b.page();
	await page.goto(env.url);
	await look(page, 'public-home');
	expectStatus(page, 404);
	await page.goto(`${env.url}/no/such/page`);
	same('an unknown address is said to be one', await page.locator('h1').innerText(), '没有这个页面');
	await look(page, 'public-not-found');
	const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((r) => r.name.endsWith('.js')).reduce((n, r) => n + r.encodedBodySize, 0));
	check('its script is at most 80 KB on the wire', scripts > 0 && scripts <= 80 * 1024, `${scripts} bytes`);
	await page.close();
});

const [login, password] = ctl('account', unique('op'), '平台操作员').trim().split(/\s+/).slice(-2);
const operator = new Actor({ login, password });
await step('an operator signs in for the first time', async () => {
	const page = await b.page();
	await page.goto(`${env.url}/platform/anything`);
	await page.waitForURL(/\/sign-in\/platform/);
	await look(page, 'sign-in');
	expectStatus(page, 401, 403, 422);
	await page.fill('input[name=login]', login);
	await page.fill('input[name=password]', 'not the password');
	await page.click('button[type=submit]');
	check('a wrong password is said', /账号或密码/.test(await page.locator('[role=alert]').innerText()));
	await page.fill('input[name=password]', password);
	await page.click('button[type=submit]');
	await page.locator('input[name=old]').waitFor();
	await look(page, 'sign-in-new-password');
	await page.fill('input[name=old]', password);
	await page.fill('input[name=new]', '123456');
	await page.fill('input[name=repeated]', '123456');
	await page.click('button[type=submit]');
	check('a weak password is refused with the reason', (await page.locator('[role=alert]').innerText()).length > 4);
	await firstSignIn(await b.page({ alone: true }), operator, 'platform');
	await page.close();
});

await step('and again with the code', async () => {
	const page = await b.page();
	await signIn(page, operator);
	await look(page, 'platform-home');
	await page.goto(`${env.url}/platform/no-such-page`);
	await page.getByText('没有这个页面').first().waitFor();
	await page.goto(`${env.url}/school/candidates`);
	await page.waitForURL(/\/platform$/);
	check('another console leads to his own', true);
	await page.click('button.me');
	await page.getByText('退出登录').click();
	await page.waitForURL(/\/sign-in\/platform/);
	await page.goto(`${env.url}/platform`);
	await page.waitForURL(/\/sign-in\/platform/);
	check('after signing out nothing opens', true);
	await page.close();
});

const school = await newSchool('410000');
await step('a school at work', async () => {
	const page = await b.page();
	school.officer.role = 'school';
	await signIn(page, school.officer);
	await look(page, 'school-home');
	await page.goto(`${env.url}/school/candidates?verification=pending`);
	await settled(page);
	await look(page, 'school-candidates-empty');
	check('the filter came from the address', (await page.locator('.filters').innerText()).includes('信息待认证'));
	await page.goto(`${env.url}/school/candidates`);
	await settled(page);
	await tabTo(page, '.filters input', 'a filter of the list');

	// The session ends while the page is open: the dialog, then the same page goes on.
	sql(`DELETE s FROM session s JOIN account a ON a.id = s.account_id WHERE a.login_name = '${school.officer.login}'`);
	expectStatus(page, 401, 403);
	await page.getByRole('button', { name: '刷新' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.waitFor();
	await accessible(page, 'the dialog over a page whose session has ended');
	same('it knows the person', await dialog.locator('input[name=login]').inputValue(), school.officer.login);
	await dialog.locator('input[name=password]').fill(school.officer.password);
	await dialog.locator('button[type=submit]').click();
	if (school.officer.secret) {
		await dialog.locator('input[name=code]').fill(await school.officer.code());
		await dialog.locator('button[type=submit]').click();
	}
	await dialog.waitFor({ state: 'hidden' });
	await settled(page);
	check('and the list is asked for again', await page.getByText('还没有考生').isVisible());
	await page.close();
});

await b.close();
