/*
 * import.mjs: the import of candidates beside Node and beside the bare insert, in interleaved rounds on one workbook: the
 * check (read, judge, seal, stage, compare with what exists), the confirmation, the same file again; memory also with a
 * larger file of which every 24th row has a fault; then photos in a zip. Times are those of the job, from its start to its
 * end, each in a fresh worker; CPU is that of the program and of the database, which a busy machine changes little.
 *
 * Node does the check's work on a copy of the staging table (peer/import.mjs). The bare insert is the same staged rows as
 * text, 500 in a statement, by the mariadb client, into that copy; that of the confirmation one INSERT ... SELECT of the
 * same typed rows into a copy of the candidates' table with all of its keys.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import exceljs from 'exceljs';
import { job, sql, sqlValue } from '../api/lib.mjs';
import { person, portrait, zip } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { client, cpu, fixed, median, peak, pidIn, quietness, table, verdict } from './bench.mjs';

const e = process.env;
const dir = `${e.TEST_DIR}/import`;
const count = Number(e.BENCH_ROWS ?? 50000);
const large = Number(e.BENCH_LARGE ?? 120000);
const photos = Number(e.BENCH_PHOTOS ?? 5000);
const rounds = Number(e.BENCH_ROUNDS ?? 3);
const FAULTY = 24;
const targets = { rate: 25000, node: 3, kib: 64 << 10, confirm: 3, photos: 200 };
const peer = { user: 'bench', password: randomBytes(16).toString('hex') };
fs.mkdirSync(dir, { recursive: true });

const HEADING = ['姓名', '证件类型', '证件号码', '性别', '民族', '手机号', '学号', '学历层次', '专业代码', '专业名称', '入学年份', '班级', '照片文件名'];
const student = (i) => `2024${String(i).padStart(6, '0')}`;

/** A workbook as spreadsheet programs write it, with shared strings; every so many rows a blank inside a name. */
async function workbook(file, rows, faulty = 0) {
	const book = new exceljs.stream.xlsx.WorkbookWriter({ filename: file, useSharedStrings: true, useStyles: true });
	const sheet = book.addWorksheet('考生信息');
	sheet.addRow(HEADING).commit();
	for (let i = 0; i < rows; i++) {
		const p = person('410105');
		const name = faulty && i % faulty === 0 ? `${p.name}\u3000甲` : p.name;
		sheet.addRow([name, p.type, p.number, p.sex, '汉族', `139${String(10000000 + i)}`, student(i), '高职专科', '570201', '应用化工技术', 2024,
			`化工${1 + Math.floor(i / 40)}班`, `${student(i)}.jpg`]).commit();
	}
	await book.commit();
	return file;
}

/** A copy of the table with its keys and references, empty. */
function copy(from, to) {
	sql(`DROP TABLE IF EXISTS ${to}; CREATE TABLE ${to} LIKE ${from}`);
	for (const [column, table_, key] of sql(`SELECT column_name, referenced_table_name, referenced_column_name FROM information_schema.key_column_usage
		WHERE table_schema = 'certificates' AND table_name = '${from}' AND referenced_table_name IS NOT NULL`))
		sql(`ALTER TABLE ${to} ADD FOREIGN KEY (${column}) REFERENCES ${table_} (${key})`);
}

/** Nothing of the last round is left, so that every round finds the same. */
function empty() {
	sql(`SET foreign_key_checks = 0; ${['candidate_conflict', 'candidate', 'import_row', 'import_fault', 'photo', 'job_row', 'bench_row', 'bench_candidate']
		.map((t) => `TRUNCATE ${t}`).join('; ')}`);
}

const restart = () => execFileSync(`${e.TEST_ROOT}/scripts/part`, ['restart', e.TEST_DIR, 'jobs']);
const seconds = (id) => Number(sqlValue(`SELECT TIMESTAMPDIFF(MICROSECOND, started_at, finished_at) / 1e6 FROM job WHERE id = ${id}`));
const used = () => (cpu(pidIn('jobs')) + cpu(pidIn('database'))) / 1e6;
/** Asks for a job by fn and waits for its end: what fn gave, and { seconds, cpu, kib }. */
const done = async (actor, fn) => {
	const before = used();
	const made = await fn();
	await job(actor, made.job, { seconds: 900 });
	return { ...made, seconds: seconds(made.job), cpu: used() - before, kib: peak(pidIn('jobs')) };
};
const confirmed = (school, batch) => done(school.officer, () => school.officer.post(`/imports/${batch.id}/confirm`, { token: batch.token }));

/** Uploads and checks a workbook in a fresh worker: { batch, seconds, cpu, kib }. */
async function checked(school, file) {
	const id = await school.officer.upload('workbook', '考生.xlsx', fs.readFileSync(file));
	restart();
	const r = await done(school.officer, () => school.officer.post('/imports', { kind: 'candidate', file: id }));
	return { ...r, batch: await school.officer.get(`/imports/${r.id}`) };
}

async function ours(school, file) {
	const check = await checked(school, file);
	if (check.batch.accepted !== count || check.batch.refused) throw new Error(`accepted ${check.batch.accepted}, refused ${check.batch.refused}`);
	const confirm = await confirmed(school, check.batch);
	const written = Number(sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${school.organisation} AND live = 1`));
	if (written !== count) throw new Error(`${written} candidates`);
	return { check, confirm };
}

function node(school, batch, file) {
	sql('TRUNCATE bench_row');
	const before = used();
	const out = execFileSync(process.execPath, [`${e.TEST_ROOT}/tests/bench/peer/import.mjs`], {
		encoding: 'utf8', cwd: `${e.TEST_ROOT}/tests`, env: {
			...process.env, PEER_DATABASE: fs.realpathSync(e.TEST_DATABASE_SOCKET), PEER_USER: peer.user, PEER_PASSWORD: peer.password, PEER_FILE: file,
			PEER_KEY: randomBytes(32).toString('hex'), PEER_BATCH: batch, PEER_SCHOOL: school.organisation,
		},
	});
	const r = JSON.parse(out);
	const database = used() - before;
	const staged = Number(sqlValue('SELECT COUNT(*) FROM bench_row'));
	if (staged < 0.99 * count) throw new Error(`Node staged ${staged} rows, found ${r.faults} faults`);
	return { ...r, cpu: r.cpu + database, damaged: count - staged };
}

/** { seconds, cpu } (the database's alone) of the bare inserts: the staged rows of a batch, and its candidates. */
function bare(batch) {
	const text = `${dir}/rows.sql`;
	const names = sql(`SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'certificates' AND table_name = 'import_row' ORDER BY ordinal_position`);
	const literal = ([name, type]) => (type.includes('binary') ? `CONCAT('0x', HEX(${name}))` : type.includes('int') ? name : `QUOTE(${name})`);
	const tuples = execFileSync('mariadb', [...client, 'certificates', '-BNre', `SELECT CONCAT('(', CONCAT_WS(',', ${names.map((c) => `COALESCE(${literal(c)}, 'NULL')`)}), ')')
		FROM import_row WHERE import_batch_id = ${batch} ORDER BY row_no`], { encoding: 'utf8', maxBuffer: 1 << 30 }).trimEnd().split('\n');
	const out = ['SET autocommit = 0;'];
	for (let i = 0, n = 1; i < tuples.length; i += 500, n++) {
		out.push(`INSERT INTO bench_row (${names.map(([name]) => name)}) VALUES ${tuples.slice(i, i + 500)};`);
		if (n % 10 === 0) out.push('COMMIT;');
	}
	fs.writeFileSync(text, [...out, 'COMMIT;', ''].join('\n'));
	sql('TRUNCATE bench_row');
	const time = (...args) => {
		const before = used();
		const began = performance.now();
		execFileSync('mariadb', [...client, 'certificates', ...args], { stdio: 'ignore' });
		return { seconds: (performance.now() - began) / 1000, cpu: used() - before };
	};
	const rows = time('-e', `source ${text}`);
	const columns = sql(`SELECT column_name FROM information_schema.columns WHERE table_schema = 'certificates' AND table_name = 'candidate'
		AND extra NOT LIKE '%GENERATED%' AND column_name <> 'id' ORDER BY ordinal_position`).flat().join(', ');
	const candidates = time('-e', `INSERT INTO bench_candidate (${columns}) SELECT ${columns} FROM candidate WHERE import_batch_id = ${batch} ORDER BY id`);
	return { rows, candidates };
}

async function photoZip(school, file) {
	await confirmed(school, (await checked(school, file)).batch);
	const n = Math.min(photos, count);
	const bytes = zip(Array.from({ length: n }, (_, i) => [`${student(i)}.png`, portrait(7 * i + 1)]));
	const upload = await school.officer.upload('photos', '照片.zip', bytes);
	restart();
	const r = await done(school.officer, () => school.officer.post('/photo-imports', { file: upload }));
	const taken = Number(sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${school.organisation} AND photo_id IS NOT NULL`));
	if (taken !== n) throw new Error(`${taken} of ${n} photos taken`);
	return { ...r, rate: n / r.seconds, n };
}

async function main() {
	const began = Date.now();
	sql(`DROP USER IF EXISTS ${peer.user}@localhost; CREATE USER ${peer.user}@localhost IDENTIFIED BY '${peer.password}'; GRANT SELECT, INSERT, UPDATE ON certificates.* TO ${peer.user}@localhost`);
	copy('import_row', 'bench_row');
	copy('candidate', 'bench_candidate');
	sql(`UPDATE setting SET value = '${large}' WHERE name = 'import.rows_most'`);
	const file = await workbook(`${dir}/candidates.xlsx`, count);
	const many = await workbook(`${dir}/large.xlsx`, large, FAULTY);
	const school = await newSchool('410000');
	const results = [];
	for (let round = 0; round <= rounds; round++) {
		const r = {};
		const steps = [
			async () => {
				Object.assign(r, await ours(school, file), { bare: bare(sqlValue('SELECT MAX(id) FROM import_batch')) });
				r.again = await checked(school, file);
				if (r.again.batch.accepted || r.again.batch.unchanged !== count) throw new Error('the same file again changes something');
			},
			async () => Object.assign(r, { node: node(school, sqlValue('SELECT MAX(id) FROM import_batch'), file) }),
		];
		for (const one of round % 2 ? steps.reverse() : steps) {
			empty();
			await one();
		}
		if (round) results.push(r); // the first is warming up
	}
	const of = (take) => median(results.map(take));
	const check = of((r) => r.check.seconds);
	const confirm = of((r) => r.confirm.seconds);
	const other = of((r) => r.node.seconds);
	const byCpu = of((r) => r.node.cpu) / of((r) => r.check.cpu);
	const mib = (take) => fixed(Math.max(...results.map((r) => take(r).kib)) / 1024);
	const line = (title, take, base, more) => {
		const s = of((r) => take(r).seconds);
		return [title, fixed(s, 2), fixed(count / s), base ? `${fixed(s / base, 2)} ×` : '', ...more];
	};
	console.log(`import of ${count.toLocaleString('en')} candidates, ${HEADING.length} columns, ${fixed(fs.statSync(file).size / 1048576, 1)} MB; median of ${rounds} interleaved rounds`);
	table([
		['', 'seconds', 'rows/s', 'ours is', 'CPU s', 'MiB'],
		...[['check: .xlsx to staged rows', (r) => r.check], ['Node, exceljs + mysql2', (r) => r.node, check], ['bare insert of the same rows', (r) => r.bare.rows, check],
			['confirm: staged rows to candidates', (r) => r.confirm], ['bare INSERT ... SELECT', (r) => r.bare.candidates, confirm], ['the same file again', (r) => r.again]]
			.map(([title, take, base]) => line(title, take, base, [fixed(of((r) => take(r).cpu), 2), take(results[0]).kib ? mib(take) : ''])),
	]);
	const damaged = of((r) => r.node.damaged);
	if (damaged) console.log(`Node's reader damaged a character in ${damaged} rows (the border of two pieces of the file); it refused them.`);
	empty();
	const whole = await checked(school, many);
	const faulty = Math.ceil(large / FAULTY);
	if (whole.batch.refused !== faulty) throw new Error(`${whole.batch.refused} of ${faulty} faulty rows refused`);
	console.log(`${large.toLocaleString('en')} rows with ${faulty.toLocaleString('en')} faulty ones: ${fixed(whole.seconds, 2)} s, ${fixed(large / whole.seconds)} rows/s, ${fixed(whole.kib / 1024)} MiB`);
	empty();
	const zipped = await photoZip(school, file);
	console.log(`${zipped.n.toLocaleString('en')} photos in a zip: ${fixed(zipped.seconds, 1)} s, ${fixed(zipped.rate)} a second, ${fixed(zipped.kib / 1024)} MiB\n`);
	verdict(`check, at least ${targets.rate.toLocaleString('en')} rows/s`, count / check >= targets.rate, fixed(count / check));
	verdict(`check, at least ${targets.node} × Node`, other / check >= targets.node, `${fixed(other / check, 2)} ×, by CPU ${fixed(byCpu, 2)} ×`);
	verdict(`confirm of ${count.toLocaleString('en')} rows, at most ${targets.confirm} s`, confirm <= targets.confirm, `${fixed(confirm, 2)} s`);
	const kib = Math.max(whole.kib, zipped.kib, ...results.flatMap((r) => [r.check.kib, r.confirm.kib, r.again.kib]));
	verdict('memory of the job, at most 64 MiB whatever the size', kib <= targets.kib, `${fixed(kib / 1024)} MiB`);
	verdict(`photos, at least ${targets.photos} a second`, zipped.rate >= targets.photos, fixed(zipped.rate));
	quietness();
	console.log(`${fixed((Date.now() - began) / 1000)} s in all.`);
	sql(`DROP TABLE bench_row, bench_candidate; DROP USER ${peer.user}@localhost`);
}

try {
	await main();
	process.exit(0);
} catch (error) {
	console.error(error.stack ?? error);
	process.exit(1);
}
