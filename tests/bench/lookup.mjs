/*
 * lookup.mjs: the public look-up of results through nginx (without TLS for all alike) beside PHP-FPM, Node and nginx's
 * own "return", in interleaved rounds on 1,000,000 published results; then 256 closed-loop clients for fairness.
 * The peers do the same job: input checked, the four keyed hashes, window and limits judged by the database in the one
 * statement that finds the answer, one line of the log per request. Read the ratios: load generator, database and
 * programs share the machine. Where others use it, too, the ratio of CPU time a request ("by CPU") says more than the
 * ratio of rates.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import { client, cpu, fixed, median, pidIn, quietness, sleep, sql, table, verdict } from './bench.mjs';

const e = process.env;
const dir = `${e.TEST_DIR}/lookup`;
const host = new URL(e.TEST_URL).host;
const count = Number(e.BENCH_RESULTS ?? 1000000);
const rounds = Number(e.BENCH_ROUNDS ?? 3);
const seconds = Number(e.BENCH_SECONDS ?? 4);
const targets = { php: 2.8, node: 2.4 };
const root = process.getuid() === 0;
const children = [];
fs.mkdirSync(dir, { recursive: true, mode: 0o755 });
fs.chmodSync(dir, 0o755);

/* --- 1,000,000 published results of one plan whose publicity is open; nothing else of the plan is asked for */
function fill() {
	/* Measured again in the same folder: they are there. */
	if (fs.existsSync(`${dir}/peers.bodies`) && Number(sql('SELECT COUNT(*) FROM published_result')) === count) return;
	const build = e.TEST_BUILD;
	const libs = execFileSync('pkg-config', ['--cflags', '--libs', 'fcgi', 'libmariadb', 'jansson', 'libsodium'], { encoding: 'utf8' }).trim().split(/\s+/);
	execFileSync('gcc', ['-std=c17', '-D_GNU_SOURCE', '-O2', `-I${e.TEST_ROOT}/fcgi`, `-I${e.TEST_ROOT}/build/gen`, '-o', `${dir}/fill`,
		`${e.TEST_ROOT}/tests/bench/lookup_fill.c`, `${build}/all.a`, '-Wl,--as-needed', ...libs, '-lm'], { stdio: 'inherit' });
	const load = `SET foreign_key_checks = 0, unique_checks = 0; LOAD DATA LOCAL INFILE '/dev/stdin' INTO TABLE published_result CHARACTER SET utf8mb4 (registration_id, @l, answer)
		SET plan_id = 900001, lookup_index = UNHEX(@l), open_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY, close_at = UTC_TIMESTAMP(6) + INTERVAL 5 DAY`;
	const keyring = /^field_keys_file = (.*)$/m.exec(fs.readFileSync(e.TEST_CONFIG, 'utf8'))[1];
	const quote = (s) => `'${s.replace(/'/g, "'\\''")}'`;
	const shell = `${quote(`${dir}/fill`)} ${quote(keyring)} ${count} ${Math.min(count, 50000)} ${quote(`${dir}/samples`)} | mariadb ${client.map(quote).join(' ')} --local-infile=1 certificates -e ${quote(load)}`;
	execFileSync('bash', ['-c', `set -o pipefail; ${shell}`], { stdio: ['ignore', 'ignore', 'inherit'] });
	if (Number(sql('SELECT COUNT(*) FROM published_result')) !== count) throw new Error('not all results were loaded');
	const lines = fs.readFileSync(`${dir}/samples`, 'utf8').trim().split('\n').map((l) => l.split('\t'));
	fs.writeFileSync(`${dir}/ours.bodies`, lines.map((l) => l[0]).join('\n') + '\n');
	fs.writeFileSync(`${dir}/peers.bodies`, lines.map((l) => l[0].replace('}', `,"index":"${l[1]}"}`)).join('\n') + '\n');
	/* As on score day: 20,000 who have mistyped something in the last minutes, a thousand of them too often. */
	sql(`INSERT INTO throttle (kind, bucket, used, began_at, blocked_until) SELECT 'lookup', UNHEX(SHA2(CONCAT('counter', registration_id), 256)), 1, UTC_TIMESTAMP(6),
		IF(registration_id % 20 = 0, UTC_TIMESTAMP(6) + INTERVAL 1 DAY, NULL) FROM published_result WHERE registration_id <= 20000`);
	sql('ANALYZE TABLE published_result, throttle; SELECT COUNT(answer) FROM published_result');
}

/* The peers' statement, with question marks. */
function statement() {
	const text = fs.readFileSync(`${e.TEST_ROOT}/tests/bench/peer/lookup.sql`, 'utf8').replace(/^--.*$/gm, '');
	return text.replace(/:\w+/g, '?').replace(/\s+/g, ' ').replace(/;\s*$/, '').trim();
}

function start(name, command, args, options = {}) {
	const child = spawn(command, args, { stdio: ['ignore', 'ignore', fs.openSync(`${dir}/${name}.log`, 'a')], ...options });
	children.push(child);
	return child;
}

async function freePort() {
	return new Promise((done) => {
		const s = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});
}

const php = fs.readdirSync('/usr/sbin').find((f) => /^php-fpm\d/.test(f));
let port;
let parents;
async function startPeers() {
	const password = fs.readFileSync(`${e.TEST_DIR}/secrets/portal.password`, 'utf8').trim();
	const settings = {
		PEER_DATABASE: fs.realpathSync(e.TEST_DATABASE_SOCKET), PEER_USER: 'portal', PEER_PASSWORD: password, PEER_KEY: randomBytes(32).toString('hex'),
		PEER_SQL: statement(), PEER_SOCKET: `${dir}/node.sock`, PEER_LOG: `${dir}/node-requests.log`,
	};
	fs.copyFileSync(`${e.TEST_ROOT}/tests/bench/peer/lookup.php`, `${dir}/peer.php`);
	fs.writeFileSync(`${dir}/fpm.conf`, `[global]\nerror_log = ${dir}/fpm.log\ndaemonize = no\n[peer]\nlisten = ${dir}/php.sock\nlisten.mode = 0666\nlisten.backlog = 4096
${root ? 'user = nobody\ngroup = nogroup\n' : ''}pm = static\npm.max_children = 8\nclear_env = yes\naccess.log = ${dir}/php-requests.log\naccess.format = '{"time":"%{%Y-%m-%dT%H:%M:%SZ}T","pid":%p,"id":"%{REQUEST_ID}e","method":"%m","route":"%r","status":%s,"us":%{microseconds}d}'\n${Object.entries(settings).map(([k, v]) => `env[${k}] = "${v}"`).join('\n')}\n`, { mode: 0o600 });
	const fpm = start('php', `/usr/sbin/${php}`, ['-F', ...(root ? ['-R'] : []), '-y', `${dir}/fpm.conf`, '-d', 'opcache.enable=1']);
	const node = start('node', process.execPath, [`${e.TEST_ROOT}/tests/bench/peer/lookup.mjs`], { env: { ...process.env, ...settings }, cwd: `${e.TEST_ROOT}/tests` });
	port = await freePort();
	const run = fs.realpathSync(`${e.TEST_DIR}/run`);
	const fixed = fs.readFileSync(`${dir}/samples`, 'utf8').length && sql('SELECT answer FROM published_result LIMIT 1').trim();
	const fastcgi = ['REQUEST_METHOD $request_method', 'REQUEST_URI $request_uri', 'QUERY_STRING $query_string', 'CONTENT_TYPE $content_type',
		'CONTENT_LENGTH $content_length', 'REMOTE_ADDR $remote_addr', 'HTTP_HOST $http_host', 'HTTPS $https', 'REQUEST_ID $request_id'];
	const params = fastcgi.map((f) => `fastcgi_param ${f};`).join(' ');
	fs.writeFileSync(`${dir}/nginx.conf`, `${root ? 'user root;' : ''}
worker_processes auto; pid ${dir}/nginx.pid; error_log ${dir}/nginx-error.log error; worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
	access_log off; keepalive_timeout 60s; keepalive_requests 1000000; client_body_buffer_size 64k;
	client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
	upstream ours { server unix:${run}/public.sock; keepalive 64; keepalive_timeout 1s; keepalive_time 1s; }
	upstream node { server unix:${dir}/node.sock; keepalive 64; }
	server {
		listen 127.0.0.1:${port} backlog=4096;
		${params}
		location /api/v1/public/ { fastcgi_pass ours; fastcgi_keep_conn on; }
		location = /php { ${params} fastcgi_param SCRIPT_FILENAME ${dir}/peer.php; fastcgi_pass unix:${dir}/php.sock; }
		location = /node { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Request-ID $request_id; proxy_pass http://node; }
		location = /return { default_type application/json; return 200 '{"items":[${fixed.replace(/'/g, '')}]}'; }
	}
}\n`);
	const nginx = start('nginx', 'nginx', ['-p', dir, '-c', `${dir}/nginx.conf`, '-e', `${dir}/nginx-error.log`, '-g', 'daemon off;']);
	parents = { ours: pidIn('public'), php: fpm.pid, node: node.pid, nginx: nginx.pid, database: pidIn('database') };
}

const backends = [
	{ name: 'ours', title: 'this platform', path: '/api/v1/public/results', bodies: 'ours.bodies' },
	{ name: 'php', title: 'PHP-FPM, PDO persistent', path: '/php', bodies: 'peers.bodies' },
	{ name: 'node', title: 'Node, fastify + mysql2', path: '/node', bodies: 'peers.bodies' },
	{ name: 'return', title: 'nginx return', path: '/return', bodies: 'ours.bodies' },
];

async function answers(b) {
	const body = fs.readFileSync(`${dir}/${b.bodies}`, 'utf8').split('\n')[0];
	for (let i = 0; i < 60; i++) {
		const p = spawnSync('curl', ['-s', '-m', '5', '-H', `Host: ${host}`, '-H', `Origin: https://${host}`, '-H', 'Content-Type: application/json', '-d', body,
			`http://127.0.0.1:${port}${b.path}`], { encoding: 'utf8' });
		if (p.stdout.includes(JSON.parse(body).ticket_number) || (b.name === 'return' && p.stdout.includes('ticket_number'))) return p.stdout;
		if (i === 59) throw new Error(`${b.title} does not answer: ${p.stdout}`);
		await sleep(100);
	}
}

function measure(b, clients) {
	const before = [parents[b.name] ? cpu(parents[b.name]) : 0, cpu(parents.nginx), cpu(parents.database)];
	const out = execFileSync('wrk', ['-t2', `-c${clients}`, `-d${seconds}s`, '--timeout', '10s', '-s', `${e.TEST_ROOT}/tests/bench/lookup.lua`,
		`http://127.0.0.1:${port}`, '--', `${dir}/${b.bodies}`, b.path, host], { encoding: 'utf8' });
	const r = JSON.parse(out.trim().split('\n').at(-1));
	const after = [parents[b.name] ? cpu(parents[b.name]) : 0, cpu(parents.nginx), cpu(parents.database)];
	const [worker, nginx, database] = after.map((v, i) => (v - before[i]) / r.requests);
	return { rate: r.requests / (r.us / 1e6), p50: r.p50 / 1000, p99: r.p99 / 1000, errors: r.errors, worker, nginx, database, all: worker + nginx + database };
}

/* --- fairness: each client sends the next request when it has its answer */
function fairness(clients, ms) {
	const lines = fs.readFileSync(`${dir}/ours.bodies`, 'utf8').split('\n').filter(Boolean);
	const requests = lines.slice(0, 5000).map((b) => Buffer.from(`POST /api/v1/public/results HTTP/1.1\r\nHost: ${host}\r\nOrigin: https://${host}\r\n` +
		`Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(b)}\r\n\r\n${b}`));
	return new Promise((done) => {
		const state = Array.from({ length: clients }, () => ({ n: 0, worst: 0, errors: 0 }));
		const until = Date.now() + ms;
		let open = clients;
		for (const c of state) {
			const s = net.connect(port, '127.0.0.1');
			let sent = 0;
			let got = Buffer.alloc(0);
			const next = () => {
				sent = performance.now();
				s.write(requests[Math.floor(Math.random() * requests.length)]);
			};
			const over = () => {
				c.worst = Math.max(c.worst, performance.now() - sent);
				s.destroy();
				if (--open === 0) done(state);
			};
			s.on('connect', next);
			s.on('error', () => c.errors++);
			s.on('data', (d) => {
				got = got.length ? Buffer.concat([got, d]) : d;
				const end = got.indexOf('\r\n\r\n');
				if (end < 0) return;
				const length = Number(/content-length: (\d+)/i.exec(got.toString('latin1', 0, end))?.[1] ?? -1);
				if (length < 0) c.errors++;
				if (got.length < end + 4 + length) return;
				if (got.toString('latin1', 9, 12) !== '200') c.errors++;
				got = Buffer.alloc(0);
				c.n++;
				c.worst = Math.max(c.worst, performance.now() - sent);
				if (Date.now() < until) next();
				else over();
			});
			setTimeout(() => s.destroyed || over(), ms + 15000).unref();
		}
	});
}

async function main() {
	const began = Date.now();
	fill();
	console.log(`look-up of results: ${count.toLocaleString('en')} published, loaded in ${fixed((Date.now() - began) / 1000)} s; ${rounds} rounds of ${seconds} s each, interleaved`);
	await startPeers();
	for (const b of backends) await answers(b);
	const results = {};
	for (const b of backends) results[b.name] = { 32: [], 256: [] };
	for (const b of backends) measure(b, 32); /* warm, not counted */
	for (let round = 0; round < rounds; round++)
		for (const clients of [32, 256])
			for (const b of [...backends.slice(round % 4), ...backends.slice(0, round % 4)]) results[b.name][clients].push(measure(b, clients));
	const of = (name, clients, key) => median(results[name][clients].map((r) => r[key]));
	let errors = 0;
	for (const clients of [32, 256]) {
		console.log(`\n${clients} connections (median of ${rounds}; CPU in µs per request)`);
		table([['', 'req/s', 'p50 ms', 'p99 ms', 'worker', 'nginx', 'database', 'in all', 'errors', 'ours is', 'by CPU'], ...backends.map((b) => [
			b.title, fixed(of(b.name, clients, 'rate')), fixed(of(b.name, clients, 'p50'), 1), fixed(of(b.name, clients, 'p99'), 1),
			fixed(of(b.name, clients, 'worker'), 1), fixed(of(b.name, clients, 'nginx'), 1), fixed(of(b.name, clients, 'database'), 1), fixed(of(b.name, clients, 'all'), 1),
			results[b.name][clients].reduce((s, r) => s + r.errors, 0),
			...(b.name === 'ours' ? ['', ''] : [`${fixed(of('ours', clients, 'rate') / of(b.name, clients, 'rate'), 2)} ×`,
				`${fixed(of(b.name, clients, 'all') / of('ours', clients, 'all'), 2)} ×`])])]);
		errors += results.ours[clients].reduce((s, r) => s + r.errors, 0);
	}
	console.log('');
	for (const clients of [32, 256]) {
		for (const [name, want] of Object.entries(targets)) {
			const ratio = of('ours', clients, 'rate') / of(name, clients, 'rate');
			verdict(`${clients} connections, at least ${want} × ${name}`, ratio >= want, `${fixed(ratio, 2)} ×`);
		}
		const best = Math.min(of('php', clients, 'worker'), of('node', clients, 'worker'));
		verdict(`${clients} connections, worker CPU at most 0.5 of the best peer`, of('ours', clients, 'worker') <= 0.5 * best, fixed(of('ours', clients, 'worker') / best, 2));
		const calm = Math.min(of('php', clients, 'p99'), of('node', clients, 'p99'));
		verdict(`${clients} connections, p99 below each peer`, of('ours', clients, 'p99') < calm, `${fixed(of('ours', clients, 'p99'), 1)} ms, best peer ${fixed(calm, 1)} ms`);
	}
	const clients = await fairness(256, 6000);
	const n = clients.map((c) => c.n).sort((a, b) => a - b);
	const worst = Math.max(...clients.map((c) => c.worst));
	const wrong = clients.reduce((s, c) => s + c.errors, 0);
	verdict('fairness, 256 clients for 6 s: slowest at least 0.5 of the median, no wait over 1 s, no error', n[0] >= 0.5 * median(n) && worst <= 1000 && wrong === 0,
		`requests per client ${n[0]} / ${median(n)} / ${n.at(-1)}, longest wait ${fixed(worst)} ms, ${wrong} errors`);
	quietness();
	console.log(`bare Java (target 1.5 ×) is not measured here: no JDK is installed. ${fixed((Date.now() - began) / 1000)} s in all.`);
	if (errors || wrong) process.exitCode = 1;
}

function stop() {
	for (const c of children) c.kill('SIGTERM');
}
process.on('exit', stop);
try {
	await main();
} catch (error) {
	console.error(error.stack ?? error);
	process.exitCode = 1;
} finally {
	stop();
}
