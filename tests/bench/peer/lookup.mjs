/*
 * lookup.mjs: the Node peer of the look-up: fastify and mysql2 in a cluster of one process per core, the same
 * statement with the same four parameters. Settings come through the environment (see lookup.mjs).
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
	const pool = createPool({
		socketPath: e.PEER_DATABASE, user: e.PEER_USER, password: e.PEER_PASSWORD, database: 'certificates',
		connectionLimit: Math.max(1, 8 / cores), charset: 'utf8mb4', timezone: 'Z',
	});
	const mac = (text) => createHmac('sha256', e.PEER_KEY).update(text).digest();
	const app = fastify({ logger: false });
	app.post('/node', async (q, a) => {
		const { name, document_number, ticket_number, index } = q.body;
		if (typeof name !== 'string' || typeof document_number !== 'string' || typeof ticket_number !== 'string') return a.code(422).send();
		const person = mac(`${name.toUpperCase()}\n${document_number.trim().toUpperCase()}`);
		const address = mac(q.headers['x-real-ip']);
		const [rows] = await pool.execute(e.PEER_SQL, [person, mac(address + name), address, Buffer.from(index, 'hex')]);
		if (rows.length === 0) return a.code(404).send({ status: 404 });
		a.type('application/json; charset=utf-8');
		return `{"items":[${rows.map((r) => r.answer).join(',')}]}`;
	});
	await app.listen({ path: e.PEER_SOCKET });
	fs.chmodSync(e.PEER_SOCKET, 0o666);
}
