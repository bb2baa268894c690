/*
 * fastcgi.mjs: a small FastCGI client: asks a worker over its own socket, as nginx would or as nginx never would.
 *
 *   const r = await ask(path, actor, 'POST', '/announcements', { title }, { key })   { status, headers, body, bytes, ms }
 *   const c = await open(path); c.write(record(BEGIN, 1, …)); await c.closed
 */
import net from 'node:net';
import { API, env, newKey, origin } from '../api/lib.mjs';

export const BEGIN = 1;
export const ABORT = 2;
export const END = 3;
export const PARAMS = 4;
export const STDIN = 5;
export const STDOUT = 6;
export const GET_VALUES = 9;

/** One record; over: { version, length } says something else than the truth in its head. */
export function record(type, id, content = Buffer.alloc(0), over = {}) {
	const head = Buffer.alloc(8);
	head.set([over.version ?? 1, type]);
	head.writeUInt16BE(id, 2);
	head.writeUInt16BE(over.length ?? content.length, 4);
	return Buffer.concat([head, content]);
}

/** Content as records of at most 64 KiB and the empty one that ends the stream. */
function stream(type, content) {
	const parts = [];
	for (let at = 0; at < content.length; at += 65528) parts.push(record(type, 1, content.subarray(at, at + 65528)));
	return Buffer.concat([...parts, record(type, 1)]);
}

const length = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([(n >>> 24) | 128, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
export const pairs = (o) => Buffer.concat(Object.entries(o).flatMap(([k, v]) => [length(Buffer.byteLength(k)), length(Buffer.byteLength(v)), Buffer.from(k), Buffer.from(v)]));

/** A whole request as bytes. keep: the connection stays open behind it. */
export function message(params, body = Buffer.alloc(0), { keep = false } = {}) {
	return Buffer.concat([
		record(BEGIN, 1, Buffer.from([0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0])), stream(PARAMS, pairs(params)), stream(STDIN, body),
	]);
}

/** The parameters that nginx sends for a request of an actor. start: seconds since 1970 when nginx took it. */
export function params(actor, method, path, body, { key, start } = {}) {
	const all = {
		REQUEST_METHOD: method, REQUEST_URI: path.startsWith('/healthz') ? path : API + path, QUERY_STRING: path.split('?')[1] ?? '',
		HTTP_HOST: new URL(env.url).host, REMOTE_ADDR: '127.0.0.1', HTTPS: 'on', REQUEST_ID: newKey(), HTTP_ORIGIN: origin,
		CONTENT_LENGTH: body?.length ? String(body.length) : '', CONTENT_TYPE: body?.length ? 'application/json' : '',
	};
	if (start) all.REQUEST_START = start.toFixed(3);
	if (actor?.jar.size) all.HTTP_COOKIE = [...actor.jar].map(([k, v]) => `${k}=${v}`).join('; ');
	if (method === 'POST') all.HTTP_IDEMPOTENCY_KEY = key ?? newKey();
	return all;
}

/** The answer in what came, or null when its end is missing. */
export function answer(bytes) {
	const out = [];
	for (let at = 0; at + 8 <= bytes.length;) {
		const n = bytes.readUInt16BE(at + 4);
		if (bytes[at + 1] === STDOUT) out.push(bytes.subarray(at + 8, at + 8 + n));
		if (bytes[at + 1] === END && at + 16 <= bytes.length) {
			const all = Buffer.concat(out);
			const split = all.indexOf('\r\n\r\n');
			const headers = Object.fromEntries(all.subarray(0, split).toString().split('\r\n').map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
			const body = all.subarray(split + 4);
			return {
				status: Number.parseInt(headers.status ?? '200', 10), headers, bytes: body, end: at + 8 + n + bytes[at + 6],
				body: /json/.test(headers['content-type'] ?? '') ? JSON.parse(body) : body.toString(),
			};
		}
		at += 8 + n + bytes[at + 6];
	}
	return null;
}

/** A connection to a socket: { write, take() (all bytes so far), ended (a promise of how it ended), destroy }. */
export function open(path) {
	return new Promise((done, fail) => {
		const s = net.connect({ path });
		const parts = [];
		s.once('error', fail);
		s.once('connect', () => {
			s.removeListener('error', fail);
			const ended = new Promise((over) => {
				s.on('error', (e) => over(e.code));
				s.on('close', () => over('closed'));
			});
			s.on('data', (d) => parts.push(d));
			done({ socket: s, write: (b) => s.write(b), take: () => Buffer.concat(parts), ended, destroy: () => s.destroy() });
		});
	});
}

/** Asks over a connection of its own. An answer that never comes is status 0 with the reason in error. */
export async function ask(path, actor, method, uri, body, { key, start, seconds = 40 } = {}) {
	const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
	const began = performance.now();
	let c;
	try {
		c = await open(path);
	} catch (e) {
		return { status: 0, error: e.code, ms: performance.now() - began };
	}
	c.write(message(params(actor, method, uri, bytes, { key, start }), bytes));
	let timer;
	const error = await Promise.race([c.ended, new Promise((over) => { timer = setTimeout(over, seconds * 1000, 'silent'); })]);
	clearTimeout(timer);
	c.destroy();
	return { ...(answer(c.take()) ?? { status: 0, error }), ms: performance.now() - began };
}
