/*
 * sheet_fault_test.mjs: what a sheet of 考生信息 may be as a whole (faults.md D14, D17-D19, D27): each is refused with what is
 * wrong, or read whole with what is odd about it said; nothing is passed over in silence.
 */
import { check, same, sql, sqlValue, step } from './lib.mjs';
import { confirmImport, person, template } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { candidateBook, candidateCells, candidateHeading, checkBytes, sheetXml, workbook } from './raw_workbook.mjs';

const { officer, organisation } = await newSchool('410000');
const home = `41${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`; // numbers of a place that no other test has
let serial = 0;
const row = (over = {}) => {
	const p = person(home);
	return { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 学号: `S${process.pid}${String(++serial).padStart(4, '0')}`, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: { n: year - 2 }, ...over };
};
const rows = (n) => Array.from({ length: n }, () => candidateCells(row()));
const sheet = (cells, options) => workbook([{ name: '考生信息', rows: [candidateHeading, ...cells], ...options }], options);
const count = () => sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${organisation}`);

/** Uploads, and compares accepted and refused rows and all findings [severity, cell, sentence] (only: those that match). */
async function find(name, bytes, [accepted, refused], findings, only) {
	const before = count();
	const b = await checkBytes(officer, bytes);
	same(name, [[b.accepted, b.refused], b.faults.filter((f) => !only || only.test(f.detail)).map((f) => [f.severity, f.cell, f.detail])], [[accepted, refused], findings]);
	same(`${name.split(':')[0]}: nothing is written`, count(), before);
	return b;
}

await step('D17: merged, hidden, filtered', async () => {
	await find('D17: merged cells below the heading refuse the sheet', sheet(rows(3), { after: '<mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="B1:C1"/></mergeCells>' }), [0, 3], [['error', 'A3', '不能使用合并单元格，请取消合并后逐格填写']]);
	const hidden = rows(3);
	await find('D17: hidden rows are read, and said', sheet([hidden[0], { hidden: true, cells: hidden[1] }, hidden[2]]), [3, 0], [['repaired', '', '这一行是隐藏的，也已读取']]);
	await find('D17: hidden columns too', sheet(rows(2), { before: '<cols><col min="8" max="8" hidden="1" width="9"/></cols>' }), [2, 0], [['repaired', '', '这一列是隐藏的，也已读取']]);
	await find('D17: and a filter', sheet(rows(2), { after: '<autoFilter ref="A1:M3"/>' }), [2, 0], [['repaired', '', '表格设有筛选，被筛掉的行也已读取']]);
	const two = (name, state) => workbook([{ name: '考生信息', rows: [candidateHeading, ...rows(1)] }, { name, state, rows: [['备注'], ['x']] }]);
	await find('D17: two sheets with content are refused', two('Sheet2'), [0, 0], [['error', '', '有 2 个工作表含有内容，请只保留「考生信息」一个']]);
	await find('D17: a hidden sheet is not read, and that is said', two('Sheet2', 'hidden'), [1, 0], [['repaired', '', '隐藏的工作表没有读取']]);
	await find('D17: also a very hidden one', two('Sheet2', 'veryHidden'), [1, 0], [['repaired', '', '隐藏的工作表没有读取']]);
});

await step('D18: headings', async () => {
	const under = (heading, change = (c) => c) => workbook([{ name: '考生信息', rows: [heading, ...rows(2).map(change)] }]);
	const renamed = candidateHeading.map((h) => (h === '学号' ? '学生号' : h));
	await find('D18: a renamed heading', under(renamed), [0, 0], [['error', 'G1', '模板中没有「学生号」这一列，请删除或改为模板的列名'], ['error', '', '缺少必填的「学号」列']]);
	await find('D18: an extra column', under([...candidateHeading, '备注'], (c) => [...c, 'x']), [0, 0], [['error', 'N1', '模板中没有「备注」这一列，请删除或改为模板的列名']]);
	await find('D18: a column twice', under([...candidateHeading, '姓名'], (c) => [...c, 'x']), [0, 0], [['error', 'N1', '「姓名」列出现了两次，请删除其中一列']]);
	await find('D18: content without heading', under(candidateHeading, (c, i) => (i ? c : [...c, 'x'])), [1, 1], [['error', 'N2', '这一列没有表头，请删除或补上列名']]);
	const turned = [...candidateHeading.keys()].reverse();
	await find('D18: another order, stars and blanks', under(turned.map((i) => ` ${candidateHeading[i]} *`), (c) => turned.map((i) => c[i] ?? null)), [2, 0], []);
	const short = candidateHeading.slice(0, 3).concat(candidateHeading.slice(6, 11));
	const fewer = under(short, (c) => c.slice(0, 3).concat(c.slice(6, 11)));
	await find('D18: without the columns that may be missing', fewer, [2, 0], ['性别', '民族', '手机号', '班级', '照片文件名'].map((h) => ['repaired', '', `没有「${h}」列，按未填处理`]));
	await find('D18: without one that may not', under(candidateHeading.slice(1), (c) => c.slice(1)), [0, 0], [['error', '', '缺少必填的「姓名」列']]);
	const identity = (name, version) => workbook([{ name: '考生信息', rows: [candidateHeading, ...rows(1)] }, { name: '_模板', state: 'veryHidden', rows: [['template', name], ['version', version]] }]);
	const version = sqlValue("SELECT version FROM import_template WHERE kind = 'candidate'") ?? (await template(officer, 'candidate'), sqlValue("SELECT version FROM import_template WHERE kind = 'candidate'"));
	await find('D18: the present version of the template', identity('candidate', version), [1, 0], []);
	await find('D18: an old version', identity('candidate', '0'), [0, 0], [['error', '', `模板版本为 0，现行版本为 ${version}，请重新下载模板填写`]]);
	await find('D18: another template', identity('staff', '1'), [0, 0], [['error', '', '这不是「考生信息」的模板，请下载对应的模板填写']]);
});

await step('D19: nothing, gaps, far away', async () => {
	await find('D19: an empty sheet', workbook([{ name: '考生信息', rows: [] }]), [0, 0], [['error', '', '表格是空的，没有可读取的内容']]);
	await find('D19: a heading alone', sheet([]), [0, 0], [['error', '', '表格中没有数据行：请从模板第 3 行起填写']]);
	const gaps = rows(3);
	await find('D19: blank rows between, data far below', sheet([gaps[0], { at: 9, cells: gaps[1] }, { at: 10, cells: [] }, { at: 7000, cells: gaps[2] }]), [3, 0], []);
	const far = rows(2);
	far[1][0] = '张 三';
	await find('D19: the right row number after gaps', sheet([far[0], { at: 6001, cells: far[1] }]), [1, 1], [['error', 'A6001', '中文姓名中间不能有空格']]);
	const failed = async (bytes) => (await checkBytes(officer, bytes, { state: 'failed' })).error;
	same('D19: a cell at the very end of the sheet', await failed(workbook([{ name: '考生信息', xml: sheetXml([candidateHeading, ...rows(1)]).replace('</sheetData>', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>') }])), '单元格 XFD1048576 超出范围：最多读取 200 列，请删除右侧多余的内容');
	await find('D19: a lying dimension', sheet(rows(2), { before: '<dimension ref="A1:XFD1048576"/>' }), [2, 0], []);
	const most = sqlValue("SELECT value FROM setting WHERE name = 'import.rows_most'");
	sql("UPDATE setting SET value = '20' WHERE name = 'import.rows_most'");
	same('E5: more rows than a file may have', await failed(sheet(rows(23))), '行数超过限制：一个文件最多 22 行（含表头），请分成几个文件上传');
	sql(`UPDATE setting SET value = '${most}' WHERE name = 'import.rows_most'`);
});

await step('D14: dates of the two date systems', async () => {
	const dated = rows(1).map((c) => Object.assign(c, { 11: { d: 43538 } }));
	const value = async (date1904) => (await checkBytes(officer, sheet(dated, { date1904 }))).faults.map((f) => f.value);
	same('D14: the day that is shown depends on the system', [await value(false), await value(true)], [['2019-03-14'], ['2023-03-15']]);
});

await step('more findings than are listed', async () => {
	const wrong = Array.from({ length: 3500 }, () => candidateCells(row({ 性别: 'M', 民族: '火星族', 班级: { e: '#N/A' } })));
	const b = await checkBytes(officer, sheet(wrong));
	same('the rest is counted, and that is said first', [b.faults.length, b.faults[0].seq, b.faults[0].code, b.faults[0].detail, b.refused], [10001, 1, 'more', '问题超过 10000 条，其余 500 条没有列出，请先改正已列出的', 3500]);
});

await step('D27: the corrected file', async () => {
	const people = Array.from({ length: 4 }, () => row());
	await confirmImport(officer, await checkBytes(officer, candidateBook(people)));
	sql(`UPDATE candidate SET verification = 'accurate' WHERE school_id = ${organisation}`);
	const again = await checkBytes(officer, candidateBook(people));
	same('D27: the same file changes nothing', [again.accepted, again.unchanged, again.token], [0, 4, null]);
	const b = await checkBytes(officer, candidateBook(people.map((p, i) => (i ? p : { ...p, 班级: '新班' }))));
	same('D27: of a corrected one only the difference, and what it means is said', [b.accepted, b.unchanged, b.faults.map((f) => [f.severity, f.cell, f.detail])], [1, 3, [['repaired', 'C2', '该考生已是“信息准确”，本次内容有变化，导入后回到“信息待认证”']]]);
	await confirmImport(officer, b);
	same('D27: nobody else falls back', sql(`SELECT verification, COUNT(*) FROM candidate WHERE school_id = ${organisation} GROUP BY 1 ORDER BY 1`), [['accurate', '3'], ['pending', '1']]);
});
