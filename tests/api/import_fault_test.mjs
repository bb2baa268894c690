/*
 * import_fault_test.mjs: what may stand in a cell of 考生信息 (faults.md D1-D16, D20, D24-D26), each row of one workbook with
 * exactly the findings that belong to it: severity, cell, the value with its hidden characters made visible, the sentence,
 * the proposed value. Nothing is written before somebody confirms. What a sheet may be as a whole: sheet_fault_test.mjs.
 */
import fs from 'node:fs';
import { changedBy, check, env, job, now, refused, same, sql, sqlValue, step } from './lib.mjs';
import { confirmImport, importAll, person, residentNumber, sheetRows } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { candidateBook, candidateHeading, checkBytes } from './raw_workbook.mjs';

const school = await newSchool('410000');
const { officer } = school;
/** Numbers of a place that no other test has. */
const place = () => `41${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`;
const home = place();
let serial = 0;
const student = () => `D${process.pid}${String(++serial).padStart(4, '0')}`;
const row = (over = {}) => {
	const p = person(home);
	return { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 民族: '汉族', 手机号: '13912345678', 学号: student(), 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: { n: year - 2 }, 班级: '化工1班', ...over };
};
const fresh = () => person(home).number;
const thisYear = now().getUTCFullYear();
/** A number that no other run has, of somebody born on the first of January. */
const born = (birthYear, { region = place(), sex = 1, day = '0101' } = {}) => residentNumber(region, `${birthYear}${day}`, 100 + 2 * Math.floor(Math.random() * 400) + sex);
const withX = [...Array(900).keys()].map((i) => residentNumber(home, '20050307', i + 50)).filter((n) => n.endsWith('X'));
const wide = (text) => text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const at = (heading) => String.fromCharCode(65 + candidateHeading.indexOf(heading));
const stars = '*'.repeat(18);
const insideNumber = (c) => fresh().replace(/^(.{5})/, `$1${c}`);

/** The table: [row of faults.md and what it is, columns, findings]; a finding is [severity, heading, value, detail, fix]. */
const cases = [];
const add = (name, over, ...findings) => cases.push([name, over, findings]);
const error = (heading, value, detail, fix = '') => ['error', heading, value, detail, fix];
const repaired = (heading, value, detail, fix = '') => ['repaired', heading, value, detail, fix];
const warning = (heading, value, detail, fix = '') => ['warning', heading, value, detail, fix];

const zeroWidth = { '\u200b': '零宽空格', '\u200c': '零宽不连字', '\u200d': '零宽连字', '\ufeff': '零宽空格（字节顺序标记）', '\u2060': '零宽连接符', '\u00ad': '软连字符' };
for (const [c, title] of Object.entries(zeroWidth)) {
	const code = `U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
	add(`D1: ${code} in a name`, { 姓名: `张${c}三` }, error('姓名', `张⟨${code}⟩三`, `姓名中有${title}（${code}），请删除或按证件改正`, '张三'));
	add(`D1: ${code} in a number`, { 证件号码: insideNumber(c) }, repaired('证件号码', `*****⟨${code}⟩${'*'.repeat(13)}`, `已删除${title}（${code}）`));
	add(`D1: ${code} in a class`, { 班级: `一${c}班` }, error('班级', `一⟨${code}⟩班`, `含有${title}（${code}），请删除后重新填写`, '一班'));
}
const blanks = { '\u3000': ['⟨U+3000⟩', '全角空格（U+3000）'], '\t': ['␉', '制表符（U+0009）'], '\r': ['␍', '回车符（U+000D）'], '\n': ['␊', '换行符（U+000A）'], ' ': [' ', '空格（U+0020）'] };
for (const [c, [mark, title]] of Object.entries(blanks)) {
	add(`D2: ${mark} inside a name`, { 姓名: `张${c}三` }, error('姓名', `张${mark}三`, '中文姓名中间不能有空格', '张三'));
	add(`D2: ${mark} after a name`, { 姓名: `张三${c}` }, repaired('姓名', `张三${c === ' ' ? '␠' : mark}`, '首尾的空白（空格、换行等）已去除', '张三'));
	add(`D2: ${mark} in a number`, { 证件号码: insideNumber(c) }, repaired('证件号码', `*****${mark}${'*'.repeat(13)}`, `已删除${title}`));
}
add('D2: a no-break space inside a name', { 姓名: '张\u00a0三' }, repaired('姓名', '张⟨U+00A0⟩三', '不间断空格（U+00A0）已改为普通空格', '张 三'), error('姓名', '张⟨U+00A0⟩三', '中文姓名中间不能有空格', '张三'));
add('D2: a line end in a class', { 班级: '一班\n二班' }, error('班级', '一班␊二班', '含有换行符（U+000A），请删除后重新填写', '一班二班'));
add('D2: nothing but blanks', { 姓名: ' \u3000\u00a0' }, error('姓名', '', '「姓名」为必填项，不能为空'));
for (const c of '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069') {
	const code = `U+${c.charCodeAt(0).toString(16).toUpperCase()}`;
	add(`D3: ${code} in a name`, { 姓名: `张${c}三` }, error('姓名', `张⟨${code}⟩三`, `姓名中有文字方向控制符（${code}），请删除或按证件改正`, '张三'));
	add(`D3: ${code} in a number`, { 证件号码: fresh() + c }, error('证件号码', `${stars}⟨${code}⟩`, `证件号码中有文字方向控制符（${code}），请删除后重新填写`));
}
add('D4: full-width digits', { 证件号码: wide(fresh().replace(/X$/, 'X')) }, repaired('证件号码', '＊'.repeat(18), '全角字符已转换为半角'));
add('D4: full-width digits and Ｘ', { 证件号码: wide(withX[0]) }, repaired('证件号码', '＊'.repeat(18), '全角字符已转换为半角'));
add('D4: a full-width wrong number', { 证件号码: wide('110101200503071010') }, error('证件号码', '＊'.repeat(18), '证件号码校验位不正确，请与证件逐位核对'));
add('D5: a lower-case x', { 证件号码: withX[1].toLowerCase() }, repaired('证件号码', stars, '小写字母已改为大写'));
for (const [c, title] of [['Х', '西里尔字母 Х（U+0425）'], ['х', '西里尔字母 х（U+0445）'], ['Χ', '希腊字母 Χ（U+03A7）'], ['Ⅹ', '“Ⅹ”（U+2169）'], ['×', '“×”（U+00D7）']])
	add(`D6: ${title} for X`, { 证件号码: withX[2].replace('X', c) }, error('证件号码', stars, `证件号码中有形似 X 的${title}，请改为英文大写字母 X`));
add('D6: * for X', { 证件号码: withX[2].replace('X', '*') }, error('证件号码', stars, '证件号码中有星号 *，请填写完整的证件号码，末位是 X 的请填大写字母 X'));
add('D7: 15 digits', { 证件号码: '110101050307101' }, error('证件号码', '*'.repeat(15), '15 位旧身份证号已停用，请使用18位身份证号'));
add('D8: a wrong check digit', { 证件号码: '110101200503071010' }, error('证件号码', stars, '证件号码校验位不正确，请与证件逐位核对'));
for (const n of ['110101200502301019', residentNumber('110101', '20030229', 101), residentNumber('110101', '20051301', 101), residentNumber('110101', '20050400', 101)])
	add(`D9: no such day ${n.slice(6, 14)}`, { 证件号码: n }, error('证件号码', stars, '证件号码中的出生日期不存在，请与证件核对'));
add('D9: born in the future', { 证件号码: born(thisYear + 7) }, error('证件号码', stars, '证件号码中的出生日期晚于今天，请与证件核对'));
add('D9: a leap day', { 证件号码: born(2004, { day: '0229' }) });
add('D9: too young', { 证件号码: born(thisYear - 10), 入学年份: { n: thisYear } }, warning('证件号码', stars, '按证件号码未满 14 周岁（10 岁），请人工确认，并取得监护人同意'), warning('入学年份', String(thisYear), '按证件号码，入学时只有 10 岁，请人工确认'));
add('D9: too old', { 证件号码: born(thisYear - 86) }, warning('证件号码', stars, '按证件号码已超过 70 周岁（86 岁），请人工确认'));
add('D10: no such region', { 证件号码: residentNumber('990000', '20050307', 104) }, error('证件号码', stars, '证件号码前两位 99 不是有效的省级行政区划代码'));
add('D10: a residence permit as an identity card', { 证件号码: '810000200012310012' }, error('证件号码', stars, '这是港澳居民居住证的号码，请将证件类型改为“港澳居民居住证”'));
add('D10: another one', { 证件号码: residentNumber('830000', '20050307', 104) }, error('证件号码', stars, '这是台湾居民居住证的号码，请将证件类型改为“台湾居民居住证”'));
add('D10: a permanent residence number as an identity card', { 证件号码: residentNumber('911000', '20050307', 104) }, error('证件号码', stars, '这可能是外国人永久居留身份证的号码，请核对证件类型'));
const passportNumber = String(10000000 + (process.pid % 90000) * 100 + Math.floor(Math.random() * 100));
for (const [type, good, bad, detail] of [
	['港澳居民居住证', born(2005, { region: '810000', day: '0307', sex: process.pid % 2 }), fresh(), '港澳居民居住证号码应以 810000 或 820000 开头，请核对证件类型和号码'],
	['台湾居民居住证', born(2005, { region: '830000', day: '0308' }), '810000200012310012', '台湾居民居住证号码应以 830000 开头，请核对证件类型和号码'],
	['港澳居民来往内地通行证', `H${passportNumber}`, 'A12345678', '港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字'],
	['台湾居民来往大陆通行证', passportNumber, '1234567', '台湾居民来往大陆通行证号码应为 8 位数字'],
	['护照', `E${passportNumber}`, 'EEEEEEEE', '护照号码中没有数字，请与护照核对'],
	['护照', `G${passportNumber}`, '110101200503071016', '这像是身份证号码而不是护照号码，请核对证件类型'],
	['外国人永久居留身份证', `ABC1${passportNumber}123`, 'ABCD12345678901', '旧版外国人永久居留身份证号码应为 3 位国籍字母加 12 位数字'],
]) {
	add(`D10: ${type}`, { 证件类型: type, 证件号码: good });
	add(`D10: a wrong ${type}`, { 证件类型: type, 证件号码: bad }, error('证件号码', '*'.repeat(bad.length), detail));
}
add('D11: the sex contradicts the number', { 性别: '男', 证件号码: born(2005, { sex: 0 }) }, warning('性别', '男', '填写的性别为男，证件号码表示女，请人工确认', '女'));
const asText = '此列须设为文本格式：以数字保存时末几位可能已被表格软件改变。请设为文本格式后重新录入，不要直接转换';
// A double keeps 53 bits: some valid numbers come back from it as others whose check digit is right, too.
const doubled = [...Array(3000).keys()].map((i) => residentNumber('110101', i < 1000 ? '20050307' : i < 2000 ? '20050308' : '20050309', i % 1000)).filter((n) => /^\d+$/.test(n)).find((n) => {
	const back = BigInt(Number(n)).toString();
	return back !== n && back === residentNumber(back.slice(0, 6), back.slice(6, 14), back.slice(14, 17));
});
for (const n of ['110101200503071016', '1.10101200503071E+17', '110101200503071008', '110101200503071', '110101200503070056', BigInt(Number(doubled)).toString()])
	add(`D12: stored as the number ${n}`, { 证件号码: { n } }, error('证件号码', n.replace(/[0-9E]/g, '*'), asText));
add('D12: text 1.10101E+17', { 证件号码: '1.10101E+17' }, error('证件号码', '*.******+**', '号码已被表格软件改写为科学计数法，末几位已丢失，请设为文本格式后重新录入'));
const asNumber = '证件号码被表格软件当作数字保存，末几位已丢失，身份证号请设为文本格式后重新填写';
add('D13: .0 behind a number', { 证件号码: '110101200503071016.0' }, error('证件号码', `${stars}.*`, asNumber));
add('D13: thousands separators', { 证件号码: '110,101,200,503,071,000' }, error('证件号码', '***,***,***,***,***,***', asNumber));
add('D13: a leading apostrophe', { 证件号码: `'${fresh()}` }, repaired('证件号码', `'${stars}`, '已删除开头的单引号'));
add('D13: a lost zero', { 专业代码: '60100' }, error('专业代码', '60100', '专业代码只有 5 位，可能丢失了开头的 0，请将单元格设为文本格式后重新填写'));
add('D13: a code as a number', { 专业代码: { n: '60100' } }, error('专业代码', '60100', asText));
add('D13: a student number as a number', { 学号: { n: '2022010101' } }, error('学号', '2022010101', asText));
add('D13: a phone as a number', { 手机号: { n: '13912345678' } }, error('手机号', '*'.repeat(11), asText));
add('D13: a year with a separator', { 入学年份: '2,024' }, error('入学年份', '2,024', '须为整数'));
add('D13: 2024.0 as a number is 2024', { 入学年份: { n: '2024.0' } });
add('D13: 2024.5', { 入学年份: { n: '2024.5' } }, error('入学年份', '2024.5', '须为整数'));
add('D14: a date for a year', { 入学年份: { d: 45000 } }, error('入学年份', '2023-03-15', '单元格是日期格式，请设为文本格式后重新填写'));
add('D14: a class that became a date', { 班级: { d: 45000 } }, error('班级', '2023-03-15', '单元格是日期格式，请设为文本格式后重新填写'));
add('D14: a year that is not yet', { 入学年份: { n: thisYear + 7 } }, error('入学年份', String(thisYear + 7), `入学年份 ${thisYear + 7} 晚于今年`));
const formula = '不能使用公式，请粘贴为数值或文本';
add('D15: a formula with a value', { 姓名: { f: 'HYPERLINK("http://x","张三")', v: '张三' } }, error('姓名', '=HYPERLINK("http://x","张三")', formula));
add('D15: a formula without one', { 班级: { f: 'A1' } }, error('班级', '=A1', formula));
add('D15: DDE', { 班级: { f: "cmd|'/c calc'!A0", v: '' } }, error('班级', "=cmd|'/c calc'!A0", formula));
add('D15: another workbook', { 班级: { f: "'[1]Sheet1'!A1", v: '一班' } }, error('班级', "='[1]Sheet1'!A1", formula));
add('D15: for a number', { 证件号码: { f: 'A1', v: fresh() } }, error('证件号码', '=**', formula));
for (const e of ['#N/A', '#REF!', '#VALUE!']) add(`D16: ${e}`, { 班级: { e } }, error('班级', e, '单元格是错误值，请改为正确的内容'));
add('D16: a boolean', { 班级: { b: 1 } }, error('班级', 'TRUE', '单元格是逻辑值（TRUE/FALSE），请设为文本格式后重新填写'));
add('D16: rich text and reading aid', { 姓名: { xml: '<c r="@" t="inlineStr"><is><r><rPr><b/></rPr><t>欧</t></r><r><t>阳富</t></r><rPh sb="0" eb="2"><t>OUYANG</t></rPh></is></c>' }, 班级: '富文本班' });
for (const [name, kept] of [['李', '李'], ['李'.repeat(50), '李'.repeat(50)], ['𠮷田', '𠮷田'], ['﨑本', '﨑本'], ['José García', 'José García'], ['阿·买提', '阿·买提']]) add(`D24: the name ${name.slice(0, 12)} is kept`, { 姓名: name, 班级: `原样${kept.length}` });
for (const dot of ['•', '・', '‧', '･']) add(`D24: the dot ${dot}`, { 姓名: `阿${dot}买提` }, repaired('姓名', `阿${dot}买提`, '姓名中的间隔号已统一为“·”（U+00B7）'));
add('D24: 51 characters', { 姓名: '李'.repeat(51) }, error('姓名', '李'.repeat(51), '最多 50 个字符，现为 51 个'));
add('D24: a private-use character', { 姓名: '李\ue000' }, error('姓名', '李\ue000', '姓名中有自造字（U+E000），请删除或按证件改正'));
add('D24: an emoji', { 姓名: '李😀' }, error('姓名', '李😀', '姓名中有表情或图形符号（U+1F600），请删除或按证件改正', '李'));
add('D24: a full-width Latin name', { 姓名: 'Ｌｉ' }, error('姓名', 'Ｌｉ', '姓名中有全角字符 Ｌ（U+FF2C），请按证件改正', 'Li'));
const literal = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '"><script>', '%s%n', "'); DROP TABLE candidate; --"];
for (const text of literal) add(`D25: the class ${text} is a text`, { 班级: text });
for (const [text, c] of [['=cmd', '“=”（U+003D）'], ['@x', '“@”（U+0040）'], ['"><script>', '“"”（U+0022）'], ['%s%n', '“%”（U+0025）'], ["'); DROP", '“)”（U+0029）']]) add(`D25: the name ${text}`, { 姓名: text }, error('姓名', text, `姓名中有${c}，请按证件改正`));
add('D26: a code of the new catalogue', { 专业代码: '470201' }, error('专业代码', '470201', '专业代码 470201（应用化工技术）属于新版目录（2021），目前使用旧版目录（2015），旧版代码为 570201（应用化工技术）', '570201'));
add('D26: a code that nothing has', { 专业代码: '999999', 专业名称: '虚构专业' }, error('专业代码', '999999', '专业目录（2015，高职专科）中没有代码 999999，请核对专业代码'));
add('a code of another major', { 专业名称: '石油化工技术' }, error('专业名称', '石油化工技术', '专业代码 570201 的名称是“应用化工技术”，而“石油化工技术”的代码是 570203，请核对'));
add('a level of education by another word', { 学历层次: '大专' }, error('学历层次', '大专', '须为以下之一：中职、高职专科、职教本科、普通本科'));
add('an ethnic group without its last character', { 民族: '汉' }, error('民族', '汉', '须为以下之一：汉族、蒙古族、回族、藏族、维吾尔族、苗族、彝族、壮族、布依族、朝鲜族、满族、侗族 等', '汉族'));
add('a document number in the column of names', { 姓名: '110101200503071016' }, error('姓名', '110***********1016', '姓名中有“1”（U+0031），请按证件改正'));
add('a document number in the column of classes', { 班级: '110101200503071016' }, error('班级', '110***********1016', '班级中有证件号码一类的长号码，证件号码请填写在“证件号码”列'));
const twice = [fresh(), student()];
add('D20: a person twice', { 证件号码: twice[0] }, error('证件号码', '', 'D20'));
add('D20: the second time', { 证件号码: twice[0] }, error('证件号码', '', 'D20'));
add('D20: a student number twice', { 学号: twice[1] }, error('学号', '', 'D20'));
add('D20: the second time', { 学号: twice[1] }, error('学号', '', 'D20'));

const spooled = () => fs.readdirSync(`${env.dir}/spool`, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => f.name).sort();
const importOnly = (tables) => tables.filter((t) => !/\.(import_|file|job|notification)/.test(t));
let batch;
await step('one workbook with all of them', async () => {
	const bytes = candidateBook(cases.map((c) => row(c[1])));
	const lying = spooled();
	const changed = await changedBy(async () => { batch = await checkBytes(officer, bytes); });
	same('the check writes no candidate', importOnly(changed), []);
	same('no file is left in the spool', spooled(), lying);
	cases.forEach(([name, , findings], i) => {
		const line = i + 2;
		const partner = cases[i - 1]?.[0].startsWith('D20') && name.endsWith('second time') ? line - 1 : line + 1;
		const expected = findings.map(([severity, heading, value, detail, fix]) => [severity, `${at(heading)}${line}`, heading, value, detail === 'D20' ? `与第 ${partner} 行的“${heading}”相同，请只保留一行` : detail, fix]);
		same(`${name}: row ${line}`, batch.faults.filter((f) => f.row === line).map((f) => [f.severity, f.cell, f.column, f.value, f.detail, f.fix]), expected);
	});
	same('there are no other findings', batch.faults.filter((f) => f.row < 2 || f.row > cases.length + 1), []);
	const wrong = cases.filter((c) => c[2].some((f) => f[0] === 'error')).length;
	same('rows with an error are refused, all others accepted', [batch.total, batch.refused, batch.accepted], [cases.length, wrong, cases.length - wrong]);
	check('no document number stands in a finding', sql(`SELECT CONCAT(cell_value, message, fix) FROM import_fault WHERE import_batch_id = ${batch.id}`).flat().every((t) => !/\d{15}/.test(t)));
});

await step('findings are grouped by their reason and counted', async () => {
	const groups = (await officer.get(`/imports/${batch.id}/fault-groups`)).items;
	same('every finding is in one group', groups.reduce((n, g) => n + g.count, 0), batch.faults.length);
	const of = (detail) => groups.filter((g) => g.example === detail);
	same('numbers that a spreadsheet program took for numbers', of(asText).map((g) => [g.column, g.severity, g.count]).sort(), [['专业代码', 'error', 1], ['学号', 'error', 1], ['手机号', 'error', 1], ['证件号码', 'error', 6]].sort());
	const g = groups.find((x) => x.column === '姓名' && x.example.startsWith('中文姓名中间'));
	same('the findings of a group', (await officer.get(`/imports/${batch.id}/faults?limit=500&code=${g.code}&column=${encodeURIComponent('姓名')}`)).items.length, g.count);
});

await step('the workbook comes back with its cells marked and is otherwise the same', async () => {
	const marked = await officer.bytes(`/files/${batch.marked_file}`);
	const rows = await sheetRows(marked);
	const formulaAt = cases.findIndex((c) => c[0] === 'D15: DDE') + 1;
	same('formulas are texts in it', rows[formulaAt][11], "=cmd|'/c calc'!A0");
	same('texts that look like formulas are texts', literal.map((t) => rows[cases.findIndex((c) => c[0] === `D25: the class ${t} is a text`) + 1][11]), literal);
});

await step('confirmed: what was accepted is stored as it should be', async () => {
	await confirmImport(officer, batch);
	const stored = (where) => sql(`SELECT name FROM candidate WHERE import_batch_id = ${batch.id} AND ${where} ORDER BY id`).flat();
	same('every accepted row is a candidate', sqlValue(`SELECT COUNT(*) FROM candidate WHERE import_batch_id = ${batch.id}`), String(batch.accepted));
	check('D1, D3: no hidden character is stored', stored('1').every((n) => !/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]/.test(n.replace(' ', ''))));
	same('D16: rich text whole, without the reading aid', stored("class_name = '富文本班'"), ['欧阳富']);
	same('D24: rare characters as they are', stored("class_name LIKE '原样%'").sort(), ['李', '李'.repeat(50), '𠮷田', '﨑本', 'José García', '阿·买提'].sort());
	same('D24: every dot is U+00B7', new Set(stored("name LIKE '阿%'")).size, 1);
	same('D25: texts literally', sql(`SELECT class_name FROM candidate WHERE import_batch_id = ${batch.id} AND class_name IN (${literal.map((t) => `'${t.replaceAll("'", "''")}'`)}) ORDER BY id`).flat(), literal);
	const lower = cases.findIndex((c) => c[0].startsWith('D5')) + 2;
	const again = await checkBytes(officer, candidateBook([row({ 证件号码: withX[1] })]));
	same('D5: x and X are the same person', sqlValue(`SELECT CONCAT(r.action, ' ', s.row_no) FROM import_row r JOIN import_row s ON s.import_batch_id = ${batch.id} AND s.document_index = r.document_index WHERE r.import_batch_id = ${again.id}`), `update ${lower}`);
});

await step('D9: the ages are settings', async () => {
	const old = sql("SELECT name, value FROM setting WHERE name LIKE 'candidate.age_%'");
	const young = row({ 证件号码: born(thisYear - 17) });
	const grown = row({ 证件号码: born(thisYear - 46) });
	const ages = async () => (await checkBytes(officer, candidateBook([young, grown]))).faults.filter((f) => f.column === '证件号码').map((f) => `${f.cell} ${f.detail}`);
	same('D9: 17 and 46 are nothing to look at', await ages(), []);
	sql("UPDATE setting SET value = IF(name = 'candidate.age_least', '18', '40') WHERE name LIKE 'candidate.age_%'");
	same('D9: with other ages they are', await ages(), ['C2 按证件号码未满 18 周岁（17 岁），请人工确认，并取得监护人同意', 'C3 按证件号码已超过 40 周岁（46 岁），请人工确认']);
	for (const [name, value] of old) sql(`UPDATE setting SET value = '${value}' WHERE name = '${name}'`);
});

await step('D11: a contradiction is for a person to decide', async () => {
	const one = row({ 姓名: '性别矛盾', 性别: '男', 证件号码: born(2005, { sex: 0 }), 班级: null, 手机号: null, 民族: null });
	await confirmImport(officer, await checkBytes(officer, candidateBook([one])));
	const { 性别, 民族, 手机号, 班级, 照片文件名, 入学年份, ...known } = one;
	await importAll(officer, 'register', [{ ...known, 入学年份: year - 2 }], { year });
	const { job: verify } = await officer.post('/verifications', { year });
	await job(officer, verify);
	const c = (await officer.get(`/candidates?q=${one.学号}`)).items[0];
	const reasons = (await officer.get(`/candidates/${c.id}`)).reasons.map((r) => [r.field, r.text]);
	same('D11: the candidate is 需人工确认, for this reason alone', [c.verification, reasons], ['manual', [['sex', '填写的性别与证件号码不一致，证件号码表示女']]]);
	await refused('D11: confirming it wants a reason', 422, officer, 'POST', `/candidates/${c.id}/confirm`, { version: c.version });
});

await step('columns that changed places are said first', async () => {
	const first = async (rows) => (await checkBytes(officer, candidateBook(rows))).faults[0];
	const rows = () => Array.from({ length: 8 }, () => row());
	const swapped = await first(rows().map((r) => ({ ...r, 姓名: r.证件号码, 证件号码: r.姓名 })));
	same('names and numbers changed places', [swapped.seq, swapped.code, swapped.cell, swapped.detail], [1, 'columns', '', '各列可能错位：A 列“姓名”中多为“证件号码”，C 列“证件号码”中多为“姓名”。请先对照表头检查各列，改正后重新上传']);
	const right = await first(rows().map((r) => ['', ...candidateHeading.slice(0, -1).map((h) => r[h] ?? null)]));
	check('a block one column too far', /^各列可能错位：B 列“证件类型”中多为“姓名”，C 列“证件号码”中多为“证件类型”/.test(right.detail), right);
	for (const [name, change] of Object.entries({ 'all codes of the new catalogue': { 专业代码: '470201' }, 'all years wrong': { 入学年份: '二〇二四' }, 'all names with a digit': { 姓名: '张三1' } }))
		check(`${name} is no such case`, (await first(rows().map((r) => ({ ...r, ...change })))).code !== 'columns');
	const few = rows();
	const one = await checkBytes(officer, candidateBook([...few.slice(1), { ...few[0], 姓名: few[0].证件号码, 证件号码: few[0].姓名 }]));
	check('one row alone is no such case', one.faults.every((f) => f.code !== 'columns') && one.accepted === 7, one.faults);
});
