/*
 * import_seeded_test.mjs: a workbook of 考生信息 with thousands of faults of forty kinds at places drawn from a seed. Each is
 * reported at its cell with its reason and nothing else is; without them all rows are imported, and the same file again
 * changes nothing. The suite takes 10,000 rows with 500 faults; "make seeded" 100,000 with 5,000 (SEEDED_ROWS, SEEDED_FAULTS,
 * SEED).
 */
import { job, same, sql, sqlValue, step } from './lib.mjs';
import { residentNumber } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { candidateCells, candidateHeading, checkBytes, letter, workbook } from './raw_workbook.mjs';

const ROWS = Number(process.env.SEEDED_ROWS ?? 10000);
const FAULTS = Number(process.env.SEEDED_FAULTS ?? 500);
const SEED = Number(process.env.SEED ?? 20260401);

/** Numbers in [0, n) from a seed, the same everywhere (mulberry32). */
let state = SEED;
function draw(n) {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
}
const one = (list) => list[draw(list.length)];

/** Row i of the right workbook; a region that no other test uses, one number per row. */
const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'];
const given = [...'安宁清远思成文博雅静嘉禾若云明哲书瑶子墨一诺晨曦'];
function rightRow(i) {
	const day = new Date(Date.UTC(2003, 0, 1) + Math.floor(i / 900) * 86400e3).toISOString().slice(0, 10).replaceAll('-', '');
	const sequence = 50 + (i % 900);
	return {
		姓名: one(surnames) + one(given) + one(given), 证件类型: '居民身份证', 证件号码: residentNumber('620102', day, sequence), 性别: sequence % 2 ? '男' : '女',
		民族: one(['汉族', '回族', '藏族', '维吾尔族']), 手机号: `139${String(10000000 + i)}`, 学号: `Q${String(i).padStart(7, '0')}`, 学历层次: '高职专科',
		专业代码: '570201', 专业名称: '应用化工技术', 入学年份: { n: year - 2 }, 班级: `化工${1 + (i % 40)}班`, 照片文件名: `Q${i}.jpg`,
	};
}
const put = (text, c) => text.slice(0, 2) + c + text.slice(2);
const text = /此列须设为文本格式/;
/** [heading, what is done to the cell (of the row, by the value), reason]: a fault is one error at that cell, no more. */
const kinds = [
	['姓名', (v) => put(v, '\u200b'), /零宽空格（U\+200B）/], ['姓名', (v) => put(v, ' '), /中文姓名中间不能有空格/], ['姓名', (v) => put(v, '\u3000'), /中文姓名中间不能有空格/],
	['姓名', (v) => put(v, '\u202e'), /文字方向控制符（U\+202E）/], ['姓名', (v) => put(v, '\ue123'), /自造字（U\+E123）/], ['姓名', (v) => `${v}😀`, /表情或图形符号/],
	['姓名', (v) => `${v}1`, /“1”（U\+0031）/], ['姓名', () => null, /「姓名」为必填项/], ['姓名', (v) => v.repeat(20), /最多 50 个字符/], ['姓名', (v) => ({ f: `"${v}"`, v }), /不能使用公式/],
	['姓名', (v) => `·${v}`, /间隔号/], ['证件类型', () => '身份证', /须为以下之一/], ['证件类型', () => '护照', /像是身份证号码而不是护照/, '证件号码'],
	['证件号码', (v) => v.slice(0, 17) + (v[17] === '1' ? '2' : '1'), /校验位不正确/], ['证件号码', (v) => ({ n: v.replace('X', '0') }), text],
	['证件号码', () => '6.20102E+17', /科学计数法/], ['证件号码', (v) => v.slice(0, 6) + v.slice(8, 17), /15 位旧身份证号/], ['证件号码', (v) => residentNumber('620102', `${v.slice(6, 10)}0230`, Number(v.slice(14, 17))), /出生日期不存在/],
	['证件号码', (v) => residentNumber('990102', v.slice(6, 14), Number(v.slice(14, 17))), /前两位 99/], ['证件号码', (v) => `${v.slice(0, 17)}Х`, /西里尔字母/], ['证件号码', (v) => `${v.slice(0, 17)}*`, /星号/],
	['证件号码', (v) => `${v}\u202a`, /文字方向控制符/], ['证件号码', () => null, /「证件号码」为必填项/], ['证件号码', (v) => v.slice(0, 17), /应为 18 位/],
	['性别', () => 'M', /须为以下之一：男、女/], ['民族', () => '汉', /须为以下之一/], ['手机号', (v) => v.slice(0, 10), /长度须为 11/], ['手机号', (v) => ({ n: v }), text],
	['学号', (v) => ({ n: v.replace('Q', '1') }), text], ['学号', () => null, /「学号」为必填项/], ['学号', (v) => `${v}号`, /只能填写英文字母、数字/],
	['学历层次', () => '大专', /须为以下之一：中职/], ['专业代码', () => '470201', /旧版代码为 570201/], ['专业代码', () => '57020', /可能丢失了开头的 0/],
	['专业名称', () => '石油化工技术', /“石油化工技术”的代码是 570203/], ['入学年份', () => '2,024', /须为整数/], ['入学年份', () => ({ d: 45000 }), /日期格式/], ['入学年份', () => ({ n: 24 }), /1990 至 2099/],
	['班级', () => ({ e: '#REF!' }), /错误值/], ['照片文件名', (v) => v.replace('jpg', 'gif'), /以 \.jpg 或 \.png 结尾/],
];
same('there are forty kinds', kinds.length, 40);

const rows = Array.from({ length: ROWS }, (_, i) => rightRow(i));
const places = new Map(); // row number in the sheet -> [kind, cell with the fault, cell that is reported]
while (places.size < FAULTS) {
	const line = draw(ROWS) + 2;
	if (!places.has(line)) places.set(line, places.size % kinds.length);
}
const book = (list) => workbook([{ name: '考生信息', rows: [candidateHeading, ...list.map(candidateCells)] }]);
const faulty = rows.map((r, i) => {
	const kind = kinds[places.get(i + 2)];
	return kind ? { ...r, [kind[0]]: kind[1](r[kind[0]]) } : r;
});

const most = sqlValue("SELECT value FROM setting WHERE name = 'import.rows_most'");
if (ROWS > Number(most)) sql(`UPDATE setting SET value = '${ROWS}' WHERE name = 'import.rows_most'`);
const { officer, organisation } = await newSchool('620000');
const timed = async (name, fn) => {
	const began = Date.now();
	const value = await fn();
	console.log(`# ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
	return value;
};

await step(`${FAULTS} faults of ${kinds.length} kinds in ${ROWS} rows, seed ${SEED}`, async () => {
	const bytes = book(faulty);
	const b = await timed(`check of ${(bytes.length / 1e6).toFixed(1)} MB`, () => checkBytes(officer, bytes));
	const errors = new Map();
	for (const f of b.faults.filter((x) => x.severity === 'error')) errors.set(f.row, [...(errors.get(f.row) ?? []), f]);
	const missed = [...places].filter(([line, k]) => {
		const [heading, , reason, reported] = kinds[k];
		const mine = errors.get(line) ?? [];
		return !(mine.length === 1 && mine[0].sheet === '考生信息' && mine[0].cell === letter(candidateHeading.indexOf(reported ?? heading)) + line && reason.test(mine[0].detail));
	});
	same('every fault is reported once, at its cell, with its reason', missed.slice(0, 5).map(([line, k]) => [line, k, kinds[k][0], errors.get(line)]), []);
	same('no other row has an error', [...errors.keys()].filter((line) => !places.has(line)).slice(0, 5), []);
	same('nor is anything else said', b.faults.filter((f) => !places.has(f.row)).slice(0, 5), []);
	same('all other rows could be imported', [b.total, b.refused, b.accepted], [ROWS, FAULTS, ROWS - FAULTS]);
	const used = new Set([...places.values()]);
	const groups = (await officer.get(`/imports/${b.id}/fault-groups`)).items.filter((g) => g.severity === 'error');
	same('the groups count them all', [groups.reduce((n, g) => n + g.count, 0), used.size], [FAULTS, kinds.length]);
	same('and nothing is written', sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${organisation}`), '0');
});

await step('the file without faults', async () => {
	const bytes = book(rows);
	const b = await timed('check', () => checkBytes(officer, bytes));
	same('every row is accepted and nothing is said', [b.accepted, b.refused, b.faults.length], [ROWS, 0, 0]);
	await timed('confirmation', async () => job(officer, (await officer.post(`/imports/${b.id}/confirm`, { token: b.token })).job, { seconds: 900 }));
	same('every row is a candidate', sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${organisation} AND live = 1`), String(ROWS));
	const again = await timed('second check', () => checkBytes(officer, bytes));
	same('uploaded again it changes nothing', [again.accepted, again.unchanged, again.refused, again.token], [0, ROWS, 0, null]);
});
if (ROWS > Number(most)) sql(`UPDATE setting SET value = '${most}' WHERE name = 'import.rows_most'`);
