/*
 * lib.mjs: what every test over HTTP shares: TAP, people who sign in and ask, a moved clock, jobs, a look into the
 * database. Needs nothing but node (18 or later) and the mariadb client.
 *
 * Environment, set by scripts/test: TEST_URL (https://127.0.0.1:port), TEST_CA (its certificate), TEST_DIR (folder of
 * the running system), TEST_CONFIG (its configuration), TEST_BUILD (built programs), TEST_ROOT (source tree), TEST_CLOCK
 * (file of the clock shim), TEST_DATABASE_SOCKET and TEST_DATABASE_USER (administrator of the database, no password).
 *
 *   const ann = await operator();                          an operator with a second factor, signed in
 *   const { id } = await ann.must('POST', '/organisations', {...});   the body, or an error that says why not
 *   const r = await ann.ask('GET', '/jobs/1');                  any answer: { status, headers, body, bytes }
 *   await refused('a foreign id', 404, ann, 'GET', '/jobs/999');    one TAP line, checks the problem document
 */
import { execFileSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { contract } from './contract.mjs';

export const env = {
	url: process.env.TEST_URL,
	ca: process.env.TEST_CA,
	dir: process.env.TEST_DIR,
	config: process.env.TEST_CONFIG,
	build: process.env.TEST_BUILD,
	root: process.env.TEST_ROOT,
	clock: process.env.TEST_CLOCK,
	socket: process.env.TEST_DATABASE_SOCKET,
	user: process.env.TEST_DATABASE_USER,
};
const base = new URL(env.url);
export const origin = base.origin;
export const API = '/api/v1';

// --- TAP: one line a check, the plan when nothing is left to do
let count = 0;
let bad = 0;

function note(text) {
	for (const line of String(text).split('\n').slice(0, 40)) console.log(`# ${line.slice(0, 1000)}`);
}

/** One result. detail (any value) is shown when the condition does not hold. Returns the condition. */
export function check(name, condition, detail) {
	count++;
	if (!condition) bad++;
	console.log(`${condition ? 'ok' : 'not ok'} ${count} - ${name.replace(/[\n#]/g, ' ')}`);
	if (!condition && detail !== undefined) note(typeof detail === 'string' ? detail : JSON.stringify(detail, null, 1));
	return Boolean(condition);
}

export function same(name, actual, expected) {
	const a = JSON.stringify(actual);
	const e = JSON.stringify(expected);
	return check(name, a === e, `found    ${a}\nexpected ${e}`);
}

export function skip(name, why) {
	count++;
	console.log(`ok ${count} - ${name} # SKIP ${why}`);
}

/** Runs fn; good when it does not throw. The value goes through, undefined after an error. */
export async function step(name, fn) {
	try {
		const value = await fn();
		check(name, true);
		return value;
	} catch (e) {
		check(name, false, e.stack ?? e);
		return undefined;
	}
}

process.on('beforeExit', () => {
	if (count < 0) return;
	if (env.clock && clockOffset() !== found) clock(found); // every program leaves the clock as it found it
	console.log(`1..${count}`);
	process.exitCode = bad ? 1 : 0;
	count = -1;
});
function broken(e) {
	check('the test program itself', false, e?.stack ?? e);
	console.log(`1..${count}`);
	process.exit(1);
}
process.on('uncaughtException', broken);
process.on('unhandledRejection', broken);

// --- HTTP
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const ca = env.ca ? fs.readFileSync(env.ca) : undefined;
export const agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca });
export const newKey = () => randomBytes(16).toString('hex');

function parse(bytes, type) {
	if (!/json/.test(type ?? '')) return bytes.toString('utf8');
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return bytes.toString('utf8');
	}
}

/** One request exactly as described: { method, path, headers, body: Buffer|string, agent }. Redirects are not followed. */
export function send(request) {
	const { method = 'GET', path, headers = {}, body, agent: use = agent } = request;
	return new Promise((done, fail) => {
		const began = process.hrtime.bigint();
		const q = https.request(
			{ host: base.hostname, port: base.port, method, path, agent: use, ca, headers: { Host: base.host, ...headers } },
			(a) => {
				const parts = [];
				a.on('data', (p) => parts.push(p));
				a.on('error', fail);
				a.on('end', () => {
					const bytes = Buffer.concat(parts);
					const ms = Number(process.hrtime.bigint() - began) / 1e6;
					done({ status: a.statusCode, headers: a.headers, bytes, body: parse(bytes, a.headers['content-type']), ms });
				});
			},
		);
		q.setTimeout(130000, () => q.destroy(new Error(`no answer to ${method} ${path}`)));
		// A kept connection that the server closed at this moment: nothing was read of it, so it is asked anew.
		q.on('error', (e) => (q.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(e.code) ? done(send(request)) : fail(e)));
		q.end(body);
	});
}

let fault;
const told = new Set();
/** Every answer keeps to the API document; the first of each kind that does not is a failed check. */
function keepsContract(method, path, r) {
	if (!env.build || !/^application\/json/.test(r.headers['content-type'] ?? '')) return;
	fault ??= contract(JSON.parse(ctl('openapi')));
	const wrong = fault(method, path, r.status, r.body);
	if (!wrong || told.has(wrong)) return;
	told.add(wrong);
	check('an answer keeps to the API document', false, wrong);
}

function explain(method, path, r) {
	const b = r.body;
	const lines = [`${method} ${path} answered ${r.status} ${b?.type ?? ''} ${b?.title ?? ''} ${b?.detail ?? ''}`];
	for (const e of b?.errors ?? []) lines.push(`  ${e.pointer ?? e.cell ?? ''} ${e.value ?? ''} ${e.detail}`);
	if (typeof b === 'string') lines.push(b.slice(0, 300));
	return lines.join('\n');
}

/** Somebody with cookies of their own. Without a login: the public. */
export class Actor {
	constructor({ login, password, name } = {}) {
		Object.assign(this, { login, password, name: name ?? login ?? 'public', jar: new Map(), secret: null, step: 0 });
	}

	/**
	 * Any answer. options: key (Idempotency-Key; null for none), origin (null for none), headers, type, raw (body as it
	 * is), cookies (false: none are sent or kept), path (true: the path is complete, not below /api/v1), agent.
	 */
	async ask(method, path, body, options = {}) {
		const headers = {};
		let bytes;
		if (options.raw !== undefined) {
			bytes = options.raw;
			headers['Content-Type'] = options.type ?? 'application/octet-stream';
		} else if (body !== undefined) {
			bytes = Buffer.from(JSON.stringify(body));
			headers['Content-Type'] = options.type ?? 'application/json';
		}
		if (bytes !== undefined) headers['Content-Length'] = Buffer.byteLength(bytes);
		else if (method !== 'GET') headers['Content-Length'] = 0;
		if (method !== 'GET' && options.origin !== null) headers.Origin = options.origin ?? origin;
		if (method === 'POST' && options.key !== null) headers['Idempotency-Key'] = options.key ?? newKey();
		if (this.jar.size && options.cookies !== false)
			headers.Cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
		Object.assign(headers, options.headers);
		const r = await send({ method, path: options.path ? path : API + path, headers, body: bytes, agent: options.agent });
		if (options.cookies !== false) this.keep(r.headers['set-cookie']);
		if (!options.path) keepsContract(method, path, r);
		return r;
	}

	keep(lines = []) {
		for (const line of lines) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			if (/max-age=0\b/i.test(line)) this.jar.delete(name);
			else this.jar.set(name, value);
		}
	}

	/** The body of a successful answer; anything else is an error that says what the problem document says. */
	async must(method, path, body, options) {
		const r = await this.ask(method, path, body, options);
		if (r.status >= 300) throw new Error(explain(method, path, r));
		return r.body;
	}
	get(path) {
		return this.must('GET', path);
	}
	post(path, body, options) {
		return this.must('POST', path, body, options);
	}
	put(path, body) {
		return this.must('PUT', path, body);
	}
	remove(path, body) {
		return this.must('DELETE', path, body);
	}
	/** Every item of a list, through all of its pages of so many. */
	async all(path, limit = 500) {
		const items = [];
		for (let after = null; ; ) {
			const q = new URLSearchParams({ limit, ...(after && { after }) });
			const page = await this.get(`${path}${path.includes('?') ? '&' : '?'}${q}`);
			items.push(...page.items);
			if (!page.next) return items;
			after = page.next;
		}
	}
	/** The bytes of a download. */
	async bytes(path) {
		const r = await this.ask('GET', path);
		if (r.status !== 200) throw new Error(explain('GET', path, r));
		return r.bytes;
	}
	/** Uploads a file, gives its id. */
	async upload(purpose, name, bytes) {
		const q = new URLSearchParams({ purpose, name }).toString().replace(/\+/g, '%20');
		return (await this.must('POST', `/files?${q}`, undefined, { raw: bytes })).id;
	}

	/** A code that was not used before; waits when all acceptable steps (one before to one after now) are used up. */
	async code() {
		for (;;) {
			const now = Math.floor(Date.now() / 30000);
			const ending = Date.now() % 30000 > 25000; // the oldest step would be refused by the time it arrives
			const next = Math.max(this.step + 1, ending ? now : now - 1);
			if (next <= now + 1) {
				this.step = next;
				return totp(this.secret, next);
			}
			await sleep((next - 1) * 30000 - Date.now() + 50);
		}
	}

	async signIn() {
		const body = { login: this.login, password: this.password };
		if (this.secret) body.code = await this.code();
		return this.must('POST', '/session', body, { key: null });
	}
	async signOut() {
		await this.must('DELETE', '/session');
	}
	async changePassword(next = newPassword()) {
		await this.must('POST', '/session/password', { old: this.password, new: next }, { key: null });
		this.password = next;
	}
	async enrol() {
		const { uri } = await this.must('POST', '/session/totp', undefined, { key: null });
		this.secret = fromBase32(new URL(uri).searchParams.get('secret'));
		await this.must('POST', '/session/totp/confirm', { code: await this.code() }, { key: null });
	}
	/** The first sign-in of an account with a one-time password: new password, and the second factor when it needs one. */
	async begin() {
		await this.signIn();
		await this.changePassword();
		const me = await this.get('/session');
		if (me.second_factor_needed) await this.enrol();
		Object.assign(this, { account: me.account, organisation: me.organisation, role: me.role });
		return this;
	}
}

export const nobody = () => new Actor();
export const newPassword = () => `Zk-${randomBytes(12).toString('base64url')}`;

// --- one-time passwords (RFC 6238 with HMAC-SHA1, RFC 4648 base 32)
export function fromBase32(text) {
	let bits = '';
	for (const c of text.replace(/=+$/, '')) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

export function totp(secret, counter) {
	const message = Buffer.alloc(8);
	message.writeBigUInt64BE(BigInt(counter));
	const mac = createHmac('sha1', secret).update(message).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// --- people and organisations
let serial = 0;
/** A word that no other test has used. */
export const unique = (prefix = 't') => `${prefix}${process.pid.toString(36)}${(++serial).toString(36)}${randomBytes(2).toString('hex')}`;

export function ctl(...args) {
	return execFileSync(`${env.build}/ctl`, ['--config', env.config, ...args], { encoding: 'utf8', cwd: env.root });
}

/** A new account of the platform (administrator, exam officer, auditor), ready to act. */
export async function operator() {
	const [login, password] = ctl('account', unique('op'), '平台操作员').trim().split(/\s+/).slice(-2);
	return new Actor({ login, password, name: 'operator' }).begin();
}

/** GB 11714: eight characters and their check character. */
export function organisationCode(eight = randomBytes(4).toString('hex').toUpperCase()) {
	const weights = [3, 7, 9, 10, 5, 8, 4, 2];
	const value = (c) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(c);
	const c = 11 - ([...eight].reduce((s, ch, i) => s + value(ch) * weights[i], 0) % 11);
	return eight + (c === 10 ? 'X' : c === 11 ? '0' : String(c));
}

/** An office or evaluator with its first administrator, made by an operator: the Actor, ready to act. */
export async function organisation(by, role, fields) {
	const login = unique(role.slice(0, 2));
	const made = await by.post('/organisations', {
		role, login, account_name: '机构管理员', code: organisationCode(), province: '000000', ...fields,
	});
	const actor = await new Actor({ login: made.login ?? login, password: made.password, name: fields.name }).begin();
	return Object.assign(actor, { organisation: made.id });
}

/** An account of the administrator's own organisation with these duties, ready to act. */
export async function colleague(administrator, duties, name = duties.join('+')) {
	const login = unique('u');
	const made = await administrator.post('/accounts', { login, name, duties });
	return new Actor({ login, password: made.password, name: `${administrator.name} ${name}` }).begin();
}

// --- time: the database's clock moves, the programs' own stays (one-time passwords follow the programs' own)
/** Moves the database's clock by seconds from the true one. Sessions stay as alive as they were unless told otherwise. */
export function clock(seconds, { sessions = 'keep' } = {}) {
	const b = Buffer.alloc(8);
	const by = Math.round(seconds) - clockOffset();
	const keep = () => sessions === 'keep' && by && sql(`UPDATE session SET created_at = created_at + INTERVAL ${by} SECOND,
		last_seen_at = last_seen_at + INTERVAL ${by} SECOND, expires_at = expires_at + INTERVAL ${by} SECOND`);
	b.writeBigInt64LE(BigInt(Math.round(seconds)));
	if (by > 0) keep(); // what a page asks for at this moment must not find its session ended
	const f = fs.openSync(env.clock, 'r+');
	fs.writeSync(f, b, 0, 8, 0);
	fs.closeSync(f);
	if (by < 0) keep();
}
export const clockOffset = () => Number(fs.readFileSync(env.clock).readBigInt64LE(0));
const found = env.clock ? clockOffset() : 0;
export const moveClockTo = (date, options) => clock((new Date(date).getTime() - Date.now()) / 1000, options);
/** The database's time now. */
export const now = () => new Date(Date.now() + clockOffset() * 1000);

// --- jobs
/** Waits for a job to end and gives it; an error when it did not end as wanted ("done"). */
export async function job(actor, id, { state = 'done', seconds = 120 } = {}) {
	const until = Date.now() + seconds * 1000;
	for (;;) {
		const j = await actor.get(`/jobs/${id}`);
		if (['done', 'failed', 'cancelled'].includes(j.state)) {
			if (state && j.state !== state) throw new Error(`job ${id} (${j.kind}) is ${j.state}: ${j.error_type ?? ''} ${j.error ?? ''}`);
			return j;
		}
		if (Date.now() > until) throw new Error(`job ${id} (${j.kind}) still ${j.state} after ${seconds} s, ${j.done}/${j.total}`);
		await sleep(60);
	}
}

// --- the database, for assertions only
const client = ['--no-defaults', '--default-character-set=utf8mb4', '--batch', '--skip-column-names'];
/** Rows of a statement as arrays of text (NULL as null). */
export function sql(text) {
	const out = execFileSync('mariadb', [...client, `--socket=${env.socket}`, `--user=${env.user}`, 'certificates', '-e', text], {
		encoding: 'utf8', maxBuffer: 1 << 28,
	});
	return out.split('\n').filter(Boolean).map((l) => l.split('\t').map((v) => (v === 'NULL' ? null : v)));
}
export const sqlValue = (text) => sql(text)[0]?.[0];
// All programs register schools from one address; more than an hour allows of one.
if (env.socket) sql("DELETE FROM throttle WHERE kind = 'school'");

/** What may change although nothing of substance did. */
const fleeting = new Set(['session', 'throttle', 'lookup_version', 'idempotency', 'audit_head', 'audit_entry', 'known_device', 'account']);
let tables;
/** A checksum of every table of substance, by name. */
export function snapshot() {
	tables ??= sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'certificates' AND table_type = 'BASE TABLE'")
		.flat().filter((t) => !fleeting.has(t));
	return Object.fromEntries(sql(`CHECKSUM TABLE ${tables.join(',')}`));
}
export function changes(before, after = snapshot()) {
	return Object.keys(after).filter((t) => after[t] !== before[t]);
}

/** One TAP line: this request is refused with one of these states, by a proper problem document. Gives the answer. */
export async function refused(name, status, actor, method, path, body, options) {
	const r = await actor.ask(method, path, body, options);
	const p = r.body;
	const form = typeof p === 'object' && p.status === r.status && typeof p.title === 'string' && /^\/problems\//.test(p.type);
	check(`${name}: ${method} ${path.split('?')[0]} is refused`, [status].flat().includes(r.status) && form,
		`expected ${status}, ${explain(method, path, r)}${form ? '' : ' (not a problem document)'}`);
	return r;
}

/** Waits until no job runs or is due: what an earlier test set going is done. */
export async function quiet(seconds = 240) {
	const due = "SELECT COUNT(*) FROM job WHERE state = 'running' OR (state = 'queued' AND run_after_at <= UTC_TIMESTAMP(6))";
	for (const until = Date.now() + seconds * 1000; Date.now() < until && sqlValue(due) !== '0';) await sleep(200);
}

const jobsRun = () => Number(sqlValue("SELECT COUNT(*) FROM job WHERE state IN ('queued', 'running') AND kind <> 'sweep'")) > 0;
/** What jobs write that print in the background. */
const printed = ['job', 'job_row', 'file', 'file_chunk', 'certificate_file', 'paper', 'notification'].map((t) => `certificates.${t}`);

/** Runs fn and gives the tables that it changed; what an earlier test left printing in the background is not its. */
export async function changedBy(fn) {
	const busy = jobsRun();
	const before = snapshot();
	await fn();
	const changed = changes(before);
	return busy || (changed.length && jobsRun()) ? changed.filter((t) => !printed.includes(t)) : changed;
}

/** Several refusals [name, status, actor, method, path, body, options], and the state is what it was. */
export async function allRefused(title, tries) {
	const changed = await changedBy(async () => {
		for (const one of tries) await refused(`${title}, ${one[0]}`, ...one.slice(1));
	});
	same(`${title}: nothing changed`, changed, []);
}

/** A solved proof of work for a look-up ("lookup", "certificate", "ticket"), as the body's member captcha takes it. */
export async function solvedCaptcha(purpose) {
	const c = await nobody().get(`/public/captcha?purpose=${purpose}`);
	for (let n = 0; n <= c.most; n++) if (sha256(c.salt + n) === c.target) return `${c.token}.${n}`;
	throw new Error('a challenge without a solution');
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
export const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
export const percentile = (v, p) => [...v].sort((a, b) => a - b)[Math.min(v.length - 1, Math.floor((v.length * p) / 100))];
