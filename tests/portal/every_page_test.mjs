/*
 * every_page_test.mjs: every page of the portal, found through the pages' own routers and reached through the pages' own links
 * in the world that the main line leaves: no page is forgotten because nobody wrote a test for it. Each is looked at (1440, 768
 * and 360 px, axe, nothing wider than the screen) and gone through by keyboard alone: Tab reaches everything that can be used,
 * shows where it is, and comes out at the end; nothing can be clicked that it does not reach. The browser complains about nothing.
 *   PAGES=expression   only the pages whose route matches
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { check, env, nobody, sqlValue, step } from '../api/lib.mjs';
import { load } from '../api/main_line_world.mjs';
import { browser, expectStatus, look, settled, signIn } from './lib.mjs';

if (!load()) execFileSync(process.execPath, [fileURLToPath(new URL('../api/main_line_test.mjs', import.meta.url))], { stdio: 'ignore' });
const w = load();
const wanted = new RegExp(process.env.PAGES ?? '.');
const b = await browser();

/** Who looks at a console, the first who may. */
const people = {
	school: [w.school1.officer, w.school1.administrator, w.school1.signer, w.school1.auditor],
	evaluator: [w.ev1.officer, w.ev1.administrator, w.ev1.signer, w.ev1.sealer, w.ev1.auditor],
	office: [w.office1.officer, w.office1.administrator, w.office1.auditor],
	platform: [w.op],
	expert: [w.expert, w.expert2],
};

/**
 * What nothing waits for in that world any more, or what a button leads to instead of a link; an /edit is known with its page. The
 * main line's plan before those of other tests, which have no rooms.
 */
const certificate = w.certificates.distillation.id;
const buttons = [
	...['plans', 'registrations', 'scheduling', 'exam-day'].map((page) => `/school/${page}/${w.plans.regular}`),
	`/school/signing/${w.plans.regular}`, `/evaluator/signing/${w.plans.regular}`, `/evaluator/sealing/${w.plans.regular}`, `/evaluator/certificate-drafts/${w.plans.regular}`,
	`/evaluator/certificates/${certificate}/versions/new`, `/evaluator/certificates/${certificate}`, `/evaluator/standards/${w.certificates.distillation.version}`,
];
for (const [role, team] of [['evaluator', w.ev1], ['office', w.office1]]) {
	await team.officer.signIn(); // the clock has been moved since
	buttons.push(`/${role}/announcements/${(await team.officer.post('/announcements', { kind: 'news', title: '考务培训通知', body: '第一段。' })).id}`);
	const { ticket } = await nobody().post('/public/consultations', { subject: '报考时间', question: '今年的报考什么时候开始？', organisation: team.officer.organisation });
	buttons.push(`/${role}/consultations/${sqlValue(`SELECT MAX(id) FROM consultation`)}`);
	check(`${role} is asked`, ticket);
}

const routesOf = (page) => page.evaluate(() => document.querySelector('#app').__vue_app__.config.globalProperties.$router.getRoutes()
	.map((r) => ({ path: r.path, title: r.meta.title, permission: [r.meta.permission ?? []].flat() })));
const linksOf = (page) => page.evaluate(() => [...document.querySelectorAll('a[href^="/"]')].map((a) => a.getAttribute('href').split(/[?#]/)[0]));
const patternOf = (path) => new RegExp(`^${path.replace(/:\w+\(([^)]*)\)/g, '($1)').replace(/:\w+/g, '\\d+')}$`);
const nameOf = (path) => path === '/' ? 'public-start' : path.replace(/\([^)]*\)/g, '').replace(/[^a-z]+/gi, '-').replace(/^-|-$/g, '');

/** What Tab must reach, and what only a mouse reaches. Each gets a number to be recognised by, and its looks without focus are kept. */
const prepare = () => {
	// A transition, however short, begins with the looks of before when they are asked for.
	const still = new CSSStyleSheet();
	still.replaceSync('*, *::before, *::after { transition: none !important; }');
	document.adoptedStyleSheets = [still];
	document.activeElement?.blur();
	window.scrollTo(0, 0);
	const shown = (e) => e.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && e.getBoundingClientRect().width > 0;
	const usable = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
	const looks = (e) => {
		const all = [];
		// What shows it may be the element, what frames it, or what is drawn in its place beside it.
		for (const at of [e, e.nextElementSibling, e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement]) {
			if (!at) continue;
			for (const part of [null, '::before', '::after']) {
				const s = getComputedStyle(at, part);
				all.push(s.outlineStyle === 'none' ? '' : `${s.outlineWidth} ${s.outlineColor}`, s.boxShadow, s.borderTopColor, s.borderBottomColor, s.backgroundColor);
			}
		}
		return all.join('|');
	};
	globalThis.focusLooks = looks;
	globalThis.focusBefore = [];
	const groups = new Set();
	const due = [];
	for (const e of document.querySelectorAll(usable)) {
		if (e.disabled || e.tabIndex < 0 || !shown(e) || e.closest('[inert], [aria-hidden=true]')) continue;
		if (e.type === 'radio') {
			const group = e.name || e.closest('[role=radiogroup]');
			if (groups.has(group)) continue;
			groups.add(group);
		}
		e.dataset.walk = due.length;
		globalThis.focusBefore.push(looks(e));
		due.push(`${e.tagName.toLowerCase()}.${[...e.classList].join('.')} ${(e.getAttribute('aria-label') ?? e.innerText ?? '').trim().slice(0, 30)}`);
	}
	const mouse = [...document.querySelectorAll('body *')].filter((e) => shown(e) && getComputedStyle(e).cursor === 'pointer' && getComputedStyle(e.parentElement).cursor !== 'pointer'
		&& !e.closest(`${usable}, label`) && !e.querySelector(usable)).map((e) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} ${e.textContent.trim().slice(0, 30)}`);
	return { due, mouse: [...new Set(mouse)] };
};

async function byKeyboard(page, name) {
	const { due, mouse } = await page.evaluate(prepare);
	const seen = new Set();
	const blind = new Set();
	let stuck = '';
	let last = -1;
	let same = 0;
	for (let i = 0; i < due.length * 2 + 20 && seen.size < due.length && !stuck; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			if (!e || e === document.body) return { n: -1 };
			const n = Number(e.dataset.walk ?? (e.type === 'radio' ? document.querySelector(`[name="${e.name}"][data-walk]`)?.dataset.walk : undefined) ?? -2);
			return { n, plain: n >= 0 && 'walk' in e.dataset && globalThis.focusLooks(e) === globalThis.focusBefore[n] };
		});
		same = at.n === last && at.n >= 0 ? same + 1 : 0;
		last = at.n;
		if (same > 2) stuck = due[at.n];
		if (at.n >= 0) seen.add(at.n);
		if (at.plain) blind.add(at.n);
	}
	check(`${name}: Tab goes through without a trap`, !stuck, stuck);
	check(`${name}: Tab reaches everything`, seen.size === due.length, due.filter((_, i) => !seen.has(i)).slice(0, 8).join('\n'));
	check(`${name}: where the focus is can be seen`, blind.size === 0, [...blind].slice(0, 8).map((n) => due[n]).join('\n'));
	check(`${name}: nothing is for the mouse alone`, mouse.length === 0, mouse.slice(0, 8).join('\n'));
}

/** Goes through the pages of one router: first those without a parameter, then whatever their links lead to. */
async function goThrough(page, may, visited, all, found) {
	for (let progress = true; progress;) {
		progress = false;
		for (const route of all) {
			if (visited.has(route.path) || !may(route) || !wanted.test(route.path)) continue;
			const pattern = patternOf(route.path);
			const known = [...found].find((f) => pattern.test(f)) ?? [...found].find((f) => pattern.test(`${f}/edit`));
			const address = route.path.includes(':') ? known && (pattern.test(known) ? known : `${known}/edit`) : route.path;
			if (!address) continue;
			visited.add(route.path);
			progress = true;
			await step(`${route.path}: ${route.title}`, async () => {
				const strict = /ing\/:plan$/.test(route.path) ? expectStatus(page, 409) : () => undefined; // nothing waits to be signed any more
				await page.goto(env.url + address);
				await settled(page);
				const heads = await page.locator('h1').count();
				check(`${route.path}: one main heading`, heads === 1, heads);
				check(`${route.path}: its title is in the window's`, (await page.title()).length > 8, await page.title());
				for (const link of await linksOf(page)) found.add(link);
				await byKeyboard(page, route.path);
				await look(page, `page-${nameOf(route.path)}`);
				strict();
			});
		}
	}
}

const forgotten = (all, visited) => all.filter((r) => wanted.test(r.path) && !visited.has(r.path)).map((r) => `${r.path} ${r.title}`);
const real = (routes) => routes.filter((r) => !/:rest|^\/sign-in/.test(r.path));

await step('the public site', async () => {
	const page = await b.page();
	await page.goto(env.url);
	await settled(page);
	const all = real(await routesOf(page));
	const visited = new Set();
	await goThrough(page, () => true, visited, all, new Set());
	const left = forgotten(all, visited).filter((p) => !p.startsWith('/v/')); // only its holder knows a certificate's address
	check('public: every page was reached', left.length === 0, left.join('\n'));
	await page.close();
});

for (const [role, actors] of Object.entries(people)) {
	await step(`the console of ${role}`, async () => {
		const visited = new Set();
		let all;
		const found = new Set(buttons);
		for (const actor of actors.filter(Boolean)) {
			const page = await b.page({ alone: true });
			const signedIn = expectStatus(page, 401, 403);
			await signIn(page, actor, role);
			signedIn();
			const who = await page.evaluate(() => fetch('/api/v1/session').then((r) => r.json()));
			all ??= real(await routesOf(page)).filter((r) => r.path === `/${role}` || r.path.startsWith(`/${role}/`));
			// The shell's own route and the home page in it are one address.
			all = all.filter((r, i) => all.findIndex((o) => o.path === r.path) === i);
			await goThrough(page, (r) => r.permission.length === 0 || r.permission.some((p) => who.permissions.includes(p)), visited, all, found);
			await page.close();
		}
		const left = forgotten(all, visited);
		check(`${role}: every page was reached`, left.length === 0, left.join('\n'));
	});
}
await b.close();
