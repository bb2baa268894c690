/*
 * request_test.mjs: requests that no well-meaning page sends: repeated and forged keys, broken JSON, members that are
 * not theirs to set, foreign hosts, crooked paths, line breaks that want into headers and logs (faults.md C1-C3, C6, C13,
 * C24, C26-C28). Each is refused by a problem document, quickly, and leaves no trace.
 */
import fs from 'node:fs';
import tls from 'node:tls';
import {
	API, allRefused, ca, changes, check, clock, clockOffset, colleague, env, newKey, nobody, operator, origin, refused, same,
	send, snapshot, sql, sqlValue, step, unique,
} from './lib.mjs';

const base = new URL(env.url);
const draft = (title = unique('标题')) => ({ kind: 'notice', title, body: '正文' });

/** Sends bytes as they are over a connection of their own; gives { status, head, body } of the first answer. */
function raw(text, { wait = 5000 } = {}) {
	return new Promise((done, fail) => {
		const s = tls.connect({ host: base.hostname, port: base.port, ca, servername: undefined }, () => s.write(text));
		let all = Buffer.alloc(0);
		const over = () => {
			clearTimeout(timer);
			s.destroy();
			const at = all.indexOf('\r\n\r\n');
			const head = all.subarray(0, at < 0 ? all.length : at).toString('latin1');
			done({ status: Number(/^HTTP\/1\.[01] (\d+)/.exec(head)?.[1] ?? 0), head, body: all.subarray(at + 4).toString('utf8') });
		};
		const timer = setTimeout(over, wait);
		s.on('data', (d) => { all = Buffer.concat([all, d]); });
		s.on('end', over);
		s.on('error', (e) => (all.length ? over() : fail(e)));
	});
}
const request = (line, headers = {}, body = '') =>
	raw(`${line}\r\n${Object.entries({ Host: base.host, Connection: 'close', ...headers })
		.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`);

async function keys(op) {
	const title = unique('重复提交');
	const count = () => Number(sqlValue(`SELECT COUNT(*) FROM announcement WHERE title = '${title}'`));
	const key = newKey();
	const together = await Promise.all(Array.from({ length: 12 }, () => op.ask('POST', '/announcements', draft(title), { key })));
	const states = together.map((r) => r.status);
	check('C1: twelve at once under one key: stored answer or "running"', states.every((s) => s === 201 || s === 409) && states.includes(201), states);
	same('C1: one effect', count(), 1);
	const ids = new Set(together.filter((r) => r.status === 201).map((r) => r.body.id));
	same('C1: one id', ids.size, 1);
	const again = await op.ask('POST', '/announcements', draft(title), { key });
	check('C1: later the same answer again', again.status === 201 && ids.has(again.body.id) && again.headers['idempotent-replayed'] === 'true', again.body);
	same('C1: still one effect', count(), 1);
	const entries = sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE subject_kind = 'announcement' AND subject_id = ${again.body.id}`);
	same('C1: one entry in the trail', entries, '1');
	const lost = await op.ask('POST', '/announcements', { ...draft(), title: '' }, { key: newKey() });
	same('a refused request leaves its key free', lost.status, 422);

	const other = await op.ask('POST', '/announcements', draft('另一个标题'), { key });
	check('C2: the same key with another body', other.status === 422 && other.body.type === '/problems/idempotency-key-reused', other.body);
	const elsewhere = await op.ask('POST', `/announcements/${again.body.id}/publish`, undefined, { key });
	check('C2: the same key on another route', elsewhere.status === 422, elsewhere.body);
	const colleague1 = await colleague(op, ['exam_officer']);
	const theirs = await colleague1.ask('POST', '/announcements', draft(unique('别人')), { key });
	check('C2: the same key of another person is another key', theirs.status === 201 && !theirs.headers['idempotent-replayed'], theirs.body);
	await allRefused('C3', [
		['no key', 400, op, 'POST', '/announcements', draft(), { key: null }],
		['an empty key', 400, op, 'POST', '/announcements', draft(), { key: '' }],
		['a key of seven characters', 400, op, 'POST', '/announcements', draft(), { key: '1234567' }],
		['a key of 65 characters', 400, op, 'POST', '/announcements', draft(), { key: 'k'.repeat(65) }],
		['a key with a blank', 400, op, 'POST', '/announcements', draft(), { key: 'abcd efgh ijkl' }],
	]);
	return colleague1;
}

async function forgedTime(op) {
	const start = clockOffset();
	const late = { Date: 'Fri, 01 Jan 2038 00:00:00 GMT', 'X-Request-Start': '0', 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' };
	const at = async () => Date.parse((await op.ask('GET', '/session', undefined, { headers: late })).body.now) / 1000;
	const near = async () => Math.abs((await at()) - (Date.now() / 1000 + clockOffset())) < 5;
	check('C6: the time is the database\'s, whatever a Date header says', await near());
	clock(start + 86400);
	check('C6: also when that has moved', await near());
}

async function foreignMembers(op) {
	const mine = { org_id: '1', organisation_id: '1', role: 'platform', state: 'published', score: 100, approved_by: '1', id: '1', published_at: '2026-01-01T00:00:00Z' };
	const before = snapshot();
	for (const [name, value] of Object.entries(mine)) {
		const r = await op.ask('POST', '/announcements', { ...draft(), [name]: value });
		check(`C13: ${name} in the body is refused and named`, r.status === 422 && r.body.errors?.some((e) => e.pointer === `/${name}`), r.body);
	}
	for (const name of ['__proto__', 'constructor', 'Title', 'title\u0000', '标题'])
		check(`C13: the member ${JSON.stringify(name)} is unknown`,
			[400, 422].includes((await op.ask('POST', '/announcements', undefined, { raw: JSON.stringify(draft()).replace('{', `{${JSON.stringify(name)}:"x",`), type: 'application/json' })).status));
	const q = await op.ask('GET', '/jobs?owner=1');
	check('C13: an unknown query parameter is refused and named', q.status === 422 && q.body.errors?.[0]?.pointer === '?owner', q.body);
	const twice = await op.ask('GET', '/jobs?limit=1&limit=2');
	check('C13: a query parameter twice is refused', twice.status === 422, twice.body);
	same('C13: nothing changed', changes(before), []);
}

async function brokenJson(op) {
	const good = JSON.stringify(draft());
	const cases = [
		['duplicate keys', '{"title":"a","title":"b","kind":"notice","body":"x"}', [400]],
		['depth 10,000', `{"title":${'['.repeat(10000)}${']'.repeat(10000)}}`, [400]],
		['depth 10,000 of objects', `${'{"a":'.repeat(10000)}1${'}'.repeat(10000)}`, [400]],
		['depth 400,000 never closed', '['.repeat(400000), [400]],
		['a NUL byte', good.replace('正文', 'a\u0000b'), [400]],
		['an escaped NUL', good.replace('正文', 'a\\u0000b'), [400, 422]],
		['an escaped NUL in a name', '{"ti\\u0000tle":"a"}', [400, 422]],
		['1e400', '{"title":1e400}', [400, 422]],
		['an integer of 400 digits', `{"title":${'9'.repeat(400)}}`, [400, 422]],
		['minus zero point', '{"title":-.0}', [400]],
		['NaN', '{"title":NaN}', [400]],
		['a lone high surrogate', good.replace('正文', '\\ud800'), [400, 422]],
		['a lone low surrogate', good.replace('正文', '\\udc00x'), [400, 422]],
		['a lone surrogate as bytes', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]), [400]],
		['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('"}')]), [400]],
		['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le'), [400]],
		['UTF-16 without a mark', Buffer.from(good, 'utf16le'), [400]],
		['UTF-32', Buffer.from([...good].flatMap((c) => [0, 0, 0, c.charCodeAt(0) & 127])), [400]],
		['a byte order mark', `\ufeff${good}`, [400]],
		['trailing bytes', `${good}x`, [400]],
		['a second document', `${good}${good}`, [400]],
		['a trailing comma', good.replace('}', ',}'), [400]],
		['a comment', `/* */${good}`, [400]],
		['single quotes', good.replaceAll('"', "'"), [400]],
		['an array', '[]', [400]], ['a string', '"x"', [400]], ['nothing', '', [400]], ['half a document', good.slice(0, -3), [400]],
		['another type for each member', '{"kind":1,"title":["a"],"body":{"a":1}}', [422]],
		['null for what is required', '{"kind":null,"title":null,"body":null}', [422]],
		['100,000 members', `{${Array.from({ length: 60000 }, (_, i) => `"m${i}":1`).join()}}`, [413, 422]],
	];
	const before = snapshot();
	for (const [name, bytes, states] of cases) {
		let best = Infinity;
		let r;
		for (let i = 0; i < 3 && best >= 50; i++) {
			r = await op.ask('POST', '/announcements', undefined, { raw: bytes, type: 'application/json' });
			best = Math.min(best, r.ms);
		}
		const form = typeof r.body === 'object' && /^\/problems\//.test(r.body.type);
		check(`C26: ${name} is refused`, states.includes(r.status) && form, r.body);
		check(`C26: ${name}, in less than 50 ms`, best < (bytes.length > 100000 ? 500 : 50), `${best} ms`);
	}
	for (const path of ['/session', '/announcements']) {
		const big = Buffer.alloc(10 << 20, 0x20);
		const r = await op.ask('POST', path, undefined, { raw: big, type: 'application/json' }).catch((e) => ({ status: e.code }));
		check(`C26: ten megabytes to ${path}`, [413, 'EPIPE', 'ECONNRESET'].includes(r.status), r.status);
	}
	for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/vnd.api+json'])
		await refused(`C26: ${type} is no JSON`, 415, op, 'POST', '/announcements', undefined, { raw: good, type });
	same('C26: nothing changed', changes(before), []);
	check('C26: and the next request is served', (await op.ask('GET', '/session')).status === 200);
	const crowd = (n) => `{${Array.from({ length: n }, (_, i) => `"${i.toString(36)}":1`).join(',')}}`;
	for (const [who, path, n] of [[nobody(), '/public/schools', 12000], [op, '/organisations', 110000]]) {
		const r = await who.ask('POST', path, undefined, { raw: crowd(n), type: 'application/json' });
		check(`C26: ${n} members that ${path} does not have`, [413, 422].includes(r.status) && /^\/problems\//.test(r.body.type) && (r.body.errors ?? []).length <= 1000, r.status);
	}
	// Codes are ASCII: a database refuses to compare them with anything else.
	const chinese = await nobody().ask('POST', '/session', { login: '张三', password: 'x' }, { key: null });
	check('C26: a login name in Chinese', [401, 422].includes(chinese.status), chinese.body);
	const place = await nobody().ask('GET', `/public/organisations?role=school&province=${encodeURIComponent('汉汉汉汉汉汉')}`);
	check('C26: a province in Chinese', place.status === 422, place.body);
}

async function hosts(op) {
	for (const host of ['evil.example', `evil.example:${base.port}`, `${base.host}.evil.example`, `${base.hostname}@evil.example`, 'localhost.', '[::1]', '']) {
		const r = await request(`GET ${API}/session HTTP/1.1`, { Host: host });
		check(`C24: the host ${JSON.stringify(host)} is not ours`, [400, 421].includes(r.status), r.head);
		check(`C24: and is not told again: ${JSON.stringify(host)}`, !r.head.includes('evil') && !r.body.includes('evil'), r.head);
	}
	const none = await raw(`GET ${API}/session HTTP/1.1\r\nConnection: close\r\n\r\n`);
	check('C24: no host at all', none.status === 400, none.head);
	const two = await raw(`GET ${API}/session HTTP/1.1\r\nHost: ${base.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
	check('C24: two hosts', two.status === 400, two.head);
	const line = await raw(`GET https://evil.example${API}/session HTTP/1.1\r\nHost: ${base.host}\r\nConnection: close\r\n\r\n`);
	check('C24: another host in the request line', [400, 401, 404, 421].includes(line.status) && !line.head.includes('evil'), line.head);
	const forwarded = await send({ path: `${API}/session`, headers: { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example', 'X-Original-URL': '/healthz', 'X-Rewrite-URL': '/healthz' } });
	check('C24: headers of proxies mean nothing', forwarded.status === 401 && !JSON.stringify(forwarded).includes('evil'), forwarded.body);
	for (const path of ['//evil.example/', '//evil.example/..', '/%2f%2fevil.example', '/\\evil.example', '/api//evil.example', `${API}//evil.example`, '/api', '/api/v1', '/.//evil.example']) {
		const r = await request(`GET ${path} HTTP/1.1`);
		check(`C24: ${path} sends nobody elsewhere`, !/^location:/im.test(r.head) || r.head.includes(`ocation: ${origin}/`), r.head);
	}
	for (const inject of ['%0d%0aSet-Cookie:%20evil=1', '%0aSet-Cookie:%20evil=1', '%E5%98%8D%E5%98%8ASet-Cookie:%20evil=1']) {
		for (const path of [`${API}/jobs?after=${inject}`, `${API}/jobs?${inject}=1`, `${API}/jobs/${inject}`, `/${inject}`]) {
			const r = await request(`GET ${path} HTTP/1.1`);
			check(`C24: no header comes of ${path}`, r.status > 0 && !/^set-cookie: *evil/im.test(r.head), r.head);
		}
		await refused('C24: a line break in a file name', [400, 422], op, 'POST', `/files?purpose=attachment&name=a${inject.replace('%E5%98%8D%E5%98%8A', '%0d')}.pdf`, undefined, { raw: 'x' });
	}
	const name = '报告 "引号"; filename=evil.exe \\ \u202egpj.exe.pdf';
	const up = await op.ask('POST', `/files?purpose=attachment&name=${encodeURIComponent(name)}`, undefined, { raw: 'inhalt' });
	if (up.status === 201) {
		const down = await op.ask('GET', `/files/${up.body.id}`);
		const disposition = down.headers['content-disposition'];
		check('C24: a crooked file name stays a name', /^attachment; filename\*=UTF-8''[A-Za-z0-9%._~-]+$/.test(disposition), disposition);
		same('its bytes come back', down.bytes.toString(), 'inhalt');
		same('and are not sniffed', down.headers['x-content-type-options'], 'nosniff');
	} else check('C24: a crooked file name is refused', up.status === 422, up.body);
}

async function paths(op) {
	const cookie = { Cookie: [...op.jar].map(([k, v]) => `${k}=${v}`).join('; ') };
	const crooked = [
		'/api/../api/v1/session', `${API}/../v1/session`, `${API}/jobs/../session`, `${API}/public/../jobs`, `${API}/public/%2e%2e/jobs`,
		`${API}/%2e%2e/v1/session`, `${API}/%2E./jobs`, `${API}/./session`, `${API}/session/.`, `${API}//session`, `${API}/session//`,
		`${API}/session/`, `${API}/session;a=b`, `${API};a/session`, `${API}/%73ession`, `${API}/session%00`, `${API}/session%20`,
		`${API}/session%2e`, `${API}/session%2f`, `${API}/session\\`, `${API}/jobs%2f1`, `${API}/jobs/1%20`, `${API}/jobs/+1`, `${API}/jobs/-1`,
		`${API}/jobs/01`, `${API}/jobs/0`, `${API}/jobs/1e1`, `${API}/jobs/0x1`, `${API}/jobs/9223372036854775808`, `${API}/jobs/1.0`, `${API}/jobs/１`,
		`${API}/SESSION`, '/API/v1/session', '/api/v2/session', '/api/v1session', `${API}/session#x`, '/.once/console', '/.once/session',
		'/api/v1/.git/config', '/.git/config', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/../../config', '/assets/%2e%2e/%2e%2e/secrets/field_keys',
	];
	for (const path of crooked) {
		const r = await request(`GET ${Buffer.from(path).toString('latin1')} HTTP/1.1`, cookie);
		const given = r.status === 200 && r.body.includes('"login"');
		check(`C27: ${path} leads nowhere`, [400, 404, 405].includes(r.status) && !given, `${r.head}\n${r.body.slice(0, 200)}`);
	}
	for (const [n, path] of [[5000, '/session'], [5000, '/jobs?after='], [40000, '/jobs?after=']]) {
		const r = await request(`GET ${API}${path}${'a'.repeat(n)} HTTP/1.1`, cookie);
		check(`C27: ${n} bytes after ${path}`, r.status === 414, r.head);
	}
	const header = await request(`GET ${API}/session HTTP/1.1`, { ...cookie, 'X-Long': 'a'.repeat(40000) });
	check('C27: a header of 40,000 bytes', [400, 414, 431, 494].includes(header.status), header.head);
	for (const [method, states] of [['TRACE', [405]], ['OPTIONS', [405]], ['CONNECT', [400, 405]], ['BREW', [400, 405]], ['PROPFIND', [405]], ['get', [400, 405]], ['GETT', [400, 405]], ['PATCH', [405]], ['POST', [405, 404]], ['G\u0001T', [400]]]) {
		const r = await request(`${method} ${API}/jobs HTTP/1.1`, { ...cookie, Origin: origin, 'Idempotency-Key': newKey(), 'Content-Length': '0' });
		check(`C27: ${JSON.stringify(method)}`, states.includes(r.status), r.head);
		check(`C27: ${JSON.stringify(method)} echoes nothing`, !r.body.includes('__Host-session'), r.body);
	}
	for (const [name, text] of [
		['HTTP/9.9', `GET ${API}/session HTTP/9.9\r\nHost: ${base.host}\r\n\r\n`], ['no version', `GET ${API}/session\r\n\r\n`], ['noise', '\x16\x03\x01\x00\x00\r\n\r\n'],
		['a header without colon', `GET ${API}/session HTTP/1.1\r\nHost: ${base.host}\r\nbroken\r\nConnection: close\r\n\r\n`],
	]) {
		const r = await raw(text, { wait: 1500 });
		check(`C27: ${name} is no request`, r.status === 0 || r.status >= 400 || r.status === 401, r.head);
	}
	const method = await op.ask('DELETE', '/jobs');
	check('C27: a method that a path does not have', method.status === 405 && method.body.type === '/problems/method-not-allowed', method.body);
}

function logs() {
	return fs.readdirSync(`${env.dir}/log`).filter((f) => /^(public|console|sign-in|signing|jobs|access)[.\d]*\.log$/.test(f))
		.flatMap((f) => fs.readFileSync(`${env.dir}/log/${f}`, 'utf8').split('\n').filter(Boolean).map((line) => [f, line]));
}

async function logLines(op) {
	const mark = unique('mark');
	const evil = `${mark}\u001b[31mrot\u0007`;
	await request(`GET ${API}/session HTTP/1.1`, { 'User-Agent': evil });
	await request(`GET ${API}/${mark}%0a%1b[31m{"level":"alarm"} HTTP/1.1`, { Referer: evil });
	await request(`GET ${API}/jobs?q=${mark}%0d%0a HTTP/1.1`, { 'X-Forwarded-For': evil });
	await nobody().ask('POST', '/session', { login: `${mark}\n{"level":"alarm","event":"gefälscht"}\r\u001b[2J`.slice(0, 64), password: 'x' });
	await op.ask('POST', '/announcements', { ...draft(), kind: `${mark}\n\u001b[1m` });
	for (const name of [`王${mark}\n伪造`, `王\u001b[31m${mark}`, `王\u202e${mark}`])
		await refused('C28: control characters in a name', 422, op, 'POST', '/accounts', { login: unique('l'), name, duties: ['auditor'] });
	await new Promise((r) => setTimeout(r, 1500));
	const all = logs();
	check('C28: there are lines to look at', all.length > 50, all.length);
	const odd = all.filter(([, line]) => {
		try {
			return typeof JSON.parse(line) !== 'object' || /[\u0000-\u001f\u007f]/.test(line);
		} catch {
			return !/^(=|\s|#|\d+:|AddressSanitizer)/.test(line) || line.includes(mark);
		}
	});
	same('C28: every line is one object of JSON without control characters', odd.slice(0, 3), []);
	check('C28: nobody wrote an event of their own', !all.some(([, l]) => /"event":"gef/.test(l)));
	const session = op.jar.get('__Host-session');
	check('no cookie, password or query in any log', !all.some(([, l]) => l.includes(session) || l.includes(op.password) || l.includes(`${mark}%0d`)));
}

const op = await operator();
await step('keys of writes', () => keys(op));
await step('forged time', () => forgedTime(op));
await step('members that are not theirs to set', () => foreignMembers(op));
await step('broken JSON', () => brokenJson(op));
await step('hosts and headers', () => hosts(op));
await step('crooked paths', () => paths(op));
await step('the log', () => logLines(op));
same('the schema never saw a cookie value', sql(`SELECT COUNT(*) FROM session WHERE token_hash = '${op.jar.get('__Host-session')}'`), [['0']]);
