/*
 * database_test.mjs: the database goes away, loses connections in the moment of COMMIT, answers with deadlocks, holds
 * locks; names that are too long (faults.md B2, B3, B10, B11, B20). Workers of the test's own reach it through a proxy.
 * COMMIT_TRIALS: how many commits are cut (200; make soak: 1,000).
 */
import { agent, check, env, newKey, nobody, operator, same, sleep, changedBy, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { checkImport } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { part, pool, session, until } from './system.mjs';
import { mysqlCommand, startProxy } from './tcp_proxy.mjs';

const TRIALS = Number(process.env.COMMIT_TRIALS ?? 200);
const draft = (title) => ({ kind: 'notice', title, body: '正文' });
const rows = (title) => Number(sqlValue(`SELECT COUNT(*) FROM announcement WHERE title = '${title}'`));
const tally = (v) => v.reduce((t, x) => ({ ...t, [x]: (t[x] ?? 0) + 1 }), {});
const problem = (r) => /problem\+json/.test(r.headers['content-type']) && r.body.type?.startsWith('/problems/') && r.body.title;
const open = () => sql(`SELECT trx_mysql_thread_id FROM information_schema.innodb_trx t JOIN information_schema.processlist p
	ON p.id = t.trx_mysql_thread_id WHERE p.user = 'portal' AND t.trx_started < NOW() - INTERVAL 1 SECOND`);

async function down(op) {
	agent.destroy();
	const seconds = Date.now();
	part('stop', 'database');
	const ask = () => Promise.all([
		nobody().ask('GET', '/public/announcements?kind=notice'), nobody().ask('POST', '/session', { login: 'somebody', password: 'x' }, { key: null }),
		nobody().ask('GET', '/readyz', undefined, { path: true }), op.ask('GET', '/announcements', undefined, { cookies: true }),
		op.ask('POST', '/announcements', draft(unique('无库'))), op.ask('GET', '/signing/keys'),
	]);
	const all = [];
	for (let i = 0; i < 20; i++) all.push(...await ask());
	same('B2: without a database everything is 503', tally(all.map((r) => r.status)), { 503: all.length });
	check('B2: each in less than 4 s', Math.max(...all.map((r) => r.ms)) < 4000, Math.max(...all.map((r) => r.ms)));
	check('B2: median below 50 ms: nobody waits for a dead server one by one', all.map((r) => r.ms).sort((a, b) => a - b)[all.length >> 1] < 50, all.map((r) => Math.round(r.ms)).join(' '));
	check('B2: as problem documents with Retry-After', all.every((r) => problem(r) && Number(r.headers['retry-after']) > 0), all.find((r) => !problem(r))?.body);
	const text = all.map((r) => JSON.stringify({ ...r.body, instance: undefined })).join(); // a request's number is hexadecimal
	check('B2: without a word of SQL, sockets or traces', !/select|insert|mysql|maria|sock|errno|\.c:|2002|2006/i.test(text), text.slice(0, 500));
	same('B2: the process is alive', (await nobody().ask('GET', '/healthz', undefined, { path: true })).status, 200);
	part('start', 'database');
	const back = await until(async () => (await ask()).every((r) => r.status < 500), 10, 50);
	check('B2: afterwards it goes on by itself', back < 5000, back);
	const later = (await Promise.all(Array.from({ length: 40 }, ask))).flat();
	check('B2: on every worker', later.every((r) => r.status < 500), tally(later.map((r) => r.status)));
	part('restart', 'database');
	const quiet = (await Promise.all(Array.from({ length: 20 }, ask))).flat();
	check('B2: a restart between two requests costs nobody anything', quiet.every((r) => r.status < 500), tally(quiet.map((r) => r.status)));
	check(`B2: (${Math.round((Date.now() - seconds) / 1000)} s)`, true);
}

/** COMMIT is cut before or after it reaches the server; sometimes the second attempt is cut, too. */
async function commits(op) {
	const path = `${env.dir}/run/fault-proxy.sock`;
	const plan = [];
	const proxy = await startProxy({
		listen: path, target: env.socket,
		onData: (chunk, from) => (from === 'client' && plan.length && /^commit/i.test(mysqlCommand(chunk)?.text ?? '') ? plan.shift() : 'pass'),
	});
	const own = await pool({ database_socket: path }, { workers: 2 });
	const kinds = [['before'], ['after'], ['before', 'after'], ['after', 'before'], ['before', 'before'], ['after', 'after'], ['before', 'before', 'after']];
	const seen = [];
	const wrong = [];
	for (let i = 0; i < TRIALS; i++) {
		const kind = kinds[i % 20 < 14 ? i % 2 : 2 + (i % 5)];
		const title = unique('提交');
		const key = newKey();
		plan.push(...kind);
		const said = [];
		for (let turn = 0; turn < 4 && said.at(-1) !== 201; turn++) {
			const r = await own.ask(op, 'POST', '/announcements', draft(title), { key });
			said.push(r.status);
			if (r.status === 201 && sqlValue(`SELECT title FROM announcement WHERE id = ${r.body.id}`) !== title) said.push('another row');
			// 503 says "not known": both are right. Anything else would be a wrong word about what is so.
			if (r.status === 503 && r.body.type !== '/problems/outcome-unknown') said.push(r.body.type);
		}
		const count = rows(title);
		if (count !== 1 || said.at(-1) !== 201 || said.some((s) => ![201, 503].includes(s))) wrong.push({ kind, said, count });
		if (plan.length) wrong.push({ kind, left: plan.splice(0) });
		seen.push(`${kind}: ${said}`);
	}
	check(`B3: the answer is what is so in ${TRIALS} of ${TRIALS} trials`, wrong.length === 0, { seen: tally(seen), wrong: wrong.slice(0, 5) });
	check('B3: one cut COMMIT is settled within the request', seen.filter((s) => /^(before|after):/.test(s)).every((s) => /: 201$/.test(s)), tally(seen));
	console.log(`# B3: ${JSON.stringify(tally(seen))}, ${proxy.cuts} cuts`);

	// An edit carries no key: its outcome is "not known", and the version tells.
	const off = [];
	for (let i = 0; i < 20; i++) {
		const { id } = await op.post('/announcements', draft(unique('改稿')));
		plan.push(i % 2 ? 'after' : 'before');
		const r = await own.ask(op, 'PUT', `/announcements/${id}`, { ...draft('改'), version: 1 });
		await sleep(20);
		const version = Number(sqlValue(`SELECT version FROM announcement WHERE id = ${id}`));
		if (r.status !== 503 || r.body.type !== '/problems/outcome-unknown' || version !== (i % 2 ? 2 : 1)) off.push([i % 2, r.status, r.body.type, version]);
	}
	same('B3: an edit without key never says "done" or "not done" when it does not know', off, []);

	// The connection goes at any other statement: nothing is half done, and it is tried again by the client.
	let n = 0;
	proxy.onData = (chunk, from) => (from === 'client' && ['QUERY', 'EXECUTE'].includes(mysqlCommand(chunk)?.command) && n-- === 0 ? 'after' : 'pass');
	const broken = [];
	for (let at = 0; at < 12; at++) {
		const title = unique('断线');
		n = at;
		const r = await own.ask(op, 'POST', '/announcements', draft(title));
		n = -1;
		await sleep(10);
		if (!((r.status === 201 && rows(title) === 1) || (r.status === 503 && rows(title) === 0))) broken.push([at, r.status, rows(title)]);
	}
	same('B3: cut at any other statement: 201 and there, or 503 and not there', broken, []);
	proxy.onData = () => 'pass';
	same('B3: the workers left in peace', (await own.stop()).code, 0);
	await proxy.close();
}

/** The server's answer "error number" to the command that a client has just sent. */
function refusal(number, state, text) {
	const payload = Buffer.concat([Buffer.from([0xff, number & 255, number >> 8]), Buffer.from(`#${state}${text}`)]);
	return Buffer.concat([Buffer.from([payload.length & 255, payload.length >> 8, 0, 1]), payload]);
}

async function deadlocks(op) {
	const path = `${env.dir}/run/fault-proxy.sock`;
	const proxy = await startProxy({ listen: path, target: env.socket });
	const own = await pool({ database_socket: path });
	let at = -1;
	let count = 0;
	let wrongEnd = 0;
	let error;
	proxy.onData = (chunk, from, link) => {
		if (from === 'server') {
			if (!link.swallow) return 'pass';
			link.swallow = false;
			// The server's answer to our ROLLBACK; an answer to the client's next command may stand behind it.
			const rest = chunk.subarray(4 + chunk.readUIntLE(0, 3));
			if (rest.length) link.client.write(rest);
			return 'drop';
		}
		const c = mysqlCommand(chunk);
		if (c && link.open1205 && !/^rollback/i.test(c.text) && c.command !== 'CLOSE') wrongEnd++;
		if (c) link.open1205 = false;
		if (!['QUERY', 'EXECUTE'].includes(c?.command) || count++ !== at) return 'pass';
		link.client.write(error);
		// After 1213 the server has rolled back; after 1205 and 1020 the transaction is still open.
		if (error[5] + error[6] * 256 === 1213) {
			const rollback = Buffer.from('\x09\0\0\0\x03ROLLBACK', 'latin1');
			link.swallow = true;
			link.server.write(rollback);
		} else link.open1205 = at > 1;
		return 'drop';
	};
	const { id } = await op.post('/announcements', draft(unique('死锁')));
	await own.ask(op, 'GET', `/announcements/${id}`);
	await own.ask(op, 'POST', '/announcements', draft(unique('死锁')));
	count = 0;
	await own.ask(op, 'POST', '/announcements', draft(unique('死锁')));
	const statements = count;
	check('B10: a write has so many statements', statements > 6 && statements < 40, statements);
	for (const [number, state] of [[1213, '40001'], [1205, 'HY000'], [1020, 'HY000']]) {
		error = refusal(number, state, 'injected');
		const results = [];
		for (let k = 0; k < statements; k++) {
			const title = unique('死锁');
			at = k;
			count = 0;
			const r = await own.ask(op, 'POST', '/announcements', draft(title), { seconds: 10 });
			at = -1;
			results.push(r.status === 201 && rows(title) === 1 ? 'done' : r.status === 503 && rows(title) === 0 && problem(r) ? 'busy' : `${k}: ${r.status} ${rows(title)}`);
		}
		const t = tally(results);
		check(`B10: ${number} at each of ${statements} statements and at COMMIT: done once, or 503 and nothing`, Object.keys(t).every((x) => ['done', 'busy'].includes(x)) && t.done >= statements - 2, results);
	}
	same('B10: after 1205 and 1020 the open transaction is ended first', wrongEnd, 0);
	same('B10: none stays open', open(), []);

	// For ever: the patience ends.
	error = refusal(1213, '40001', 'injected');
	proxy.onData = ((inner) => (chunk, from, link) => {
		if (from === 'client' && /^commit/i.test(mysqlCommand(chunk)?.text ?? '')) { count = 0; at = 0; }
		return inner(chunk, from, link);
	})(proxy.onData);
	let r;
	const changed = await changedBy(async () => {
		r = await own.ask(op, 'POST', '/announcements', draft(unique('死锁')), { seconds: 20 });
	});
	at = -1;
	check('B10: a deadlock at every COMMIT ends in 503', r.status === 503 && problem(r) && r.ms < 6000, r);
	same('B10: and nothing was changed', changed, []);
	await own.stop();
	await proxy.close();

	// Real ones: two sessions that want two rows in opposite order; the heavier one is ours, so the worker loses.
	const victim = [];
	for (let i = 0; i < 5; i++) {
		const made = await op.post('/announcements', draft(unique('真死锁')));
		const other = session();
		await other.query('START TRANSACTION');
		await other.query("UPDATE major SET name = CONCAT(name, 'x') LIMIT 200");
		await other.query(`SELECT seq FROM audit_head WHERE stream = 'org:${op.organisation}' FOR UPDATE`);
		const edit = op.ask('PUT', `/announcements/${made.id}`, { ...draft(`改${i}`), version: 1 });
		await until(() => Number(sqlValue("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")) > 0, 2, 150); // it keeps its answer for 100 ms
		const mine = await other.query(`UPDATE announcement SET position = position WHERE id = ${made.id}`).then(() => 'won', () => 'lost');
		await other.query('ROLLBACK');
		await other.end();
		const a = await edit;
		victim.push(`${mine} ${a.status} ${sqlValue(`SELECT version FROM announcement WHERE id = ${made.id}`)}`);
	}
	same('B10: real deadlocks: the worker lost, tried again whole, and won', tally(victim), { 'won 200 2': 5 });
}

async function locks(op) {
	const { id } = await op.post('/announcements', draft(unique('长锁')));
	const other = session();
	await other.query('START TRANSACTION');
	await other.query(`SELECT id FROM announcement WHERE id = ${id} FOR UPDATE`);
	await other.query(`SELECT seq FROM audit_head WHERE stream = 'org:${op.organisation}' FOR UPDATE`);
	const title = unique('长锁');
	const all = await Promise.all([
		op.ask('PUT', `/announcements/${id}`, { ...draft('改'), version: 1 }), op.ask('POST', `/announcements/${id}/publish`),
		op.ask('POST', '/announcements', draft(title)),
	]);
	check('B11: a lock held by another session: 503 in less than 6 s', all.every((r) => r.status === 503 && problem(r) && r.ms < 6000), all.map((r) => [r.status, r.ms]));
	same('B11: reading goes on meanwhile', (await op.ask('GET', `/announcements/${id}`)).status, 200);
	same('B11: no transaction of theirs stays open', open(), []);
	await other.query('ROLLBACK');
	await other.end();
	same('B11: nothing was done', [rows(title), (await op.get(`/announcements/${id}`)).version], [0, 1]);
	same('B11: then it works', (await op.ask('PUT', `/announcements/${id}`, { ...draft('改'), version: 1 })).status, 200);
}

/** Texts of exactly the longest length are kept whole, one more character is refused and named. */
async function lengths(op) {
	const long = (n) => '测'.repeat(n);
	const account = (name) => op.ask('POST', '/accounts', { login: unique('u'), name, duties: ['auditor'] });
	const whole = await account(long(64));
	same('B20: a name of 64 characters is kept whole', whole.status === 201 && sqlValue(`SELECT display_name FROM account WHERE id = ${whole.body.id}`), long(64));
	const wide = '𠮷'.repeat(64);
	const four = await account(wide);
	same('B20: also of four bytes each', four.status === 201 && sqlValue(`SELECT display_name FROM account WHERE id = ${four.body.id}`), wide);
	const tries = [
		['a name of 65 characters', '/accounts', { login: unique('u'), name: long(65), duties: ['auditor'] }, '/name'],
		['a name of 65 characters of four bytes', '/accounts', { login: unique('u'), name: `${wide}𠮷`, duties: ['auditor'] }, '/name'],
		['an account of 33 characters', '/accounts', { login: 'a'.repeat(33), name: '甲', duties: ['auditor'] }, '/login'],
		['a title that is too long', '/announcements', draft(long(301)), '/title'],
		['a body of a megabyte', '/announcements', { ...draft('题'), body: 'x'.repeat(900000) }, '/body'],
		['an administrator of 65 characters', '/organisations', { role: 'office', name: '测试', code: '123456789', province: '110000', login: unique('o'), account_name: long(65) }, '/account_name'],
	];
	const changed = await changedBy(async () => {
		for (const [what, path, body, pointer] of tries) {
			const r = await op.ask('POST', path, body);
			check(`B20: ${what} is refused and named`, r.status === 422 && r.body.errors?.some((e) => e.pointer === pointer), r.body);
		}
	});
	same('B20: and nothing is stored cut off', changed, []);
	const province = sqlValue(`SELECT code FROM province WHERE code BETWEEN '110000' AND '659999' ORDER BY RAND() LIMIT 1`);
	const school = await newSchool(province);
	const row = (i, fields) => ({ 姓名: `考生${'甲乙丙丁'[i]}`, 证件类型: '居民身份证', 证件号码: ['110101200503071016', '110101200503071024', '11010120050307003X', '44030020040229123X'][i],
		学号: `B20${i}`, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: 2024, 班级: '一班', ...fields });
	const batch = await checkImport(school.officer, 'candidate', [row(0), row(1, { 姓名: long(65) }), row(2, { 班级: long(65) }), row(3)]);
	const named = batch.faults.filter((f) => f.severity === 'error'); // another test's school may have the same invented people
	check('B20: in a workbook the row and the cell are named', batch.refused === 2 && named.length === 2 && named.every((f) => f.row > 1 && /^[A-Z]+\d+$/.test(f.cell)), batch.faults);
	same('B20: and no row of it is stored', sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${school.organisation}`), '0');
}

const op = await operator();
await step('the database is down', () => down(op));
await step('connections cut at COMMIT', () => commits(op));
await step('deadlocks', () => deadlocks(op));
await step('long locks', () => locks(op));
await step('long names', () => lengths(op));
