/*
 * lookup.mjs: the Node peer of the look-up: fastify and mysql2 in a cluster of one process per core, with a schema for
 * the input and one line per request in fastify's own log. Its own index of the result is computed like ours; the one
 * that is asked for it is told, because the measured table was filled with ours. Settings come through the
 * environment (see lookup.mjs).
 */
import cluster from 'node:cluster';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';

const e = process.env;
const cores = availableParallelism();
if (cluster.isPrimary) {
	fs.rmSync(e.PEER_SOCKET, { force: true });
	for (let i = 0; i < cores; i++) cluster.fork();
} else {
	const { default: fastify } = await import('fastify');
	const { createPool } = await import('mysql2/promise');
	const { default: pino } = await import('pino');
	const pool = createPool({
		socketPath: e.PEER_DATABASE, user: e.PEER_USER, password: e.PEER_PASSWORD, database: 'certificates',
		connectionLimit: Math.max(1, 8 / cores), charset: 'utf8mb4', timezone: 'Z',
	});
	const mac = (text) => createHmac('sha256', e.PEER_KEY).update(text).digest();
	/* The log gathers 4 KiB before it writes: its fastest way. */
	const stream = pino.destination({ dest: e.PEER_LOG, sync: false, minLength: 4096 });
	const app = fastify({ logger: { stream }, disableRequestLogging: true, requestIdHeader: 'x-request-id' });
	app.addHook('onResponse', (q, a, done) => {
		q.log.info({ method: q.method, route: q.routeOptions.url, status: a.statusCode, ms: a.elapsedTime }, 'request');
		done();
	});
	const text = { type: 'string', maxLength: 64 };
	const body = {
		type: 'object', required: ['name', 'document_number', 'ticket_number'],
		properties: { name: text, document_number: text, ticket_number: text, index: text },
	};
	app.post('/node', { schema: { body } }, async (q, a) => {
		const { name, document_number, ticket_number } = q.body;
		const person = mac(`${name.toUpperCase()}\n${document_number.trim().toUpperCase()}`);
		const address = mac(q.headers['x-real-ip']);
		const index = mac(person.toString('latin1') + ticket_number);
		const [[row]] = await pool.execute(e.PEER_SQL, [person, mac(address + name), address, q.body.index ? Buffer.from(q.body.index, 'hex') : index]);
		if (!row?.open) return a.code(404).send({ status: 404 });
		if (row.blocked) return a.code(429).send({ status: 429 });
		a.type('application/json; charset=utf-8');
		return `{"items":[${row.answer}]}`;
	});
	await app.listen({ path: e.PEER_SOCKET });
	fs.chmodSync(e.PEER_SOCKET, 0o666);
}
