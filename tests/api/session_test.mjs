/*
 * session_test.mjs: signing in and out over HTTP: the first password, the second factor, who is locked out by guessing,
 * what an unknown name gives away, cookies, the life of a session, and which pages may write (faults.md C9, C10, C16-C20).
 */
import fs from 'node:fs';
import https from 'node:https';
import { execFileSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import {
	Actor, API, ca, check, clock, clockOffset, colleague, ctl, env, median, newPassword, nobody, operator, organisation,
	origin, percentile, refused, same, send, sleep, sql, step, totp, unique,
} from './lib.mjs';

const plain = { key: null };
const session = (actor) => actor.ask('GET', '/session');
const tryIn = (actor, body, options) => actor.ask('POST', '/session', body, { key: null, ...options });
const account = () => {
	const [login, password] = ctl('account', unique('s'), '会话测试').trim().split(/\s+/).slice(-2);
	return new Actor({ login, password });
};
/** An account whose password is settled and that has not enrolled a second factor. */
async function settled() {
	const a = account();
	await a.signIn();
	await a.changePassword();
	return a;
}

async function firstPassword() {
	const a = account();
	await refused('nobody is signed in', 401, a, 'GET', '/session');
	const r = await tryIn(a, { login: a.login, password: a.password });
	check('the one-time password opens a session', r.status === 201 && r.body.account, r.body);
	const me = (await session(a)).body;
	check('the session says that the password must change', me.password_change === true && me.login === a.login, me);
	const p = await refused('before the change nothing else', 403, a, 'GET', '/jobs');
	same('and says why', p.body.type, '/problems/password-change-required');

	const change = (next, old = a.password) => a.ask('POST', '/session/password', { old, new: next }, plain);
	for (const [name, next] of [
		['eleven characters', 'aB3$efgh1jk'], ['blank', ' '.repeat(14)], ['129 characters', 'aB3$'.repeat(32) + 'x'],
		['the account name', a.login], ['one character repeated', 'aaaaaaaaaaaaaa'], ['one of the worst', '123456789012'],
		['the old one', a.password],
	]) {
		const q = await change(next);
		const at = q.body.errors?.[0];
		check(`a new password is refused: ${name}`, q.status === 422 && at?.pointer === '/new' && at.detail.length > 3, q.body);
		check(`and not told again: ${name}`, !JSON.stringify(q.body).includes(JSON.stringify(next).slice(1, -1)), q.body);
	}
	const wrong = await change(newPassword(), 'not the old one');
	check('the old password must be right', wrong.status === 401, wrong.body);

	const before = a.jar.get('__Host-session');
	const next = '我的新密码-很长 12 个字';
	const ok = await change(next);
	check('a long password in Chinese is taken', ok.status === 204, ok.body);
	check('a new session value with the new password', a.jar.get('__Host-session') !== before);
	const old = new Actor();
	old.jar.set('__Host-session', before);
	await refused('the value from before the change', 401, old, 'GET', '/session');
	check('the session goes on', (await session(a)).body.password_change === false);
	a.password = next;
	await refused('the one-time password is spent', 401, nobody(), 'POST', '/session', { login: a.login, password: 'x' });
	check('the new one opens', (await tryIn(nobody(), { login: a.login, password: next })).status === 201);
	return a;
}

async function secondFactor(a) {
	const locked = await refused('an administrator without second factor', 403, a, 'GET', '/accounts');
	same('and says why', locked.body.type, '/problems/second-factor-required');
	await refused('confirming what was never asked for', 409, a, 'POST', '/session/totp/confirm', { code: '000000' });
	await a.enrol();
	same('enrolled', (({ second_factor, second_factor_enrolled }) => [second_factor, second_factor_enrolled])((await session(a)).body), [true, true]);
	check('the administrator may act now', (await a.ask('GET', '/accounts')).status === 200);
	await refused('a second secret', 409, a, 'POST', '/session/totp');
	const sealed = sql(`SELECT HEX(totp_sealed) FROM account WHERE login_name = '${a.login}'`)[0][0];
	check('the secret is sealed in the database', sealed.length > 40 && !sealed.includes(a.secret.toString('hex').toUpperCase()));

	const body = { login: a.login, password: a.password };
	const missing = await refused('the password alone', 403, nobody(), 'POST', '/session', body);
	same('asks for the code', missing.body.type, '/problems/second-factor-required');
	const code = await a.code();
	const used = a.step;
	const both = await Promise.all([1, 2, 3, 4].map(() => tryIn(nobody(), { ...body, code })));
	same('one code opens one session, also at the same moment', both.map((r) => r.status).sort(), [201, 403, 403, 403]);
	await refused('the same code again', 403, nobody(), 'POST', '/session', { ...body, code });
	await refused('the code of the step before', 403, nobody(), 'POST', '/session', { ...body, code: totp(a.secret, used - 1) });
	await refused('the code from two steps ago', 403, nobody(), 'POST', '/session', { ...body, code: totp(a.secret, used - 2) });
	await refused('a code two steps ahead', 403, nobody(), 'POST', '/session', {
		...body, code: totp(a.secret, Math.floor(Date.now() / 30000) + 3),
	});
	for (const bad of ['12345', '1234567', 'abcdef', '１２３４５６'])
		await refused(`the code ${bad}`, [403, 422], nobody(), 'POST', '/session', { ...body, code: bad });
}

async function cookies() {
	const a = await settled();
	const victim = nobody();
	const planted = 'A'.repeat(43);
	victim.jar.set('__Host-session', planted);
	const r = await tryIn(victim, { login: a.login, password: a.password });
	const line = r.headers['set-cookie'].find((c) => c.startsWith('__Host-session='));
	for (const flag of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict'])
		check(`the session cookie has ${flag}`, line.split('; ').includes(flag), line);
	check('and no Domain', !/domain/i.test(line), line);
	check('a planted value is replaced', victim.jar.get('__Host-session') !== planted);
	const thief = nobody();
	thief.jar.set('__Host-session', planted);
	await refused('the planted value', 401, thief, 'GET', '/session');
	thief.jar.set('__Host-session', a.jar.get('__Host-session'));
	const own = a.jar.get('__Host-session');
	const shared = nobody();
	shared.jar.set('__Host-session', own);
	await tryIn(shared, { login: a.login, password: a.password });
	await refused('a value in use, planted elsewhere, after that sign-in', 401, thief, 'GET', '/session');
	const hashes = sql('SELECT HEX(token_hash) FROM session').flat();
	const values = [victim, shared].map((x) => x.jar.get('__Host-session'));
	check('the database holds no value of a cookie', values.every((v) => !hashes.includes(Buffer.from(v).toString('hex').toUpperCase())));
	const answer = await session(victim);
	same('nothing of a session is kept by caches', answer.headers['cache-control'], 'no-store');
}

const everywhere = ['/session', '/jobs', '/signing/keys'];
async function deadEverywhere(name, value) {
	const thief = nobody();
	thief.jar.set('__Host-session', value);
	for (const path of everywhere) await refused(`${name}: replayed cookie`, 401, thief, 'GET', path);
}

async function endings() {
	const a = await settled();
	const value = a.jar.get('__Host-session');
	await a.signOut();
	check('signing out takes the cookie away', !a.jar.has('__Host-session'));
	await deadEverywhere('after signing out', value);

	await a.signIn();
	const elsewhere = a.jar.get('__Host-session');
	a.jar.delete('__Host-session');
	await a.signIn();
	await a.changePassword();
	check('the own session lives on', (await session(a)).status === 200);
	await deadEverywhere('after a password change', elsewhere);

	const op = await operator();
	const office = await organisation(op, 'office', { name: '会话测试教育厅', province: '140000' });
	const b = await colleague(office, ['exam_officer']);
	const mine = b.jar.get('__Host-session');
	const version = async () => (await office.all('/accounts')).find((x) => x.login === b.login);
	const row = await version();
	await office.put(`/accounts/${row.id}/duties`, { duties: ['auditor'], version: row.version });
	await deadEverywhere('after a change of duties', mine);
	await b.signIn();
	const again = b.jar.get('__Host-session');
	await office.post(`/accounts/${row.id}/close`);
	await deadEverywhere('after the account was closed', again);
	await refused('a closed account', 401, b, 'POST', '/session', { login: b.login, password: b.password });
}

async function limits() {
	const a = await settled();
	const start = clockOffset();
	const at = async (minutes) => {
		clock(start + minutes * 60, { sessions: 'move' });
		return (await session(a)).status;
	};
	same('alive after 29 idle minutes', await at(29), 200);
	same('alive 29 minutes after that', await at(58), 200);
	same('dead after 31 idle minutes', await at(58 + 31), 401);
	const second = clockOffset();
	await a.signIn();
	const states = [];
	for (let m = 25; m <= 12 * 60 - 5; m += 25) {
		clock(second + m * 60, { sessions: 'move' });
		states.push((await session(a)).status);
	}
	check('alive for twelve hours when used', states.every((s) => s === 200), states);
	clock(second + 12 * 3600 + 5, { sessions: 'move' });
	same('dead after twelve hours, used or not', (await session(a)).status, 401);
}

async function csrf() {
	const a = await settled();
	const port = new URL(env.url).port;
	const cells = [
		['no Origin, nothing else', null, undefined, false], ['no Origin, same-origin', null, 'same-origin', true],
		['no Origin, same-site', null, 'same-site', false], ['no Origin, cross-site', null, 'cross-site', false],
		['no Origin, none', null, 'none', false], ['own origin', origin, undefined, true],
		['own origin, same-origin', origin, 'same-origin', true], ['a foreign origin', 'https://evil.example', undefined, false],
		['a foreign origin, same-origin', 'https://evil.example', 'same-origin', false], ['null', 'null', undefined, false],
		['null, same-origin', 'null', 'same-origin', false], ['plain http', origin.replace('https', 'http'), undefined, false],
		['another port', origin.replace(port, '1'), undefined, false], ['without port', 'https://127.0.0.1', undefined, false],
		['a longer name', `${origin}.evil.example`, undefined, false], ['a name before it', `https://evil.example@127.0.0.1:${port}`, undefined, false],
		['empty', '', undefined, false], ['two origins', `${origin} https://evil.example`, undefined, false],
	];
	for (const [name, from, site, allowed] of cells) {
		const headers = site ? { 'Sec-Fetch-Site': site } : {};
		const options = { key: null, origin: from, headers };
		const change = await a.ask('POST', '/session/password', { old: 'x', new: 'y' }, options);
		const passed = change.body.type !== '/problems/origin';
		check(`CSRF, ${name}: the own password`, passed === allowed && (allowed || change.status === 403), change.body);
		const login = await tryIn(nobody(), { login: 'nobody-here', password: 'x' }, options);
		check(`CSRF, ${name}: signing in`, (login.body.type !== '/problems/origin') === allowed, login.body);
		const read = await a.ask('GET', '/session', undefined, { headers: { ...headers, ...(from !== null && { Origin: from }) } });
		check(`CSRF, ${name}: reading is harmless`, read.status === 200 && !read.headers['access-control-allow-origin'], read.headers);
	}
	for (const [name, type] of [['a form', 'application/x-www-form-urlencoded'], ['plain text', 'text/plain'], ['a multipart form', 'multipart/form-data; boundary=x']]) {
		const r = await tryIn(nobody(), undefined, { raw: JSON.stringify({ login: 'a', password: 'b' }), type });
		check(`CSRF, ${name} is no JSON`, r.status === 415, r.body);
	}
	const preflight = await send({
		method: 'OPTIONS', path: `${API}/session`,
		headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
	});
	check('no other site is invited', preflight.status >= 400 && !preflight.headers['access-control-allow-origin'], preflight.headers);
	check('after all of it the session is as it was', (await session(a)).status === 200);
}

async function lockOut() {
	const owner = await settled();
	const other = await settled();
	const body = { login: owner.login, password: owner.password };
	const states = [];
	for (let i = 0; i < 100; i++) {
		const ip = `198.51.100.${i}`;
		const headers = { 'X-Forwarded-For': ip, 'X-Real-IP': ip, Forwarded: `for=${ip}` };
		states.push((await tryIn(nobody(), { ...body, password: `guess-${i}` }, { headers })).status);
	}
	const let10 = states.slice(0, 10);
	same('ten guesses are answered', let10, Array(10).fill(401));
	check('then guessing is stopped, whatever address a header claims', states.slice(10).every((s) => s === 429), states);
	const r = await refused('a stranger with the right password', 429, nobody(), 'POST', '/session', body);
	check('is told when to come back', Number(r.headers['retry-after']) > 0, r.headers);
	await refused('a device of another account', 429, Object.assign(new Actor(), { jar: new Map([...other.jar].filter(([k]) => k === '__Host-device')) }), 'POST', '/session', body);
	const forged = nobody();
	forged.jar.set('__Host-device', `${'B'.repeat(43)}.${'0'.repeat(32)}`);
	await refused('a made-up device', 429, forged, 'POST', '/session', body);

	const known = new Actor(owner);
	known.jar.set('__Host-device', owner.jar.get('__Host-device'));
	const device = known.jar.get('__Host-device');
	const wrong = await tryIn(known, { ...body, password: 'a slip of the finger' });
	same('the owner errs on the own device', wrong.status, 401);
	check('the owner gets in from the own device', (await tryIn(known, body)).status === 201);
	check('signing in gives a fresh device', known.jar.get('__Host-device') !== device);
	await refused('strangers stay out', 429, nobody(), 'POST', '/session', body);

	const at = fs.readdirSync(`${env.dir}/log`).filter((f) => f.startsWith('sign-in'));
	const lines = at.flatMap((f) => fs.readFileSync(`${env.dir}/log/${f}`, 'utf8').split('\n'));
	check('the log raises it', lines.some((l) => l.includes('"too-many"') && /"level":"(warn|alarm)"/.test(l)), lines.slice(-3).join('\n'));
	check('the log names nobody', !lines.some((l) => l.includes(owner.login) || l.includes('guess-')));

	const start = clockOffset();
	clock(start + 14 * 60);
	await refused('after 14 minutes', 429, nobody(), 'POST', '/session', body);
	clock(start + 16 * 60);
	check('after 16 minutes the right password is right', (await tryIn(nobody(), body)).status === 201);
}

async function sameAnswer() {
	const known = Array.from({ length: 25 }, account);
	const unknown = known.map(() => unique('s'));
	const times = [[], []];
	const bodies = [new Set(), new Set()];
	const actor = nobody();
	const shape = (r) => JSON.stringify({ ...r.body, instance: 0, status: r.status });
	let off = Infinity;
	// 200 samples of each kind, taken in turn. When the machine was too busy to tell, the samples of a further round
	// are added to them: more samples, the same 5 %.
	for (let round = 0; round < 5 && off > 0.05; round++) {
		sql('DELETE FROM throttle');
		for (let i = 0; i < 200; i++) {
			const names = [known[i % 25].login, unknown[i % 25]];
			for (const k of i % 2 ? [0, 1] : [1, 0]) {
				const r = await tryIn(actor, { login: names[k], password: `wrong-${i}` }, { cookies: false });
				times[k].push(r.ms);
				bodies[k].add(shape(r));
			}
		}
		off = Math.abs(median(times[0]) / median(times[1]) - 1);
	}
	same('unknown account and wrong password: one and the same answer', [...bodies[0]], [...bodies[1]]);
	same('it is always the same', bodies[0].size, 1);
	check('unknown account and wrong password: medians within 5 %', off <= 0.05,
		`wrong password ${median(times[0])} ms, unknown ${median(times[1])} ms, ${times[0].length} samples each`);
}

/** Resident memory of a pool's workers in MiB. */
function resident(pool) {
	const parent = execFileSync('scripts/part', ['pid', env.dir, pool], { cwd: env.root, encoding: 'utf8' }).trim();
	const workers = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean);
	return workers.map((w) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${w}/status`, 'utf8'))[1]) / 1024);
}

/** Asks a console route over and over from a thread of its own while work runs; gives its times in milliseconds. */
async function meanwhile(cookie, work) {
	const program = `
		import https from 'node:https';
		import { parentPort, workerData as d } from 'node:worker_threads';
		const agent = new https.Agent({ keepAlive: true, ca: d.ca });
		const times = []; let on = true;
		parentPort.once('message', () => { on = false; });
		const ask = () => new Promise((done, fail) => {
			const began = performance.now();
			https.get({ ...d.target, agent, headers: d.headers }, (a) => {
				a.resume(); a.on('end', () => { times.push([performance.now() - began, a.statusCode]); done(); });
			}).on('error', fail);
		});
		while (on) { await ask(); await new Promise((r) => setTimeout(r, 20)); }
		parentPort.postMessage(times); agent.destroy();`;
	const u = new URL(env.url);
	const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
		workerData: {
			ca: ca.toString(), target: { host: u.hostname, port: u.port, path: `${API}/notifications` },
			headers: { Host: u.host, Cookie: cookie },
		},
	});
	const result = new Promise((done, fail) => thread.once('message', done).once('error', fail));
	await sleep(300);
	await work();
	thread.postMessage('stop');
	return result;
}

async function storm() {
	const a = await settled();
	const op = await operator();
	const agent = new https.Agent({ keepAlive: true, maxSockets: 500, ca });
	await Promise.all(Array.from({ length: 500 }, () => send({ path: '/healthz', agent })));
	const peak = [];
	const watch = setInterval(() => peak.push(Math.max(...resident('sign-in'))), 200);
	let answers;
	const times = await meanwhile(`__Host-session=${op.jar.get('__Host-session')}`, async () => {
		answers = await Promise.all(Array.from({ length: 500 }, (_, i) =>
			tryIn(nobody(), { login: `storm-${i}`, password: 'wrong' }, { agent })));
	});
	clearInterval(watch);
	agent.destroy();
	const by = {};
	for (const r of answers) by[r.status] = (by[r.status] ?? 0) + 1;
	check('500 sign-ins at once: each is answered, too many are sent away', Object.keys(by).every((s) => ['401', '429', '503'].includes(s)), by);
	check('and what was sent away says when to come back', answers.every((r) => r.status === 401 || Number(r.headers['retry-after']) > 0), by);
	check('the memory of a worker stays bounded', Math.max(...peak) < 400, `${Math.round(Math.max(...peak))} MiB`);
	check('other work is served meanwhile', times.length > 20 && times.every(([, s]) => s === 200), times.filter(([, s]) => s !== 200).slice(0, 3));
	const p95 = percentile(times.map(([t]) => t), 95);
	check('other work takes less than 300 ms (95 %)', p95 < 300, `${p95} ms of ${times.length}`);
	await sleep(200);
	check('afterwards everybody gets in', (await tryIn(nobody(), { login: a.login, password: a.password })).status === 201);
}

const a = await step('a first password', firstPassword);
if (a) await step('a second factor', () => secondFactor(a));
await step('cookies', cookies);
await step('how sessions end', endings);
await step('how long sessions live', limits);
await step('who may write', csrf);
await step('who is locked out', lockOut);
await step('what an unknown name gives away', sameAnswer);
await step('a storm of sign-ins', storm);
