/*
 * main_line_world.mjs: what the main line needs of a world outside the platform: people with document numbers and photos,
 * a spreadsheet program that is not ours (exceljs), zip files, and the readers of what the platform prints (poppler, zbar).
 * Every person and number is invented anew in each run.
 */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import exceljs from 'exceljs';
import { Actor, env, job, sleep } from './lib.mjs';

// --- people
const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜';
const GIVEN = '安宁清远思成文博雅静嘉禾若云明哲书瑶子墨一诺晨曦浩然欣怡景行知秋';

/** GB 11643: region, birth and sequence with their check digit (ISO 7064 MOD 11-2). */
export function residentNumber(region, birth, sequence) {
	const s = `${region}${birth}${String(sequence).padStart(3, '0')}`;
	const sum = [...s].reduce((t, c, i) => t + Number(c) * (2 ** (17 - i) % 11), 0);
	return s + '10X98765432'[sum % 11];
}

const firstDay = Date.UTC(2003, 0, 1) + randomInt(1000) * 86400e3;
let born = 0;
/** An invented person: { name, type, number, sex, birth }. */
export function person(region) {
	const n = born++;
	const birth = new Date(firstDay + Math.floor(n / 900) * 86400e3).toISOString().slice(0, 10).replaceAll('-', '');
	const sequence = (n % 900) + 50;
	return {
		name: SURNAMES[n % SURNAMES.length] + GIVEN[(n * 7) % GIVEN.length] + GIVEN[(n * 13 + Math.floor(n / 31)) % GIVEN.length],
		type: '居民身份证', number: residentNumber(region, birth, sequence), sex: sequence % 2 ? '男' : '女', birth,
	};
}

// --- bytes: CRC-32, PNG, zip
const crcTable = Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c >>> 0;
});
function crc32(bytes) {
	let c = 0xffffffff;
	for (const b of bytes) c = crcTable[(c ^ b) & 255] ^ (c >>> 8);
	return (c ^ 0xffffffff) >>> 0;
}

export function pngChunk(type, data) {
	const out = Buffer.alloc(12 + data.length);
	out.writeUInt32BE(data.length, 0);
	out.write(type, 4, 'latin1');
	data.copy(out, 8);
	out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
	return out;
}

/** What stands at each pixel of a portrait: 0 background, 1 clothes, 2 hair, 3 face, 4 eyes; one byte each, by rows. */
const shapes = new Map();
function shape(width, height) {
	const key = `${width}x${height}`;
	if (shapes.has(key)) return shapes.get(key);
	const map = Buffer.alloc(width * height);
	const ellipse = (ox, oy, rx, ry, what) => {
		for (let y = 0; y < height; y++)
			for (let x = 0; x < width; x++) if (((x - ox) / rx) ** 2 + ((y - oy) / ry) ** 2 < 1) map[y * width + x] = what;
	};
	const cx = width / 2;
	ellipse(cx, height, width * 0.42, height * 0.42, 1);
	ellipse(cx, height * 0.36, width * 0.27, height * 0.24, 2);
	ellipse(cx, height * 0.42, width * 0.22, height * 0.22, 3);
	for (const side of [-1, 1]) ellipse(cx + side * width * 0.08, height * 0.4, 7, 4, 4);
	shapes.set(key, map);
	return map;
}

/** A portrait of no one: red background, hair, face, clothes; seed varies it. options: width, height, background. */
export function portrait(seed, { width = 295, height = 413, background = [200, 32, 38] } = {}) {
	const map = shape(width, height);
	const colours = [
		background, [30 + (seed % 60), 40 + (seed % 50), 70 + (seed % 90)], [34, 28, 26],
		[226 - (seed % 23), 184 - (seed % 19), 152 - (seed % 17)], [20, 20, 24],
	];
	const raw = Buffer.alloc((1 + 3 * width) * height);
	for (let y = 0, to = 0, from = 0; y < height; y++) {
		raw[to++] = 0;
		for (let x = 0; x < width; x++) {
			const c = colours[map[from++]];
			raw[to++] = c[0];
			raw[to++] = c[1];
			raw[to++] = c[2];
		}
	}
	raw[raw.length - 3 * Math.ceil(width / 2)] = seed & 255;
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), pngChunk('IHDR', head),
		pngChunk('IDAT', zlib.deflateSync(raw, { level: 6 })), pngChunk('IEND', Buffer.alloc(0)),
	]);
}

/** A zip file of [[name, bytes]], stored or deflated (packed: true or a level), names in UTF-8 unless they are bytes already. */
export function zip(entries, { packed = false } = {}) {
	const parts = [];
	const central = [];
	let at = 0;
	for (const [name, plain] of entries) {
		const n = Buffer.from(name);
		const bytes = packed ? zlib.deflateRawSync(plain, { level: packed === true ? 3 : packed }) : plain;
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(20, 4);
		local.writeUInt16LE(typeof name === 'string' ? 0x0800 : 0, 6);
		local.writeUInt16LE(packed ? 8 : 0, 8);
		local.writeUInt32LE(0x58210000, 10);
		local.writeUInt32LE(crc32(plain), 14);
		local.writeUInt32LE(bytes.length, 18);
		local.writeUInt32LE(plain.length, 22);
		local.writeUInt16LE(n.length, 26);
		const c = Buffer.alloc(46);
		c.writeUInt32LE(0x02014b50, 0);
		c.writeUInt16LE(20, 4);
		local.copy(c, 6, 4, 28);
		c.writeUInt32LE(at, 42);
		parts.push(local, n, bytes);
		central.push(c, n);
		at += 30 + n.length + bytes.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, directory, end]);
}

// --- workbooks
/** The template of an import, as another program reads it. */
export async function template(actor, kind) {
	for (;;) {
		const r = await actor.ask('GET', `/templates/${kind}`);
		if (r.status === 200) return r.bytes;
		if (r.status !== 202) throw new Error(`template ${kind}: ${r.status} ${JSON.stringify(r.body)}`);
		await job(actor, r.body.job);
		await sleep(20);
	}
}

/** The sheet with the data and the row of its headings. */
function headings(book) {
	for (const sheet of book.worksheets) {
		for (let r = 1; r <= 12; r++) {
			const texts = [];
			sheet.getRow(r).eachCell((cell, c) => { texts[c] = String(cell.text ?? '').replace(/[*＊\s]/g, ''); });
			if (texts.filter(Boolean).length >= 3 && texts.some((t) => ['姓名', '准考证号', '专业代码', '代码'].includes(t))) return { sheet, row: r, texts };
		}
	}
	throw new Error('the template has no row of headings');
}

/** Fills a template with rows (objects by Chinese heading), gives the bytes of the workbook. */
export async function filled(bytes, rows) {
	const book = new exceljs.Workbook();
	await book.xlsx.load(bytes);
	const { sheet, row, texts } = headings(book);
	for (let r = sheet.rowCount; r > row; r--) sheet.getRow(r).values = [];
	rows.forEach((one, i) => {
		const target = sheet.getRow(row + 1 + i);
		for (const [heading, value] of Object.entries(one)) {
			const c = texts.indexOf(heading);
			if (c < 0) throw new Error(`the template has no column ${heading}: ${texts.filter(Boolean)}`);
			target.getCell(c).value = value;
			if (typeof value === 'string') target.getCell(c).numFmt = '@';
		}
		target.commit();
	});
	return Buffer.from(await book.xlsx.writeBuffer());
}

/** All cells of a workbook as rows of text. */
export async function sheetRows(bytes, which = 0) {
	const book = new exceljs.Workbook();
	await book.xlsx.load(bytes);
	const rows = [];
	book.worksheets[which].eachRow((r) => rows.push(r.values.slice(1).map((v) => (v && typeof v === 'object' ? (v.text ?? v.richText?.map((t) => t.text).join('') ?? String(v)) : String(v ?? '')))));
	return rows;
}

/**
 * Uploads a filled template and checks it: { id, state, accepted, refused, token, faults }. wanted: "checked" unless the
 * sheet is meant to be bad.
 */
export async function checkImport(actor, kind, rows, fields = {}) {
	const bytes = await filled(await template(actor, kind), rows);
	const file = await actor.upload('workbook', `${kind}.xlsx`, bytes);
	const { id, job: check } = await actor.post('/imports', { kind, file, ...fields });
	await job(actor, check);
	const batch = await actor.get(`/imports/${id}`);
	const faults = (await actor.get(`/imports/${id}/faults?limit=500`)).items;
	return { ...batch, faults };
}
export async function confirmImport(actor, batch) {
	if (!batch.token) throw new Error(`nothing to confirm: ${JSON.stringify({ ...batch, faults: batch.faults.slice(0, 5) })}`);
	const { job: done } = await actor.post(`/imports/${batch.id}/confirm`, { token: batch.token });
	await job(actor, done);
	return actor.get(`/imports/${batch.id}`);
}
/** Checks and confirms; every row must be taken. */
export async function importAll(actor, kind, rows, fields) {
	const batch = await checkImport(actor, kind, rows, fields);
	if (batch.refused || batch.accepted + batch.unchanged !== rows.length)
		throw new Error(`${kind}: ${batch.accepted} of ${rows.length} accepted, ${JSON.stringify(batch.faults.slice(0, 5))}`);
	return confirmImport(actor, batch);
}

// --- what the platform prints
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'main-line-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
let files = 0;
export function keep(bytes, ending) {
	const name = path.join(scratch, `${++files}.${ending}`);
	fs.writeFileSync(name, bytes);
	return name;
}
const tool = (name, ...args) => execFileSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 27, stdio: ['ignore', 'pipe', 'ignore'] });

/** What poppler reads of a PDF: { text, pages, size: [w, h] in points, fonts: [{ name, embedded }] , file }. */
export function readPdf(bytes) {
	const file = keep(bytes, 'pdf');
	const info = tool('pdfinfo', file);
	const fonts = tool('pdffonts', file).split('\n').slice(2).filter(Boolean)
		.map((l) => ({ name: l.split(/\s+/)[0], embedded: /\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+\s*$/.exec(l)?.[1] === 'yes' }));
	return {
		file, fonts, text: tool('pdftotext', '-layout', file, '-').normalize('NFKC'),
		pages: Number(/^Pages:\s+(\d+)/m.exec(info)[1]), size: /^Page size:\s+([\d.]+) x ([\d.]+)/m.exec(info).slice(1).map(Number),
	};
}

/** The contents of every QR code on a page of a PDF. */
export function qrCodes(file, page = 1) {
	const out = path.join(scratch, `q${++files}`);
	tool('pdftoppm', '-r', '200', '-f', String(page), '-l', String(page), '-png', '-singlefile', file, out);
	try {
		return tool('zbarimg', '-q', '--raw', '-Sdisable', '-Sqrcode.enable', `${out}.png`).split('\n').filter(Boolean);
	} catch {
		return [];
	}
}

// --- the world outlives this program: other tests go on with it
const file = () => `${env.dir}/main_line.json`;
export function save(w) {
	fs.writeFileSync(file(), JSON.stringify(w, (k, v) => (v instanceof Actor ? { actor: { ...v, jar: [...v.jar], secret: v.secret?.toString('hex') } } : v)), { mode: 0o600 });
}
export function load() {
	if (!fs.existsSync(file())) return null;
	return JSON.parse(fs.readFileSync(file(), 'utf8'), (k, v) =>
		v?.actor?.jar ? Object.assign(new Actor(), v.actor, { jar: new Map(v.actor.jar), secret: v.actor.secret ? Buffer.from(v.actor.secret, 'hex') : null }) : v);
}
