/*
 * lib.mjs: the portal in a real browser (Debian's Chromium) over the real system: sign in as a person of a role, look at a page
 * in three widths, check it for accessibility (axe, WCAG 2.1 A and AA), and collect whatever the browser complains about.
 * People are made over the API (tests/api/lib.mjs). Pictures go to build/screenshots/.
 *
 *   const b = await browser()
 *   const page = await b.page()
 *   await signIn(page, officer)                      // an Actor, its role's entrance, password and one-time code
 *   await page.goto(`${env.url}/school/candidates`)
 *   await look(page, 'school-candidates')            // nothing wider than the screen, axe, pictures
 *   await b.close()                                  // one more check: the browser had nothing to complain about
 */
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { check, env, fromBase32, newPassword } from '../api/lib.mjs';

export const widths = [1440, 768, 360];
const pictures = path.join(env.root, 'build/screenshots');
const axeSource = fs.readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const width = (page) => page.viewportSize().width;

/** What the browser may say without being wrong: an answer that the test itself provokes. Set by expectStatus. */
const expected = new WeakMap();

/** The status codes (e.g. 401, 422) that a page's requests may be answered with in this test, or 0: no network at all. Gives what takes that back. */
export function expectStatus(page, ...codes) {
	const before = expected.get(page) ?? [];
	expected.set(page, [...before, ...codes]);
	return () => expected.set(page, before);
}

/**
 * A browser. page() opens a page whose complaints are collected; close() ends it and tells them. args: more for Chromium;
 * permissions: what sites may use without asking (camera).
 */
export async function browser({ locale = 'zh-CN', args = [], permissions = [] } = {}) {
	const complaints = [];
	const program = await chromium.launch({
		executablePath: '/usr/bin/chromium', headless: true, chromiumSandbox: false, args: ['--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', ...args],
	});
	const person = () => program.newContext({ ignoreHTTPSErrors: true, locale, timezoneId: 'Asia/Shanghai', acceptDownloads: true, reducedMotion: 'reduce', permissions });
	const first = await person();

	function listen(page) {
		const complain = (text) => complaints.push(`${new URL(page.url()).pathname}: ${text}`);
		page.on('pageerror', (e) => complain(`thrown: ${e.message}`));
		page.on('console', (m) => {
			if (!['error', 'warning'].includes(m.type())) return;
			const status = /status of (\d+)/.exec(m.text())?.[1] ?? (m.text().includes('net::ERR_INTERNET_DISCONNECTED') ? '0' : undefined);
			if (status && expected.get(page)?.includes(Number(status))) return;
			complain(`${m.type()}: ${m.text()}`);
		});
		page.on('request', (r) => {
			const u = new URL(r.url());
			if (/^https?:$/.test(u.protocol) && u.origin !== new URL(env.url).origin) complain(`a request to ${u.origin}`);
		});
	}
	return {
		context: first,
		/** A page; of another person when alone is true (cookies of its own). */
		async page({ size = 1440, alone = false } = {}) {
			const context = alone ? await person() : first;
			const page = await context.newPage();
			await page.setViewportSize({ width: size, height: size > 600 ? 900 : 740 });
			listen(page);
			return page;
		},
		complaints,
		async close(name = 'the browser complains about nothing') {
			await program.close();
			check(name, complaints.length === 0, [...new Set(complaints)].join('\n'));
		},
	};
}

/** Signs an Actor in (tests/api/lib.mjs; role and, when it needs one, secret are known) and waits for the home page. */
export async function signIn(page, actor, role = actor.role) {
	expectStatus(page, 401, 403); // a session of before that has ended; the answer that asks for the code
	await page.goto(`${env.url}/sign-in/${role}`);
	await page.fill('input[name=login]', actor.login);
	await page.fill('input[name=password]', actor.password);
	await page.click('button[type=submit]');
	const home = page.locator('#page h1');
	const code = page.locator('input[name=code]');
	await home.or(code).first().waitFor();
	if (actor.secret && (await code.isVisible())) {
		await code.fill(await actor.code());
		await page.click('button[type=submit]');
		await home.waitFor();
	}
}

/** The first sign-in as a person does it: a new password for a one-time one, second factor where it is due. The actor knows both afterwards. */
export async function firstSignIn(page, actor, role) {
	await page.goto(`${env.url}/sign-in/${role}`);
	await page.fill('input[name=login]', actor.login);
	await page.fill('input[name=password]', actor.password);
	await page.click('button[type=submit]');
	const old = page.locator('input[name=old]');
	const home = page.locator('#page h1');
	const secret = page.locator('code.secret');
	await old.or(secret).or(home).first().waitFor();
	actor.role = role;
	if (await old.isVisible()) {
		const next = newPassword();
		await old.fill(actor.password);
		await page.fill('input[name=new]', next);
		await page.fill('input[name=repeated]', next);
		await page.click('button[type=submit]');
		actor.password = next;
		await home.or(secret).first().waitFor();
	}
	if (await secret.isVisible()) {
		actor.secret = fromBase32((await secret.innerText()).replace(/\s/g, ''));
		await page.fill('input[name=code]', await actor.code());
		await page.click('button[type=submit]');
		await home.waitFor();
	}
	return actor;
}

/** The page at another width, come to rest. What moves is told not to (reducedMotion), so one frame is enough. */
async function resize(page, size) {
	await page.setViewportSize({ width: size, height: size > 600 ? 900 : 740 });
	await settled(page);
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The whole page as it stands, at the width it has. */
async function shoot(page, name) {
	fs.mkdirSync(pictures, { recursive: true });
	await page.evaluate(() => window.scrollTo(0, 0)); // the head of the page sticks to what is scrolled
	await page.screenshot({ path: path.join(pictures, `${name}-${width(page)}.png`), fullPage: true });
}

/** Pictures of the whole page in the widths that are looked at. */
export async function picture(page, name) {
	const before = width(page);
	for (const size of [1440, 360]) {
		await resize(page, size);
		await shoot(page, name);
	}
	await resize(page, before);
}

/** One check: axe finds no violation of WCAG 2.1 A or AA. Of a page under a dialog only the dialog is judged: the rest is out of reach. */
export async function accessible(page, name) {
	await page.evaluate(axeSource);
	const found = await page.evaluate(async () => {
		const over = [...document.querySelectorAll('.el-overlay')].filter((e) => e.checkVisibility()).at(-1);
		const r = await globalThis.axe.run(over ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
		return r.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `  ${n.target} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join('\n')}`);
	});
	check(`${name} at ${width(page)} px: axe finds nothing`, found.length === 0, found.join('\n'));
}

/** One check: nothing makes the page wider than the screen. */
export async function fits(page, name) {
	const over = await page.evaluate(() => {
		const root = document.documentElement;
		if (root.scrollWidth <= root.clientWidth) return [];
		return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
			.slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`);
	});
	check(`${name} at ${width(page)} px: fits the screen`, over.length === 0, over.join('\n'));
}

/** Waits until nothing is loading any more. */
export async function settled(page) {
	await page.waitForLoadState('networkidle');
	await page.waitForFunction(() => !document.querySelector('.el-loading-mask:not([style*="display: none"])') && !document.querySelector('[aria-busy=true]'));
}

/** A page as it stands: nothing wider than the screen in three widths; axe and a picture in the widest and the narrowest. */
export async function look(page, name) {
	const before = width(page);
	for (const size of widths) {
		await resize(page, size);
		await fits(page, name);
		if (size === 768) continue;
		await accessible(page, name);
		await shoot(page, name);
	}
	await resize(page, before);
}

/** One check: from the top of the page, Tab reaches what selector names within so many steps, and it shows its focus. */
export async function tabTo(page, selector, name, most = 60) {
	let there = false;
	for (let i = 0; i < most && !there; i++) {
		await page.keyboard.press('Tab');
		there = await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector);
	}
	check(`${name}: reached by keyboard`, there, `${selector} not within ${most} tabs`);
	return there;
}
