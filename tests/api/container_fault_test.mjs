/*
 * container_fault_test.mjs: files that are not what they say, damaged, or made to do harm (faults.md E1-E8, E12-E14): each
 * upload is read by the jobs and refused quickly, with its true kind or what is wrong with it; nothing is stored of it, no
 * file stays in the spool, and the next job is served. Photo archives: photo_fault_test.mjs.
 */
import fs from 'node:fs';
import tls from 'node:tls';
import zlib from 'node:zlib';
import { API, ca, changedBy, check, env, job, newKey, origin, same, sleep, sql, sqlValue, step } from './lib.mjs';
import { person, zip } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { candidateBook, candidateHeading, checkBytes, sheetXml, workbook } from './raw_workbook.mjs';

const { officer } = await newSchool('410000');
const base = new URL(env.url);
const home = `41${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`; // numbers of a place that no other test has
let serial = 0;
const row = () => {
	const p = person(home);
	return { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 学号: `E${process.pid}${String(++serial).padStart(4, '0')}`, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: { n: year - 2 } };
};
const good = candidateBook([row()]);
const part = (over, options) => workbook([{ name: '考生信息', rows: [candidateHeading] }], { parts: over, ...options });
const inside = (xml) => workbook([{ name: '考生信息', xml }]);
const spooled = () => fs.readdirSync(`${env.dir}/spool`, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => f.name).sort();
const damaged = (what) => `文件已损坏（${what}有误），请用表格软件打开后另存为 .xlsx 再上传`;
const also = '，请上传 .xlsx 或 .csv 表格';

/** Each [name, bytes, the sentence] is refused in less than two seconds of work, and nothing else changes. */
async function refusedFiles(tries) {
	const lying = spooled();
	const changed = await changedBy(async () => {
		for (const [name, bytes, says, file = '考生.xlsx'] of tries) {
			const b = await checkBytes(officer, bytes, { name: file, state: 'failed' });
			const took = Date.parse(b.job.finished_at) - Date.parse(b.job.started_at);
			if (says instanceof RegExp) check(`${name}: ${says.source}`, says.test(b.error), b.error);
			else same(name, b.error, says);
			check(`${name}: quickly`, took < 2000, `${took} ms`);
			same(`${name}: the batch has failed and holds nothing`, [b.state, b.accepted, b.token, b.faults.length], ['failed', 0, null, 0]);
		}
	});
	same(`${tries[0][0].split(':')[0]}: nothing changed but the uploads themselves`, changed.filter((t) => !/\.(import_batch|file|file_chunk|job|notification)$/.test(t)), []);
	same(`${tries[0][0].split(':')[0]}: nothing is left in the spool`, spooled(), lying);
}

/** A compound file of the old Office with one stream of this name in its directory. */
function compound(stream) {
	const b = Buffer.alloc(4096);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(b);
	b.write(stream, 640, 'utf16le');
	b.writeUInt16LE(2 * stream.length + 2, 640 + 64);
	b[640 + 66] = 2;
	return b;
}

await step('E1: other kinds of files', () => refusedFiles([
	['E1: HTML', Buffer.from('<html><body><table><tr><td>姓名</td></tr></table></body></html>'), `这是网页（HTML）另存的表格${also}`],
	['E1: HTML as .xls', Buffer.from('\ufeff<!DOCTYPE html><table></table>'), `这是网页（HTML）另存的表格${also}`, '考生.xls'],
	['E1: PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n'), `这是 PDF 文件${also}`],
	['E1: a picture', Buffer.from('ffd8ffe000104a464946', 'hex'), `这是图片（JPEG）${also}`],
	['E1: RAR', Buffer.from('Rar!\x1a\x07\x00aaaaaaaaaaaaaaaaaaa', 'latin1'), `这是 RAR 压缩包${also}`],
	['E1: Word', zip([['[Content_Types].xml', Buffer.from('<Types/>')], ['word/document.xml', Buffer.from('<x/>')]]), `这是 Word 文档（.docx）${also}`],
	['E1: OpenDocument', zip([['mimetype', Buffer.from('application/vnd.oasis.opendocument.spreadsheet')], ['content.xml', Buffer.from('<x/>')]]), `这是 OpenDocument 文件（.ods 等）${also}`],
	['E1: a zip of photos', zip([['1.jpg', Buffer.from('x')]]), `这是 ZIP 压缩包，不是表格${also}`],
	['E1: UTF-16', Buffer.from('\ufeff姓名,证件号码', 'utf16le'), `这是 UTF-16 编码的文本，请另存为「CSV UTF-8」${also}`],
	['E1: noise', Buffer.from([0x81, 0xff, 0xff, 0x00, 1, 2, 3, 4]), `无法识别的文件类型${also}`],
]));
await step('E1: a .csv that is called .xlsx is read as what it is', async () => {
	const p = row();
	const b = await checkBytes(officer, Buffer.from(`${candidateHeading}\n${candidateHeading.map((h) => p[h]?.n ?? p[h] ?? '')}\n`));
	same('E1: its row is accepted', [b.accepted, b.refused], [1, 0]);
	const empty = await officer.ask('POST', '/files?purpose=workbook&name=a.xlsx', undefined, { raw: Buffer.alloc(0) });
	same('E1: an empty file is no upload', [empty.status, empty.body.detail], [400, '文件是空的']);
});
await step('E2: passwords, macros, binary workbooks', () => refusedFiles([
	['E2: a password', compound('EncryptedPackage'), `表格设有打开密码，请取消密码${also}`],
	['E2: .xlsm', part({ 'xl/vbaProject.bin': 'x' }), `这是含宏的工作簿（.xlsm）${also}`],
	['E2: .xlsb', part({ 'xl/workbook.bin': 'x' }), `这是二进制工作簿（.xlsb）${also}`],
	['E2: .doc', compound('WordDocument'), `这是 Word 97-2003 文档（.doc）${also}`],
]));

const central = (bytes) => bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
const edited = (bytes, change) => {
	const b = Buffer.from(bytes);
	return change(b) ?? b;
};
const endAt = (b) => b.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
/** The same archive with 64-bit sizes and places (zip64) in its directory. */
function zip64(bytes) {
	const end = endAt(bytes);
	const [count, size, from] = [bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
	const records = [];
	for (let at = from; at < from + size;) {
		const [n, x, c] = [28, 30, 32].map((o) => bytes.readUInt16LE(at + o));
		const r = Buffer.concat([bytes.subarray(at, at + 46 + n), Buffer.alloc(28)]);
		r.writeUInt16LE(28, 30);
		r.writeUInt16LE(1, 46 + n);
		r.writeUInt16LE(24, 48 + n);
		[24, 20, 42].forEach((o, i) => {
			r.writeBigUInt64LE(BigInt(bytes.readUInt32LE(at + o)), 50 + n + 8 * i);
			r.writeUInt32LE(0xffffffff, o);
		});
		records.push(r);
		at += 46 + n + x + c;
	}
	const directory = Buffer.concat(records);
	const tail = Buffer.alloc(56 + 20 + 22);
	tail.write('PK\x06\x06', 0, 'latin1');
	tail.writeBigUInt64LE(44n, 4);
	tail.writeBigUInt64LE(BigInt(count), 24);
	tail.writeBigUInt64LE(BigInt(count), 32);
	tail.writeBigUInt64LE(BigInt(directory.length), 40);
	tail.writeBigUInt64LE(BigInt(from), 48);
	tail.write('PK\x06\x07', 56, 'latin1');
	tail.writeBigUInt64LE(BigInt(from + directory.length), 64);
	tail.writeUInt32LE(1, 72);
	tail.write('PK\x05\x06', 76, 'latin1');
	tail.fill(0xff, 84, 96);
	tail.writeUInt16LE(0, 80);
	return Buffer.concat([bytes.subarray(0, from), directory, tail]);
}
/** The same archive as a program writes it that cannot go back: sizes and CRC behind the bytes of each entry. */
function described(bytes) {
	const end = endAt(bytes);
	const [size, from] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
	const locals = [];
	const directory = Buffer.from(bytes.subarray(from, from + size));
	let written = 0;
	for (let at = 0; at < size;) {
		const [n, x, c] = [28, 30, 32].map((o) => directory.readUInt16LE(at + o));
		const local = directory.readUInt32LE(at + 42);
		const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const head = Buffer.from(bytes.subarray(local, data));
		head.writeUInt16LE(head.readUInt16LE(6) | 8, 6);
		head.fill(0, 14, 26);
		const descriptor = Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), directory.subarray(at + 16, at + 28)]);
		const entry = Buffer.concat([head, bytes.subarray(data, data + directory.readUInt32LE(at + 20)), descriptor]);
		directory.writeUInt16LE(directory.readUInt16LE(at + 8) | 8, at + 8);
		directory.writeUInt32LE(written, at + 42);
		written += entry.length;
		locals.push(entry);
		at += 46 + n + x + c;
	}
	const tail = Buffer.from(bytes.subarray(end));
	tail.writeUInt32LE(written, 16);
	return Buffer.concat([...locals, directory, tail]);
}
await step('E3: archives that are damaged', () => refusedFiles([
	...[0.1, 0.5, 0.9, 0.999].map((share) => [`E3: cut at ${share * 100} %`, good.subarray(0, Math.floor(good.length * share)), damaged('压缩结构')]),
	['E3: a wrong CRC', edited(good, (b) => { const at = b.indexOf('sheet1.xml') + 10; b[at + 40] ^= 0x10; }), /^文件已损坏（(压缩结构|XML 格式)有误）/],
	['E3: bytes before the archive', Buffer.concat([Buffer.from('#!/bin/sh\n\0'), good]), `无法识别的文件类型${also}`],
	['E8: another name in the directory', edited(good, (b) => { b[central(b) + 46] ^= 1; }), damaged('压缩结构')],
	['E8: another size in the directory', edited(good, (b) => { b[central(b) + 24] -= 1; }), damaged('压缩结构')],
	['E8: encrypted by its directory', edited(good, (b) => { b[central(b) + 8] |= 1; }), '文件已加密，请取消密码后上传'],
]));
await step('E3: archives that are only unusual are read', async () => {
	const comment = Buffer.alloc(65535, 'x');
	for (const [name, bytes] of [['a comment of 64 KB', edited(good, (b) => { b.writeUInt16LE(65535, endAt(b) + 20); return Buffer.concat([b, comment]); })], ['zip64', zip64(good)], ['data descriptors', described(good)], ['stored, not packed', candidateBook([row()], { packed: false })]]) {
		const b = await checkBytes(officer, bytes);
		same(`E3: ${name}`, [b.state, b.accepted], ['checked', 1]);
	}
});

function overlapping(bytes) { // the second entry of the directory begins where the first does
	const second = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'), central(bytes) + 4);
	return edited(bytes, (b) => { b.writeUInt32LE(10, second + 42); });
}
/** A sheet of so many bytes that packs into nearly nothing. */
const bomb = (bytes) => part({ 'xl/worksheets/sheet1.xml': Buffer.alloc(bytes, ' ') }, { packed: 9 });
await step('E4: archives made to burst', () => refusedFiles([
	['E4: 64 MB of blanks', bomb(64 << 20), '文件的压缩比异常，已拒绝'],
	['E4: ten of them', part(Object.fromEntries([...Array(10).keys()].map((i) => [`xl/worksheets/s${i}.xml`, Buffer.alloc(8 << 20)])), { packed: 9 }), '文件的压缩比异常，已拒绝'],
	['E4: a size that is not true', edited(bomb(64 << 20), (b) => { const at = b.lastIndexOf('xl/worksheets/sheet1.xml') - 46; b.writeUInt32LE(2000, at + 24); }), damaged('压缩结构')],
	['E4: a size of 10 GB', edited(zip64(good), (b) => { const at = b.lastIndexOf('xl/worksheets/sheet1.xml'); b.writeBigUInt64LE(10n << 30n, at + 24 + 4); }), /^文件(解压后超过大小限制|已损坏|的压缩比异常)/],
	['E4: overlapping entries', overlapping(good), damaged('压缩结构')],
	['E4: 60,000 entries', zip([...Array(60000).keys()].map((i) => [`a${i}`, Buffer.alloc(0)])), '文件解压后超过大小限制，请删去无关内容或分成几个文件上传'],
	['E4: a zip in a zip', zip([['a.zip', good]]), `这是 ZIP 压缩包，不是表格${also}`],
]));

const worksheet = (data) => `<?xml version="1.0"?><worksheet><sheetData>${data}</sheetData></worksheet>`;
const doctype = '文件中含有不允许的 XML 文档类型声明（DOCTYPE），已拒绝';
const secret = `${env.dir}/config`;
await step('E6: hostile XML', async () => {
	const laughs = `<!DOCTYPE l [<!ENTITY a "lol">${[...Array(20).keys()].map((i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`;
	await refusedFiles([
		['E6: an external entity', inside(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file://${secret}">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>`), doctype],
		['E6: an external DTD', inside(`<?xml version="1.0"?><!DOCTYPE x SYSTEM "${origin}/x.dtd"><worksheet/>`), doctype],
		['E6: billion laughs', inside(`<?xml version="1.0"?>${laughs}<worksheet>&u;</worksheet>`), doctype],
		['E6: in the workbook part', part({ 'xl/workbook.xml': `<?xml version="1.0"?>${laughs}<workbook>&u;</workbook>` }), doctype],
		['E6: UTF-16', inside(Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet/>`, 'utf16le')), /^文件(已损坏|中的 XML 不是 UTF-8)/],
		['E6: UTF-7', inside('<?xml version="1.0" encoding="UTF-7"?><worksheet/>'), '文件中的 XML 不是 UTF-8 编码，已拒绝'],
		['E6: an attribute of 30 MB', inside(Buffer.concat([Buffer.from('<worksheet a="'), zlib.deflateRawSync(Buffer.alloc(1)), Buffer.alloc(30 << 20, 'abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz'), Buffer.from('"/>')])), /^文件/],
		['E6: 100,000 levels', inside('<a>'.repeat(100000)), damaged('XML 嵌套')],
		['E6: not closed', inside('<worksheet><sheetData>'), damaged('XML 格式')],
	]);
});
await step('E7: indexes and parts that do not exist', () => refusedFiles([
	...['3', '-1', '2147483648', '99999999999999999999', 'x'].map((s) => [`E7: shared string ${s}`, workbook([{ name: '考生信息', rows: [[{ s }]] }], { strings: ['a'] }), damaged('共享字符串编号')]),
	['E7: no shared strings at all', workbook([{ name: '考生信息', rows: [[{ s: 0 }]] }]), damaged('共享字符串编号')],
	['E7: a style that is not there', workbook([{ name: '考生信息', rows: [[{ n: 1, style: 7 }]] }]), damaged('单元格样式')],
	['E7: no sheet', part({ 'xl/worksheets/sheet1.xml': null }), damaged('找不到工作表')],
	['E7: a sheet outside the package', part({ 'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="s0" Type="a/worksheet" Target="../../../../etc/passwd"/></Relationships>' }), damaged('找不到工作表')],
	['E7: rows that go back', inside(worksheet('<row r="2"/><row r="1"/>')), damaged('行号')],
	['E7: cells that go back', inside(worksheet('<row r="1"><c r="B1"/><c r="A1"/></row>')), damaged('单元格位置')],
]));
await step('E7: without styles the sheet is read', async () => {
	const b = await checkBytes(officer, workbook([{ name: '考生信息', rows: [candidateHeading, ...[row()].map((r) => candidateHeading.map((h) => r[h] ?? null))] }], { parts: { 'xl/styles.xml': null } }));
	same('E7: no styles', [b.state, b.accepted], ['checked', 1]);
});

/** A request as it is over a connection of its own; cut: it is broken off after so many bytes. Gives the status, 0 for none. */
function raw(head, body, cut) {
	return new Promise((done) => {
		const s = tls.connect({ host: base.hostname, port: base.port, ca, servername: undefined }, () => {
			s.write(`POST ${API}/files?purpose=workbook&name=e12-${process.pid}.xlsx HTTP/1.1\r\nHost: ${base.host}\r\nOrigin: ${origin}\r\nCookie: ${[...officer.jar].map(([k, v]) => `${k}=${v}`).join('; ')}\r\nIdempotency-Key: ${newKey()}\r\nConnection: close\r\n${head}\r\n\r\n`);
			s.write(cut ? body.subarray(0, cut) : body, () => cut && setTimeout(() => s.destroy(), 100));
		});
		let text = '';
		s.on('data', (d) => { text += d.toString('latin1'); });
		const over = () => done(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0));
		s.on('close', over);
		s.on('error', over);
		s.setTimeout(8000, () => s.destroy());
	});
}
await step('E12: uploads that break off or count wrong', async () => {
	const body = Buffer.alloc(1 << 20, 'x');
	const files = () => sql(`SELECT state, COUNT(*) FROM file WHERE name = 'e12-${process.pid}.xlsx' GROUP BY 1`);
	const cut = await raw(`Content-Length: ${body.length}`, body, Math.floor(body.length * 0.99));
	check('E12: broken off at 99 %', [0, 400, 499].includes(cut), cut);
	check('E12: more announced than sent', [0, 400, 408].includes(await raw(`Content-Length: ${body.length + 1000}`, body, body.length)));
	await sleep(300);
	same('E12: nothing is stored', files(), []);
	same('E12: and nothing lies about', spooled(), []);
	same('E12: less announced than sent: what was announced is the file', [await raw('Content-Length: 1000', body), sqlValue(`SELECT size FROM file WHERE name = 'e12-${process.pid}.xlsx' AND state = 'stored'`)], [201, '1000']);
	const chunked = Buffer.concat([Buffer.from('400\r\n'), Buffer.alloc(1024, 'y'), Buffer.from('\r\n0\r\n\r\n')]);
	same('E12: in chunks', [await raw('Transfer-Encoding: chunked', chunked), sqlValue(`SELECT MAX(size) FROM file WHERE name = 'e12-${process.pid}.xlsx' AND state = 'stored'`)], [201, '1024']);
	check('E12: in chunks that break off', [0, 400].includes(await raw('Transfer-Encoding: chunked', Buffer.from('400\r\nabc'), 8)));
	check('E12: in chunks that are none', (await raw('Transfer-Encoding: chunked', Buffer.from('zz\r\nabc\r\n0\r\n\r\n'))) === 400);
	same('E12: two files are stored, no more', files(), [['stored', '2']]);
});

await step('E13: what comes down is never shown by the browser', async () => {
	// The test virus of the industry, in two halves so that no scanner takes this file for it.
	const virus = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));
	const b = await checkBytes(officer, virus, { name: 'eicar.csv' });
	check('E13: as a workbook it has no heading', b.accepted === 0 && b.faults.some((f) => f.detail.includes('缺少必填的「姓名」列')), b.faults.slice(0, 2));
	const page = await officer.upload('attachment', '说明.html', Buffer.from('<script>alert(1)</script>'));
	const r = await officer.ask('GET', `/files/${page}`);
	same('E13: a page as an attachment', [r.status, r.headers['x-content-type-options']?.split(',')[0], /^attachment;/.test(r.headers['content-disposition']), r.headers['content-type']], [200, 'nosniff', true, 'application/octet-stream']);
});

await step('E14: fifty uploads at once', async () => {
	const old = sqlValue("SELECT value FROM setting WHERE name = 'upload.megabytes_per_hour'");
	const { officer: eager } = await newSchool('410000');
	sql("UPDATE setting SET value = '20' WHERE name = 'upload.megabytes_per_hour'");
	const body = Buffer.alloc(4 << 20, 'z');
	const answers = await Promise.all(Array.from({ length: 50 }, () => eager.ask('POST', `/files?purpose=workbook&name=e14-${process.pid}.xlsx`, undefined, { raw: body })));
	const of = (status) => answers.filter((r) => r.status === status).length;
	check('E14: some are stored, the others are told to wait, none is an error of ours', of(201) >= 1 && of(201) + of(429) + of(503) === 50 && of(201) < 50, answers.map((r) => r.status).join(' '));
	const stored = Number(sqlValue(`SELECT SUM(size) FROM file WHERE name = 'e14-${process.pid}.xlsx'`));
	check('E14: what is stored is bounded', stored <= (20 + 8 * 4) << 20, stored);
	for (let n = 0; n < 5; n++) await eager.ask('POST', `/files?purpose=workbook&name=e14-${process.pid}.xlsx`, undefined, { raw: body });
	const next = await eager.ask('POST', `/files?purpose=workbook&name=e14-${process.pid}.xlsx`, undefined, { raw: body });
	same('E14: the account is told its limit', [next.status, next.body.type, next.body.detail, Number(next.headers['retry-after']) > 0], [429, '/problems/too-many', '本账号一小时内上传的文件已达 20 MB，请稍后再上传', true]);
	same('E14: another account uploads as ever', (await officer.ask('POST', `/files?purpose=workbook&name=e14-${process.pid}.xlsx`, undefined, { raw: good })).status, 201);
	sql(`UPDATE setting SET value = '${old}' WHERE name = 'upload.megabytes_per_hour'`);
});
await step('and the next workbook is read', async () => same('accepted', (await checkBytes(officer, good)).accepted, 1));
