/*
 * import.mjs: the Node peer of the check of a candidate workbook, one process: exceljs' streaming reader, the same checks
 * in spirit, AES-256-GCM of document number and phone, HMAC-SHA256 blind indexes, mysql2 with 500 rows in a statement and
 * 5,000 in a transaction, then the look-ups for clashes. Prints one line of JSON: seconds from the first byte read to the
 * last answer, its CPU seconds meanwhile, rows, faults, KiB resident at most. Settings come through the environment (see bench/import.mjs).
 */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import exceljs from 'exceljs';
import { createConnection } from 'mysql2/promise';

const e = process.env;
const TOGETHER = 500;
const COMMIT = 10;
const key = Buffer.from(e.PEER_KEY, 'hex');
const db = await createConnection({ socketPath: e.PEER_DATABASE, user: e.PEER_USER, password: e.PEER_PASSWORD, database: 'certificates', charset: 'utf8mb4', timezone: 'Z' });
const year = new Date().getFullYear();

const mac = (domain, text) => createHmac('sha256', key).update(domain).update('\0').update(text).digest();
function seal(context, text) {
	const nonce = randomBytes(12);
	const c = createCipheriv('aes-256-gcm', key, nonce);
	c.setAAD(Buffer.from(context));
	return Buffer.concat([nonce, c.update(text, 'utf8'), c.final(), c.getAuthTag()]);
}
const mask = (s, head, tail) => s.slice(0, head) + '*'.repeat(s.length - head - tail) + s.slice(-tail);

// --- what each column may hold
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ue000-\uf8ff\ufeff\ufff9-\uffff]/u;
const DOCUMENTS = { 居民身份证: 'resident_id' };
const LEVELS = { 中职: 'secondary', 高职专科: 'college', 高职本科: 'bachelor' };
const SEXES = { 男: '1', 女: '2' };
const ETHNICITIES = { 汉族: '01', 蒙古族: '02', 回族: '03', 藏族: '04' };
function residentFault(s) {
	if (!/^\d{17}[\dX]$/.test(s)) return '形式有误';
	let sum = 0;
	for (let i = 0; i < 17; i++) sum = ((sum + Number(s[i])) * 2) % 11;
	if ('0123456789X'[(12 - sum) % 11] !== s[17]) return '校验码有误';
	const born = new Date(Date.UTC(s.slice(6, 10), s.slice(10, 12) - 1, s.slice(12, 14)));
	if (born.getUTCMonth() !== s.slice(10, 12) - 1 || born.getUTCDate() !== Number(s.slice(12, 14)) || born > new Date()) return '出生日期有误';
	return '';
}
const text = (v) => (v == null ? '' : typeof v === 'object' ? (v.richText ? v.richText.map((t) => t.text).join('') : String(v.result ?? '')) : String(v)).trim();
const COLUMNS = [
	['姓名', (v) => /^[\p{Script=Han}·]{2,50}$|^[A-Za-z ·.'-]{1,50}$/u.test(v)], ['证件类型', (v) => v in DOCUMENTS], ['证件号码', (v) => v.length <= 40],
	['性别', (v) => !v || v in SEXES], ['民族', (v) => !v || v in ETHNICITIES], ['手机号', (v) => !v || /^1[3-9]\d{9}$/.test(v)],
	['学号', (v) => /^[\w.-]{1,32}$/.test(v)], ['学历层次', (v) => v in LEVELS], ['专业代码', (v) => /^\d{5,6}[A-Z]?$/.test(v)], ['专业名称', (v) => v && v.length <= 100],
	['入学年份', (v) => /^\d{4}$/.test(v) && v >= 1990 && v <= year], ['班级', (v) => v.length <= 50], ['照片文件名', (v) => !v || /^[^/\\]{1,96}\.(jpe?g|png)$/i.test(v)],
];

const [majors] = await db.query('SELECT id, education_level, code, name FROM major WHERE catalogue = 2015');
const major = new Map(majors.map((m) => [`${m.education_level}:${m.code}`, m]));
const documents = new Map();
const students = new Map();
const faults = [];

/** The row as it is staged; null when it has a fault. */
function judged(number, v) {
	const wrong = (column, why) => faults.push({ row: number, column, why });
	const before = faults.length;
	for (let i = 0; i < COLUMNS.length; i++)
		if (HIDDEN.test(v[i])) wrong(COLUMNS[i][0], '含有不可见字符');
		else if (!COLUMNS[i][1](v[i])) wrong(COLUMNS[i][0], '内容有误');
	const document = v[2].toUpperCase();
	const fault = residentFault(document);
	if (fault) wrong('证件号码', fault);
	else if (v[3] && SEXES[v[3]] !== (Number(document[16]) % 2 ? '1' : '2')) wrong('性别', '与证件号码不一致');
	const of = major.get(`${LEVELS[v[7]]}:${v[8]}`);
	if (!of) wrong('专业代码', '目录中没有');
	else if (of.name !== v[9]) wrong('专业名称', '与专业代码不一致');
	if (faults.length > before) return null;
	const type = DOCUMENTS[v[1]];
	const index = mac(`document:${type}`, document);
	for (const [seen, k, column] of [[documents, index.toString('latin1'), '证件号码'], [students, v[6], '学号']]) {
		if (seen.has(k)) wrong(column, `与第 ${seen.get(k)} 行相同`);
		else seen.set(k, number);
	}
	if (faults.length > before) return null;
	const birth = `${document.slice(6, 10)}-${document.slice(10, 12)}-${document.slice(12, 14)}`;
	const payload = {
		sex: Number(document[16]) % 2 ? '1' : '2', birth, ethnicity: ETHNICITIES[v[4]] ?? '', phone_mask: v[5] ? mask(v[5], 3, 4) : '', student_number: v[6],
		education_level: LEVELS[v[7]], major: of.id, enrol_year: Number(v[10]), class_name: v[11], photo_file_name: v[12],
	};
	const context = index.toString('hex');
	return [Number(e.PEER_BATCH), number, '考生信息', 'insert', v[0], type, seal(`document:${context}`, document), index, mask(document, 3, 4),
		mac('person', `${v[0].toUpperCase()}\n${document}`), v[5] ? seal(`phone:${context}`, v[5]) : null,
		mac('content', JSON.stringify([v[0], type, v[5], payload])), JSON.stringify(payload)];
}

const INSERT = `INSERT INTO bench_row (import_batch_id, row_no, sheet, action, name, document_type, document_sealed, document_index, document_mask, person_index,
	phone_sealed, content, payload) VALUES `;
const one = `(${Array(13).fill('?').join(',')})`;
const many = INSERT + Array(TOGETHER).fill(one).join(',');
let waiting = [];
let statements = 0;
async function flush() {
	if (waiting.length === TOGETHER) await db.execute(many, waiting.flat());
	else if (waiting.length) await db.query(INSERT + Array(waiting.length).fill(one).join(','), waiting.flat());
	waiting = [];
	if (++statements % COMMIT === 0) {
		await db.commit();
		await db.beginTransaction();
	}
}

const began = performance.now();
const before = process.cpuUsage();
let rows = 0;
await db.beginTransaction();
const reader = new exceljs.stream.xlsx.WorkbookReader(e.PEER_FILE, { worksheets: 'emit', sharedStrings: 'cache', hyperlinks: 'ignore', styles: 'ignore' });
for await (const sheet of reader) {
	let at = null;
	for await (const row of sheet) {
		const v = row.values;
		if (!at) {
			at = COLUMNS.map(([title]) => v.findIndex((t) => t === title));
			if (at.some((i) => i < 0)) throw new Error('a column is missing');
			continue;
		}
		rows++;
		const put = judged(row.number, at.map((i) => text(v[i])));
		if (put) waiting.push(put);
		if (waiting.length === TOGETHER) await flush();
	}
}
await flush();
await db.commit();
const school = Number(e.PEER_SCHOOL);
const batch = Number(e.PEER_BATCH);
await db.query(`UPDATE bench_row r JOIN candidate c ON c.school_id = ? AND c.document_index = r.document_index AND c.live = 1
	SET r.action = IF(c.content = r.content, 'unchanged', 'update'), r.subject_id = c.id, r.subject_version = c.version WHERE r.import_batch_id = ?`, [school, batch]);
await db.query(`SELECT r.row_no FROM bench_row r JOIN candidate c ON c.school_id = ? AND c.live = 1
	AND c.student_number = JSON_UNQUOTE(JSON_EXTRACT(r.payload, '$.student_number')) COLLATE utf8mb4_bin
	WHERE r.import_batch_id = ? AND c.document_index <> r.document_index`, [school, batch]);
await db.query(`SELECT r.row_no FROM bench_row r JOIN candidate c ON c.document_index = r.document_index AND c.live = 1 AND c.school_id <> ?
	WHERE r.import_batch_id = ?`, [school, batch]);
const seconds = (performance.now() - began) / 1000;
const spent = process.cpuUsage(before);
await db.end();
console.log(JSON.stringify({ seconds, cpu: (spent.user + spent.system) / 1e6, rows, faults: faults.length, kib: process.resourceUsage().maxRSS }));
