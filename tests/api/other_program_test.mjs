/*
 * other_program_test.mjs: the same 考生信息 written by exceljs, openpyxl, LibreOffice and Gnumeric, as .xlsx and .xls: the
 * report is the same to the letter, and so are the candidates (spec 2.3). What they write differs in nearly everything else:
 * shared and inline strings, styles of columns and of empty cells, dates, the digits of a number.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import exceljs from 'exceljs';
import { same, step } from './lib.mjs';
import { confirmImport, person } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { candidateHeading, checkBytes } from './raw_workbook.mjs';

const { officer } = await newSchool('410000');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'other-program-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));

/** Cells: a text, a number, { date } or null; a row may be null: it is left empty. */
const home = `41${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`; // numbers of a place that no other test has
let serial = 0;
const row = (over = {}) => {
	const p = person(home);
	const r = { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: '13912345678', 学号: `O${process.pid}${String(++serial).padStart(3, '0')}`, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: year - 2, 班级: '化工1班', 照片文件名: null, ...over };
	return candidateHeading.map((h) => r[h]);
};
const fresh = () => person(home).number;
const content = [
	row(), row({ 姓名: '𠮷田' }), null, row({ 班级: null, 手机号: null, 民族: null }), row({ 班级: 2201 }), row({ 姓名: '阿·买提' }),
	row({ 姓名: '张三 ' }), row({ 姓名: '张\u200b三' }), row({ 姓名: '张\u00a0三' }), row({ 证件号码: ` ${fresh()}\n`, 性别: null }), row({ 证件号码: '110101200503071010' }),
	row({ 证件号码: 110101200503071016 }), row({ 学号: 2022010101 }), row({ 入学年份: { date: '2023-03-15' } }), row({ 班级: { date: '2023-03-15' } }),
	null, null, row({ 入学年份: 2024.5 }), row({ 班级: '=1+1 不是公式' }), row({ 专业代码: '470201' }), row({ 班级: '<b>&amp;"一班"</b>' }),
];

/** The cells by exceljs. */
async function byExceljs() {
	const book = new exceljs.Workbook();
	const sheet = book.addWorksheet('考生信息');
	sheet.getColumn(3).numFmt = '@';
	sheet.addRow(candidateHeading);
	content.forEach((cells, i) => cells?.forEach((c, k) => {
		if (c === null) return;
		const cell = sheet.getRow(i + 2).getCell(k + 1);
		cell.value = c.date ? new Date(`${c.date}T00:00:00Z`) : c;
		cell.numFmt = c.date ? 'yyyy-mm-dd' : typeof c === 'string' ? '@' : 'General';
	}));
	return Buffer.from(await book.xlsx.writeBuffer());
}

const openpyxl = `
import datetime, json, sys, openpyxl
data = json.load(sys.stdin)
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "考生信息"
for letter in "CGI":
    sheet.column_dimensions[letter].number_format = "@"
    sheet.column_dimensions[letter].width = 24
sheet.append(data["heading"])
for i, cells in enumerate(data["rows"]):
    for k, c in enumerate(cells or []):
        if c is None:
            continue
        cell = sheet.cell(row=i + 2, column=k + 1)
        if isinstance(c, dict):
            cell.value = datetime.date.fromisoformat(c["date"])
            cell.number_format = "yyyy/m/d"
        else:
            cell.value = c
            if isinstance(c, str):
                cell.data_type = "s"
                cell.number_format = "@"
book.save(sys.argv[1])
`;
const first = path.join(dir, 'openpyxl.xlsx');
function byOpenpyxl() {
	execFileSync('/usr/bin/python3', ['-c', openpyxl, first], { input: JSON.stringify({ heading: candidateHeading, rows: content }) });
	return fs.readFileSync(first);
}
function byLibreOffice(ending, filter) {
	const out = path.join(dir, `libreoffice-${ending}`);
	execFileSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--norestore', '--convert-to', `${ending}:${filter}`, '--outdir', out, first], { stdio: 'ignore', timeout: 120000, env: { ...process.env, HOME: dir } });
	return fs.readFileSync(path.join(out, `openpyxl.${ending}`));
}
function byGnumeric(ending, filter) {
	const out = path.join(dir, `gnumeric.${ending}`);
	execFileSync('ssconvert', [`--export-type=${filter}`, first, out], { stdio: 'ignore', timeout: 120000, env: { ...process.env, HOME: dir } });
	return fs.readFileSync(out);
}

const programs = {
	'openpyxl .xlsx': ['a.xlsx', byOpenpyxl],
	'exceljs .xlsx': ['a.xlsx', byExceljs],
	'LibreOffice .xlsx': ['a.xlsx', () => byLibreOffice('xlsx', 'Calc MS Excel 2007 XML')],
	'LibreOffice .xls': ['a.xls', () => byLibreOffice('xls', 'MS Excel 97')],
	'Gnumeric .xlsx': ['a.xlsx', () => byGnumeric('xlsx', 'Gnumeric_Excel:xlsx2')],
	'Gnumeric .xls': ['a.xls', () => byGnumeric('xls', 'Gnumeric_Excel:excel_biff8')],
};
/** What is found: everything but how many digits of a number each program keeps. */
const report = (b) => b.faults.map((f) => [f.severity, f.cell, f.column, f.detail.startsWith('此列须设为文本格式') && f.column === '证件号码' ? '' : f.value, f.detail, f.fix]);

let model;
await step('a first program', async () => {
	model = await checkBytes(officer, byOpenpyxl());
	same('what is wrong is found', [model.total, model.accepted, report(model).map((f) => `${f[0]} ${f[1]}`)], [18, 9, [
		'repaired A8', 'error A9', 'repaired A10', 'error A10', 'repaired C11', 'error C12', 'error C13', 'error G14', 'error K15', 'error L16', 'error K19', 'error I21',
	]]);
});
for (const [name, [file, write]] of Object.entries(programs)) {
	await step(name, async () => {
		const b = await checkBytes(officer, await write(), { name: file });
		same(`${name}: the same rows`, [b.total, b.accepted, b.unchanged, b.refused], [model.total, model.accepted, model.unchanged, model.refused]);
		same(`${name}: the same report`, report(b), report(model));
	});
}
await step('the candidates are the same', async () => {
	await confirmImport(officer, model);
	for (const [name, [file, write]] of Object.entries(programs)) {
		const b = await checkBytes(officer, await write(), { name: file });
		same(`${name}: every accepted row is there already, to the letter`, [b.accepted, b.unchanged], [0, model.accepted]);
	}
});
