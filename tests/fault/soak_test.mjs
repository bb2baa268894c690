/*
 * soak_test.mjs: many requests, a tenth of them wrong, through all pools: memory of the workers and prepared statements
 * stay where they were after the first fifth (faults.md B21). SOAK_REQUESTS: how many (10,000; make soak: 50,000).
 */
import https from 'node:https';
import { agent, ca, check, colleague, env, newKey, nobody, operator, organisation, organisationCode, same, sleep, sqlValue, step, unique } from '../api/lib.mjs';
import { part, resident, until, workers } from './system.mjs';

const REQUESTS = Number(process.env.SOAK_REQUESTS ?? 10000);
const pools = ['public', 'console', 'sign-in', 'signing'];
const statements = () => Number(sqlValue("SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Prepared_stmt_count'"));

async function soak() {
	const op = await operator();
	const evaluator = await organisation(op, 'evaluator', { name: unique('浸泡评价组织'), certificate_code: organisationCode() });
	const signer = await colleague(evaluator, ['signer']);
	// The sanitizer keeps freed memory for a while to catch its later use; that is not the programs' memory.
	const before = process.env.ASAN_OPTIONS;
	process.env.ASAN_OPTIONS = `${before ?? ''}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64`;
	part('restart', ...pools);
	process.env.ASAN_OPTIONS = before;
	agent.destroy();
	await until(async () => (await op.ask('GET', '/announcements')).status === 200, 20);
	const use = new https.Agent({ keepAlive: true, maxSockets: 16, ca });
	const { id } = await op.post('/announcements', { kind: 'notice', title: unique('浸泡'), body: '正文' });
	const good = [
		() => nobody().ask('GET', '/public/announcements?kind=notice', undefined, { agent: use }),
		() => nobody().ask('GET', '/public/certificates', undefined, { agent: use }),
		() => nobody().ask('GET', '/public/home', undefined, { agent: use }),
		() => op.ask('GET', '/announcements', undefined, { agent: use }),
		() => op.ask('GET', `/announcements/${id}`, undefined, { agent: use }),
		() => op.ask('GET', '/audit?limit=50', undefined, { agent: use }),
		() => op.ask('GET', '/session', undefined, { agent: use }),
		() => signer.ask('GET', '/signing/keys', undefined, { agent: use }),
		() => op.ask('POST', '/announcements', { kind: 'notice', title: unique('浸泡'), body: '正文' }, { agent: use }),
		() => op.ask('GET', '/organisations?limit=20', undefined, { agent: use }),
	];
	const key = newKey();
	const bad = [
		() => nobody().ask('GET', '/public/announcements?kind=nothing', undefined, { agent: use }),
		() => nobody().ask('GET', '/public/certificates/999999999', undefined, { agent: use }),
		() => nobody().ask('GET', '/public/nothing', undefined, { agent: use }),
		() => op.ask('POST', '/announcements', undefined, { raw: '{"title":', type: 'application/json', agent: use }),
		() => op.ask('POST', '/announcements', { kind: 'x', title: '', nothing: [1, { a: 2 }] }, { agent: use }),
		() => op.ask('PUT', `/announcements/${id}`, { kind: 'notice', title: '题', body: '文', version: 77 }, { agent: use }),
		() => op.ask('POST', '/announcements', { kind: 'notice', title: unique('别'), body: '正文' }, { key, agent: use }),
		() => op.ask('DELETE', '/candidates/1', { version: 1 }, { agent: use }),
		() => nobody().ask('GET', '/session', undefined, { agent: use }),
		() => signer.ask('POST', '/signing/evaluation', { plan: '999999999', digest: 'x', passphrase: 'x', code: '000000' }, { agent: use }),
		() => nobody().ask('POST', '/session', { login: unique('soak'), password: 'wrong' }, { key: null, agent: use }),
	];
	await op.ask('POST', '/announcements', { kind: 'notice', title: unique('首'), body: '正文' }, { key });
	const states = {};
	let done = 0;
	const run = async (upTo) => {
		await Promise.all(Array.from({ length: 16 }, async () => {
			while (done < upTo) {
				const n = done++;
				const r = await (n % 10 === 9 ? bad[(n / 10 | 0) % bad.length]() : good[n % good.length]());
				states[r.status] = (states[r.status] ?? 0) + 1;
			}
		}));
	};
	const ids = () => Object.fromEntries(pools.map((p) => [p, workers(p)]));
	const memory = () => Object.fromEntries(pools.map((p) => [p, Math.max(...workers(p).map(resident))]));
	await run(REQUESTS / 5);
	const first = { memory: memory(), statements: statements(), ids: ids() };
	await run(REQUESTS);
	const last = { memory: memory(), statements: statements(), ids: ids() };
	use.destroy();
	const grown = Object.fromEntries(pools.map((p) => [p, last.memory[p] - first.memory[p]]));
	console.log(`# ${REQUESTS} requests ${JSON.stringify(states)}; KiB after a fifth ${JSON.stringify(first.memory)}, at the end ${JSON.stringify(last.memory)}; prepared ${first.statements}, ${last.statements}`);
	const wrong = Object.entries(states).filter(([s]) => Number(s) >= 400).reduce((t, [, n]) => t + n, 0);
	check(`B21: ${REQUESTS} requests, about a tenth of them wrong, none of them 5xx`, wrong > REQUESTS * 0.07 && wrong < REQUESTS * 0.11 && !Object.keys(states).some((s) => Number(s) >= 500), states);
	check('B21: no worker grew by more than 6 MiB', Object.values(grown).every((k) => k < 6144), grown);
	// Each worker prepares a statement once, when it first needs it.
	check('B21: prepared statements are flat', last.statements <= first.statements * 1.25 + 20, [first.statements, last.statements]);
	same('B21: the workers are the same', last.ids, first.ids);
	part('restart', ...pools, 'jobs'); // what earlier tests let the jobs prepare counts, too
	await until(async () => (await nobody().ask('GET', '/readyz', undefined, { path: true })).status === 200, 10);
	await sleep(200);
	check('B21: what workers had prepared goes with them', statements() < 100, statements());
}

await step('a soak', soak);
