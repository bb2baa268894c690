/*
 * system.mjs: the running system from outside, for fault tests: its parts and worker processes, sessions on its
 * database that hold locks, and pools of workers of the test's own, whose way to the database may lead through a proxy.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { env, sleep, sqlValue } from '../api/lib.mjs';
import { ask } from './fastcgi.mjs';

export const faultFile = `${env.dir}/run/fault`;

/** scripts/part: start, stop, restart, pid, alive. The parts it starts obey faultFile (fcgi/base/inject.h). */
export function part(command, ...names) {
	return execFileSync(`${env.root}/scripts/part`, [command, env.dir, ...names], {
		encoding: 'utf8', env: { ...process.env, FAULT_FILE: faultFile }, stdio: ['ignore', 'pipe', 'inherit'],
	}).trim();
}

/** The next worker that reaches the point does the action: kill, stop, sleep, flip, or kills (all, until disarmed). */
export const arm = (point, action) => fs.writeFileSync(faultFile, `${point} ${action}`, { mode: 0o666 });
export const disarm = () => fs.rmSync(faultFile, { force: true });

export const parent = (pool) => Number(part('pid', pool));
export function children(pid) {
	try {
		return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
	} catch {
		return [];
	}
}
export const workers = (pool) => children(parent(pool));
export const alive = (pid) => fs.existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
/** Resident memory in KiB. */
export const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** Waits until fn gives something true; gives the milliseconds it took, or NaN. */
export async function until(fn, seconds = 10, pause = 10) {
	const began = performance.now();
	for (;;) {
		if (await fn()) return performance.now() - began;
		if (performance.now() - began > seconds * 1000) return NaN;
		await sleep(pause);
	}
}

/** Lines of a part's log as objects, from the given offset on. */
export function logLines(name, from = 0) {
	const file = `${env.dir}/log/${name}.log`;
	if (!fs.existsSync(file)) return [];
	return fs.readFileSync(file).subarray(from).toString().split('\n').flatMap((l) => {
		try {
			return [JSON.parse(l)];
		} catch {
			return [];
		}
	});
}
export const logSize = (name) => (fs.existsSync(`${env.dir}/log/${name}.log`) ? fs.statSync(`${env.dir}/log/${name}.log`).size : 0);

/** A session on the database that holds what it locked: query(text) ends with its last row of text, or ''. */
export function session() {
	const client = spawn('mariadb', ['--no-defaults', '--batch', '--skip-column-names', '--unbuffered', '--force', `--socket=${env.socket}`,
		`--user=${env.user}`, 'certificates'], { stdio: ['pipe', 'pipe', 'pipe'] });
	let out = '';
	let wake = () => {};
	client.stdout.on('data', (d) => { out += d; wake(); });
	client.stderr.on('data', (d) => { out += d; });
	let n = 0;
	return {
		query: async (text) => {
			if (client.killed) return '';
			const mark = `-- ${++n} --`;
			client.stdin.write(`${text}; SELECT '${mark}';\n`);
			while (!out.includes(`${mark}\n`)) await new Promise((done) => { wake = done; });
			const before = out.slice(0, out.indexOf(mark)).trim();
			out = '';
			if (/^ERROR /m.test(before)) {
				client.kill(); // a session left behind would hold its locks, and this program
				throw new Error(`${text}: ${before}`);
			}
			return before.split('\n').at(-1);
		},
		end: () => new Promise((done) => {
			if (client.killed) return void done();
			client.once('close', done);
			client.stdin.end();
		}),
	};
}

/** How many sessions wait for a row that another one holds. */
export const waiting = () => Number(sqlValue("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"));

/**
 * Sends the two while a row that both need is held, the second when the first waits, and lets go when both do. met is false
 * when the machine was too slow: a lock is waited for a second, then all begins anew.
 */
export async function meeting(rowHeld, first, second) {
	const other = session();
	await other.query('START TRANSACTION');
	await other.query(rowHeld);
	const one = first();
	await until(() => waiting() >= 1, 1, 150);
	const two = second();
	const took = await until(() => waiting() >= 2, 0.8, 150);
	await other.query('COMMIT');
	await other.end();
	return { met: !Number.isNaN(took), answers: await Promise.all([one, two]) };
}

/**
 * Workers of the test's own. config: lines of the configuration that differ. Gives { ask(actor, method, path, body,
 * options), socket, pid, workers(), stop() }.
 */
export async function pool(config = {}, { program = 'portal', pool: name = 'console', workers: n = 1, env: extra } = {}) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fault-'));
	const over = { run_dir: dir, [`${name.replace('-', '_')}_workers`]: n, ...config };
	const lines = fs.readFileSync(env.config, 'utf8').split('\n').filter((l) => !(l.split('=')[0].trim() in over));
	fs.writeFileSync(`${dir}/config`, [...lines, ...Object.entries(over).map(([k, v]) => `${k} = ${v}`), ''].join('\n'));
	const log = fs.openSync(`${env.dir}/log/fault-${name}.log`, 'a');
	const child = spawn(`${env.build}/${program}`, ['--config', `${dir}/config`, '--pool', name], {
		stdio: ['ignore', log, log], env: { ...process.env, FAULT_FILE: faultFile, ...extra },
	});
	fs.closeSync(log);
	process.once('exit', () => child.kill()); // a test that fails leaves nothing running
	const gone = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
	const socket = `${dir}/${name}.sock`;
	const ready = () => program === 'jobs' || fs.existsSync(socket);
	if (Number.isNaN(await until(() => ready() && children(child.pid).length === n, 10))) throw new Error('the pool does not start');
	return {
		dir, socket, pid: child.pid, gone,
		ask: (actor, method, uri, body, options) => ask(socket, actor, method, uri, body, options),
		workers: () => children(child.pid),
		stop: async () => {
			child.kill('SIGTERM');
			const left = await gone;
			fs.rmSync(dir, { recursive: true, force: true });
			return left;
		},
	};
}
