/*
 * bench.mjs: what the measurements share: medians, tables, verdicts, the database, processes and what they use.
 * Not a measurement itself.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

const e = process.env;
export const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const fixed = (v, d = 0) => v.toFixed(d);

/** Arguments of the mariadb client for the administrator of the measured database. */
export const client = ['--no-defaults', '--default-character-set=utf8mb4', `--socket=${e.TEST_DATABASE_SOCKET}`, `--user=${e.TEST_DATABASE_USER}`];
export const sql = (text) => execFileSync('mariadb', [...client, 'certificates', '-BNe', text], { encoding: 'utf8', maxBuffer: 1 << 28 });

/** The parent process of a part of the measured system; its children are the workers. */
export const pidIn = (name) => Number(fs.readFileSync(`${e.TEST_DIR}/run/${name}.pid`, 'utf8').split(' ')[0]);
const family = (parent) => fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).flatMap((pid) => {
	try {
		const line = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
		const v = line.slice(line.lastIndexOf(')') + 2).split(' ');
		return Number(pid) === parent || Number(v[1]) === parent ? [{ pid: Number(pid), us: (Number(v[11]) + Number(v[12])) * 10000 }] : [];
	} catch {
		return []; // it has ended
	}
});
/** CPU time of a process and its children so far, in microseconds. */
export const cpu = (parent) => family(parent).reduce((sum, p) => sum + p.us, 0);
/** The most memory that a child of this process ever had resident, in KiB. */
export const peak = (parent) => Math.max(0, ...family(parent).filter((p) => p.pid !== parent)
	.map((p) => Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${p.pid}/status`, 'utf8'))?.[1] ?? 0)));

/** Rows of text in columns: the first to the left, the others to the right. */
export function table(rows) {
	const width = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));
	for (const r of rows) console.log(r.map((v, i) => (i ? String(v).padStart(width[i]) : String(v).padEnd(width[i]))).join('  '));
}
export const verdict = (title, good, text) => console.log(`${good ? 'reached' : 'MISSED '}  ${title}: ${text}`);

const [before] = loadavg();
/** To be said at the end: figures of a machine that had other work are not to be relied on. */
export function quietness() {
	if (before > availableParallelism() / 2)
		console.log(`the machine was not quiet: load ${fixed(before, 1)} on ${availableParallelism()} cores before the start; rates and waits are not to be relied on`);
}
