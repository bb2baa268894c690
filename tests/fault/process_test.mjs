/*
 * process_test.mjs: workers that die, hang, are stopped or flooded, under real load and through nginx where it matters
 * (faults.md A2-A8, A11). The system gets a second host of workers for the while; at the end it is as it was.
 */
import fs from 'node:fs';
import https from 'node:https';
import { ca, check, colleague, env, newKey, nobody, operator, organisation, organisationCode, same, sleep, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { BEGIN, GET_VALUES, PARAMS, STDIN, answer, message, open, params, record } from './fastcgi.mjs';
import { alive, arm, disarm, logLines, logSize, parent, part, pool, resident, session, until, workers } from './system.mjs';

const draft = (title) => ({ kind: 'notice', title, body: '正文' });
const rows = (title) => Number(sqlValue(`SELECT COUNT(*) FROM announcement WHERE title = '${title}'`));
const tally = (v) => v.reduce((t, x) => ({ ...t, [x]: (t[x] ?? 0) + 1 }), {});
const pools = ['public', 'console', 'sign-in', 'signing', 'jobs'];

function hosts(n) {
	const file = `${env.dir}/settings`;
	fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/hosts=\d+/, `hosts=${n}`));
}
async function healthy() {
	return (await until(async () => {
		try {
			return (await nobody().ask('GET', '/readyz', undefined, { path: true })).status === 200;
		} catch {
			return false; // a connection that nginx closed when it was started again
		}
	}, 15)) >= 0;
}

async function afterCommit(op) {
	const title = unique('提交之后');
	const key = newKey();
	arm('serve.after_commit', 'kill');
	const first = await op.ask('POST', '/announcements', draft(title), { key });
	check('A2: the worker dies after COMMIT: the client gets no answer of it', [502, 504].includes(first.status) && !fs.existsSync(`${env.dir}/run/fault`), first.body);
	same('A2: the row is there', rows(title), 1);
	const again = await op.ask('POST', '/announcements', draft(title), { key });
	check('A2: the retry gets the stored answer', again.status === 201 && again.headers['idempotent-replayed'] === 'true', again.body);
	same('A2: once', rows(title), 1);
	same('A2: the answer names the row', sqlValue(`SELECT title FROM announcement WHERE id = ${again.body.id}`), title);
	same('A2: one entry in the trail', sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE action = 'announcement_create' AND subject_id = ${again.body.id}`), '1');

	const { id } = again.body;
	arm('serve.after_commit', 'kill');
	const body = { ...draft(`${title}二`), version: 1 };
	const edit = await op.ask('PUT', `/announcements/${id}`, body);
	check('A2: an edit whose answer is lost', [502, 504].includes(edit.status), edit.body);
	const second = await op.ask('PUT', `/announcements/${id}`, body);
	same('A2: its repetition is refused by the version, not done twice', [second.status, (await op.get(`/announcements/${id}`)).version], [409, 2]);
}

/** Asks over and over, n at a time, until stop() is called; gives [kind, status] of all. */
function load(n, one) {
	let on = true;
	const all = [];
	const loops = Array.from({ length: n }, async () => {
		while (on) all.push(await one());
	});
	return { all, stop: async () => { on = false; await Promise.all(loops); return all; } };
}

async function twoHosts(op) {
	const cookie = new Map(op.jar);
	const agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca });
	const read = async () => ['GET', (await nobody().ask('GET', '/public/announcements?kind=notice', undefined, { agent })).status];
	const mine = async () => ['GET', (await op.ask('GET', '/announcements', undefined, { agent })).status];
	const write = async () => {
		const title = unique('两台');
		const key = newKey();
		const tries = [];
		for (let i = 0; i < 5; i++) {
			tries.push((await op.ask('POST', '/announcements', draft(title), { key, agent })).status);
			if (tries.at(-1) === 201) break;
			await sleep(100);
		}
		return ['POST', tries, title];
	};
	const l = [load(6, read), load(4, mine), load(3, write)];
	const over = async () => (await Promise.all(l.map((x) => x.stop()))).flat();
	await sleep(500);
	const killed = pools.slice(0, 4).flatMap((p) => workers(p));
	for (const pid of killed) process.kill(pid, 'SIGKILL');
	const back = await until(() => pools.slice(0, 3).every((p) => workers(p).length > 0 && workers(p).every((w) => !killed.includes(w))), 5);
	check('A3: every worker of one host killed: new ones within 2 s', back < 2000, back);
	await sleep(700);
	const dead = pools.map((p) => parent(p));
	for (const pid of dead) process.kill(-pid, 'SIGKILL');
	await sleep(2500);
	const all = await over();
	agent.destroy();
	op.jar = cookie;
	const reads = all.filter(([kind]) => kind === 'GET').map(([, s]) => s);
	const writes = all.filter(([kind]) => kind === 'POST');
	check('A3: there was a load', reads.length > 100 && writes.length > 20, [reads.length, writes.length]);
	same('A3: not one read failed, neither when workers died nor when the host did', tally(reads), { 200: reads.length });
	const tries = writes.map(([, t]) => t);
	check('A3: every write came through', tries.every((t) => t.at(-1) === 201), tally(tries.map(String)));
	check('A3: only those in a dying worker needed a second try', tries.filter((t) => t.length > 1).length <= 6 && tries.flat().every((s) => [201, 502, 409].includes(s)), tally(tries.map(String)));
	const found = sql(`SELECT COUNT(*), COUNT(DISTINCT title) FROM announcement WHERE title IN (${writes.map(([, , t]) => `'${t}'`)})`)[0];
	same('A3: and was done once', found, [String(writes.length), String(writes.length)]);
	const elsewhere = await op.ask('GET', '/session');
	check('A3: the other host knows the session', elsewhere.status === 200, elsewhere.body);
	part('start', ...pools);
	check('A3: the host comes back', part('alive', ...pools) === '' && (await healthy()));
}

/** A worker that crashes at a request: who else is tried? Two hosts. */
async function crashes(op) {
	const { id } = await op.post('/announcements', draft(unique('崩溃')));
	const crash = async (action, method, path, body) => {
		const logs = path === '/session' ? ['sign-in', 'sign-in.2'] : ['console', 'console.2'];
		const from = logs.map(logSize);
		const before = logs.flatMap((p) => workers(p)).length;
		arm('serve.run', action);
		const r = await op.ask(method, path, body);
		disarm();
		const back = await until(() => logs.flatMap((p) => workers(p)).length === before, 3);
		await sleep(60);
		const alarms = logs.flatMap((p, i) => logLines(p, from[i])).filter((x) => x.event === 'worker-left' && x.level === 'alarm');
		await sleep(2100); // nginx leaves out a host that has just failed
		return { status: r.status, died: alarms.length, back, alarms };
	};
	const once = await crash('kill', 'GET', `/announcements/${id}`);
	same('A7: a GET whose worker crashes is answered by another', [once.status, once.died], [200, 1]);
	const ever = await crash('kills', 'GET', `/announcements/${id}`);
	same('A7: a GET that crashes every worker costs two', [ever.status, ever.died], [502, 2]);
	const title = unique('崩溃');
	for (const [method, uri, body] of [
		['POST', '/announcements', draft(title)], ['PUT', `/announcements/${id}`, { ...draft(title), version: 1 }], ['DELETE', '/session'],
	]) {
		const r = await crash('kills', method, uri, body);
		same(`A7: ${method} is tried once`, [r.status, r.died], [502, 1]);
		check(`A7: the worker of a ${method} is back within a second, with an alarm`, r.back < 1000 && r.alarms.every((a) => a.signal === 9), r);
	}
	same('A7: nothing was done', [(await op.get(`/announcements/${id}`)).version, rows(title)], [1, 0]);
}

async function draining(op) {
	const own = await pool({}, { workers: 50 });
	const { id } = await op.post('/announcements', draft(unique('停机')));
	for (let i = 0; i < 50; i++) await own.ask(op, 'GET', `/announcements/${id}`);
	const titles = Array.from({ length: 50 }, () => unique('停机'));
	const lock = session();
	// Every write ends with an entry of its organisation's audit chain: who holds the chain's head holds them all.
	await lock.query('START TRANSACTION');
	await lock.query(`SELECT seq FROM audit_head WHERE stream = 'org:${op.organisation}' FOR UPDATE`);
	const running = titles.map((t) => own.ask(op, 'POST', '/announcements', draft(t)));
	await until(() => Number(sqlValue("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%audit_head%' AND id <> CONNECTION_ID()")) >= 50, 5, 50);
	const began = performance.now();
	process.kill(own.pid, 'SIGTERM');
	await sleep(200);
	const late = own.ask(op, 'GET', `/announcements/${id}`, undefined, { seconds: 5 });
	await sleep(300);
	await lock.query('COMMIT');
	await lock.end();
	const states = (await Promise.all(running)).map((r) => r.status);
	const left = await own.gone;
	const took = performance.now() - began;
	same('A4: SIGTERM during 50 running requests: all are answered', tally(states), { 201: 50 });
	same('A4: and done', Number(sqlValue(`SELECT COUNT(*) FROM announcement WHERE title IN (${titles.map((t) => `'${t}'`)})`)), 50);
	check('A4: none is accepted afterwards', (await late).status === 0, (await late).status);
	check('A4: the program left in less than 40 s, content', took < 40000 && left.code === 0, { took, left });
	fs.rmSync(own.dir, { recursive: true, force: true });
}

async function idle() {
	for (const name of ['console', 'public', 'sign-in']) {
		const own = await pool({}, { pool: name, workers: 4 });
		const [one] = own.workers();
		process.kill(one, 'SIGTERM');
		const alone = await until(() => !alive(one), 5);
		check(`A5: an idle worker of ${name} leaves within 3 s`, alone < 3000, alone);
		await until(() => own.workers().length === 4, 3);
		const began = performance.now();
		const left = await own.stop();
		const took = performance.now() - began;
		check(`A5: the idle program ${name} leaves within 3 s`, took < 3000 && left.code === 0, { took, left });
	}
}

/** Workers replaced one by one under load (HUP), and those that have served their share: nobody notices. */
async function renewal(op) {
	const agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca });
	const ask = { name: '查无此人', document_number: '110101200503071016', ticket_number: '0'.repeat(18) };
	const read = async () => ['GET', (await nobody().ask('GET', '/public/announcements?kind=notice', undefined, { agent })).status];
	const look = async () => ['kept POST', (await nobody().ask('POST', '/public/consultations', ask, { agent })).status];
	const write = async () => ['POST', (await op.ask('POST', '/announcements', draft(unique('更替')), { agent })).status];
	const l = [load(4, read), load(4, look), load(3, write)];
	let done = 0;
	for (let round = 0; round < 3 && done < 5000; round++) {
		const before = ['public', 'console'].flatMap((p) => workers(p));
		await sleep(200);
		for (const p of ['public', 'console']) process.kill(parent(p), 'SIGHUP');
		done = await until(() => ['public', 'console'].flatMap((p) => workers(p)).every((w) => !before.includes(w)), 5);
	}
	await sleep(1000);
	const all = (await Promise.all(l.map((x) => x.stop()))).flat();
	agent.destroy();
	check('all workers were replaced under load, three times', done < 5000, done);
	const states = tally(all.map(([kind, s]) => `${kind} ${s}`));
	check('and no request failed, not even a POST on a kept connection', all.length > 200 && all.every(([, s]) => s < 500), states);
}

/** Starts 31 s of waiting at once; the rest of the test goes on meanwhile. */
async function asleep(signer) {
	const all = workers('signing');
	const body = { purpose: 'evaluation', passphrase: '十二个字以上的签发口令呀呀' };
	for (const w of all) process.kill(w, 'SIGSTOP');
	const began = performance.now();
	const r = await signer.ask('POST', '/signing/keys', body);
	const took = performance.now() - began;
	await sleep(2000);
	const from = logSize('signing');
	for (const w of all) process.kill(w, 'SIGCONT');
	const dropped = await until(() => logLines('signing', from).some((x) => x.event === 'request'), 10);
	return async () => {
		check('A6: workers that hang: nginx gives up after 30 s', r.status === 504 && took > 29000 && took < 32000, { status: r.status, took });
		check('A6: awake again, they drop the late request', dropped >= 0 && logLines('signing', from)[0].status === 503, logLines('signing', from)[0]);
		same('A6: it was not executed', sqlValue(`SELECT COUNT(*) FROM signing_key WHERE organisation_id = ${signer.organisation}`), '0');
		same('A6: the workers are the same', workers('signing'), all);
		same('A6: and serve', (await signer.ask('POST', '/signing/keys', body)).status, 201);
	};
}

async function flood(op) {
	const { id } = await op.post('/announcements', draft(unique('洪水')));
	const agent = new https.Agent({ keepAlive: true, maxSockets: 600, ca });
	await Promise.all(Array.from({ length: 500 }, () => nobody().ask('GET', '/healthz', undefined, { path: true, agent })));
	const lock = session();
	await lock.query('START TRANSACTION');
	await lock.query(`SELECT seq FROM audit_head WHERE stream = 'org:${op.organisation}' FOR UPDATE`);
	const began = performance.now();
	const burst = Array.from({ length: 500 }, async () => {
		const r = await op.ask('POST', '/announcements', draft(unique('洪水')), { agent });
		return { status: r.status, ms: performance.now() - began, after: Number(r.headers['retry-after']), type: r.headers['content-type'] };
	});
	const health = load(2, async () => {
		await sleep(20);
		return (await nobody().ask('GET', '/healthz', undefined, { path: true })).status;
	});
	await sleep(2500);
	await lock.query('COMMIT');
	await lock.end();
	const over = performance.now();
	const fine = await until(async () => (await op.ask('GET', `/announcements/${id}`)).status === 200, 10, 50);
	const states = await health.stop();
	const all = await Promise.all(burst);
	const drained = performance.now() - over;
	agent.destroy();
	const busy = all.filter((r) => r.status === 503);
	check('A8: 500 slow requests at once: done, or sent away', all.every((r) => [201, 503].includes(r.status)) && busy.length > 300, tally(all.map((r) => r.status)));
	check('A8: who is sent away is told when to come back', busy.every((r) => r.after > 0 && /problem\+json/.test(r.type)), busy.find((r) => !(r.after > 0)));
	const quick = busy.filter((r) => r.ms < 2000).length;
	check('A8: the excess is sent away at once', quick > 300, busy.map((r) => Math.round(r.ms)).join(' '));
	same('A8: /healthz stays 200', tally(states), { 200: states.length });
	check('A8: all is well within 5 s of the end of the burst', fine < 5000 && drained < 5000, { fine, drained });
}

async function garbage(op) {
	const big = Buffer.from([0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe]);
	const begin = record(BEGIN, 1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
	const json = Buffer.from('{}');
	const change = params(op, 'POST', '/session', json);
	const cases = {
		'sixty GET_VALUES': Buffer.concat(Array.from({ length: 60 }, () => record(GET_VALUES, 0, Buffer.from('\x0e\x00FCGI_MAX_CONNS', 'latin1')))),
		'GET_VALUES of 180 names': record(GET_VALUES, 0, Buffer.concat(Array.from({ length: 60 }, () => Buffer.from('\x0f\x00FCGI_MPXS_CONNS\x0e\x00FCGI_MAX_CONNS\x0d\x00FCGI_MAX_REQS', 'latin1')))),
		'lengths whose sum is zero': Buffer.concat([begin, record(PARAMS, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 1, 0x61])), record(PARAMS, 1)]),
		'a name longer than its record': Buffer.concat([begin, record(PARAMS, 1, Buffer.from([200, 200, 1, 1, 0x61])), record(PARAMS, 1)]),
		'another version': record(BEGIN, 1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]), { version: 7 }),
		'parameters without a beginning': record(PARAMS, 1, Buffer.from('\x01\x01ab', 'latin1')),
		'an unknown type': Buffer.concat([record(200, 0, Buffer.alloc(8)), begin, record(99, 1, Buffer.alloc(100))]),
		'another role': Buffer.concat([record(BEGIN, 1, Buffer.from([0, 9, 1, 0, 0, 0, 0, 0])), record(PARAMS, 1), record(STDIN, 1)]),
		'two requests at once': Buffer.concat([begin, record(BEGIN, 2, Buffer.from([0, 1, 1, 0, 0, 0, 0, 0])), record(PARAMS, 2), record(STDIN, 2), record(PARAMS, 1), record(STDIN, 1)]),
		'noise': Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 3)) & 255)),
		'http': Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
		'no parameters at all': Buffer.concat([begin, record(PARAMS, 1), record(STDIN, 1)]),
		'less body than announced': message({ ...change, CONTENT_LENGTH: '500' }, json),
		'more body than announced': message({ ...change, CONTENT_LENGTH: '2' }, Buffer.alloc(200000, 0x7b)),
		'a length that is none': message({ ...change, CONTENT_LENGTH: '-5' }, json),
		'the beginning alone': begin,
		'half a head': begin.subarray(0, 5),
		'one byte': Buffer.from([1]),
	};
	// The library loses 48 bytes over a record of a type that it does not know: not for the leak checker.
	const lenient = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS}:detect_leaks=0:allocator_may_return_null=1` };
	for (const name of ['console', 'public']) {
		const own = await pool({}, { pool: name, workers: 2, env: lenient });
		const next = () => (name === 'public' ? own.ask(nobody(), 'GET', '/public/announcements?kind=notice') : own.ask(op, 'GET', '/announcements'));
		const before = own.workers();
		for (let i = 0; i < 8; i++) await next();
		const memory = own.workers().map(resident);
		const bad = [];
		for (const [what, bytes] of Object.entries(cases)) {
			const c = await open(own.socket);
			c.write(bytes);
			// It stays open and silent, and so does another.
			const other = await open(own.socket);
			other.write(Buffer.from([1]));
			await sleep(5);
			const r = await next();
			const said = answer(c.take());
			if (r.status !== 200 || !(r.ms < 2000) || (said?.headers.status && said.status < 400)) bad.push({ what, status: r.status, ms: r.ms, said: said?.status });
			c.destroy();
			other.destroy();
		}
		same(`A11: ${name}: behind each of ${Object.keys(cases).length} kinds of garbage and a silent connection the next request is served within 2 s`, bad, []);
		same(`A11: ${name}: no worker died`, own.workers(), before);
		for (let i = 0; i < 8; i++) await next();
		check(`A11: ${name}: no worker grew`, own.workers().every((w, i) => resident(w) - memory[i] < 20000), own.workers().map((w, i) => resident(w) - memory[i]));
		// Debian's patched library ends the process here, by an assertion, instead of writing beyond its memory.
		const c = await open(own.socket);
		c.write(Buffer.concat([begin, record(PARAMS, 1, Buffer.concat([big, Buffer.from('xxxxxxxx')])), record(PARAMS, 1)]));
		await c.ended;
		const r = await next();
		check(`A11: ${name}: lengths of 0x7ffffffe: the next request is served within 2 s`, r.status === 200 && r.ms < 2000, r);
		check(`A11: ${name}: all workers are there`, (await until(() => own.workers().length === 2, 2)) < 2000);
		same(`A11: ${name} leaves as always`, (await own.stop()).code, 0);
	}
}

const op = await operator();
const evaluator = await organisation(op, 'evaluator', { name: `故障测试评价组织${unique()}`, certificate_code: organisationCode() });
const signer = await colleague(evaluator, ['signer']);
part('restart', 'console', 'sign-in'); // from here on its workers obey the fault file
const late = asleep(signer);
await step('killed after COMMIT', () => afterCommit(op));
await step('an idle worker is told to leave', idle);
await step('fifty requests are running when a program is told to leave', () => draining(op));
await step('garbage on the sockets', () => garbage(op));
await step('workers are renewed', () => renewal(op));
await step('a flood of slow requests', () => flood(op));
await step('workers that hang', async () => (await late)());
await step('a second host', async () => {
	hosts(2);
	part('start', ...pools.map((p) => `${p}.2`));
	part('restart', 'nginx');
	await healthy();
	await crashes(op);
	await twoHosts(op);
});
disarm();
part('stop', ...pools.map((p) => `${p}.2`));
hosts(1);
for (const f of fs.readdirSync(`${env.dir}/run`)) if (/\.2\.pid$/.test(f)) fs.rmSync(`${env.dir}/run/${f}`);
part('restart', 'nginx', 'console', 'sign-in');
check('the system is as it was', part('alive') === '' && (await healthy()));
