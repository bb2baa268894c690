/*
 * raw_workbook.mjs: workbooks written part by part, so that a cell holds exactly what a fault needs: a number with all
 * its digits, a formula without a value, an error, an inline or rich string, a lying dimension. Not a test.
 *
 * A cell is a text (inline string), null (no cell), or { n, style } a number as it stands in the file, { d } a serial with
 * a date format, { f, v } a formula, { e } an error, { b } a boolean, { s } the index of a shared string, { xml } raw.
 */
import { job } from './lib.mjs';
import { zip } from './main_line_world.mjs';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** Text as XML; what XML cannot hold, and line ends that a parser would change, as the _xHHHH_ of the format. */
export const escape = (text) => text.replace(/_x[0-9A-Fa-f]{4}_/g, (m) => `_x005F${m}`)
	.replace(/[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]/g, (c) => `_x${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)
	.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

export const letter = (column) => (column >= 26 ? letter(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/** The XML of one cell. */
export function cellXml(at, c) {
	if (c === null || c === undefined) return '';
	if (typeof c === 'string') return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escape(c)}</t></is></c>`;
	if (c.xml) return c.xml.replaceAll('@', at);
	if (c.f !== undefined) return `<c r="${at}" t="str"><f>${escape(c.f)}</f>${c.v === undefined ? '' : `<v>${escape(c.v)}</v>`}</c>`;
	if (c.e) return `<c r="${at}" t="e"><v>${c.e}</v></c>`;
	if (c.b !== undefined) return `<c r="${at}" t="b"><v>${c.b}</v></c>`;
	if (c.d !== undefined) return `<c r="${at}" s="1"><v>${c.d}</v></c>`;
	if (c.s !== undefined) return `<c r="${at}" t="s"><v>${c.s}</v></c>`;
	return `<c r="${at}"${c.style ? ` s="${c.style}"` : ''}><v>${c.n}</v></c>`;
}

/** Rows of cells as the XML of a sheet; a row may be { hidden, at, cells }. before stands before the data, after behind it. */
export function sheetXml(rows, { before = '', after = '' } = {}) {
	let number = 0;
	const lines = rows.map((r) => {
		const { cells, at, hidden } = Array.isArray(r) ? { cells: r } : r;
		number = at ?? number + 1;
		return `<row r="${number}"${hidden ? ' hidden="1"' : ''}>${cells.map((c, i) => cellXml(letter(i) + number, c)).join('')}</row>`;
	});
	return `${head}<worksheet xmlns="${main}">${before}<sheetData>${lines.join('')}</sheetData>${after}</worksheet>`;
}

/**
 * A package. sheets: [{ name, rows | xml, state, before, after }]; parts: { path: text | Buffer | null } are added, or take
 * the place of the usual ones, or (null) leave them out; options: date1904, packed (deflated).
 */
export function workbook(sheets, { parts = {}, date1904 = false, packed = true, strings } = {}) {
	const all = {
		'[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		'_rels/.rels': `${head}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${relation}"><workbookPr date1904="${date1904 ? 1 : 0}"/><sheets>${sheets.map((s, i) => `<sheet name="${escape(s.name)}" sheetId="${i + 1}"${s.state ? ` state="${s.state}"` : ''} r:id="s${i}"/>`).join('')}</sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${relations}">${sheets.map((s, i) => `<Relationship Id="s${i}" Type="${relation}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="st" Type="${relation}/styles" Target="styles.xml"/>${strings ? `<Relationship Id="ss" Type="${relation}/sharedStrings" Target="sharedStrings.xml"/>` : ''}</Relationships>`,
		'xl/styles.xml': `${head}<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="49"/></cellXfs></styleSheet>`,
		...(strings && { 'xl/sharedStrings.xml': `${head}<sst xmlns="${main}">${strings.map((s) => (typeof s === 'string' ? `<si><t xml:space="preserve">${escape(s)}</t></si>` : s.xml)).join('')}</sst>` }),
		...Object.fromEntries(sheets.map((s, i) => [`xl/worksheets/sheet${i + 1}.xml`, s.xml ?? sheetXml(s.rows, s)])),
		...parts,
	};
	return zip(Object.entries(all).filter(([, v]) => v !== null).map(([name, v]) => [name, Buffer.from(v)]), { packed });
}

export const candidateHeading = ['姓名', '证件类型', '证件号码', '性别', '民族', '手机号', '学号', '学历层次', '专业代码', '专业名称', '入学年份', '班级', '照片文件名'];
/** The cells of a row of 考生信息 from an object by heading. */
export const candidateCells = (row) => candidateHeading.map((h) => row[h] ?? null);
/** A workbook of 考生信息 whose first data row is row 2. */
export const candidateBook = (rows, options) =>
	workbook([{ name: '考生信息', rows: [candidateHeading, ...rows.map((r) => (Array.isArray(r) || r.cells ? r : candidateCells(r)))], ...options?.sheet }], options);

/** Uploads bytes, checks them, and gives the batch with all of its faults. */
export async function checkBytes(actor, bytes, { kind = 'candidate', name = '考生.xlsx', state = 'done', ...fields } = {}) {
	const file = await actor.upload('workbook', name, bytes);
	const { id, job: j } = await actor.post('/imports', { file, kind, ...fields });
	const done = await job(actor, j, { state, seconds: 600 });
	return { ...(await actor.get(`/imports/${id}`)), faults: await actor.all(`/imports/${id}/faults`), job: done };
}
