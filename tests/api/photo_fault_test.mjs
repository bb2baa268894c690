/*
 * photo_fault_test.mjs: photos and archives of photos over HTTP (faults.md E9-E11, E13, F1-F9, F12): one zip holds them all,
 * each has its own result with the found and the wanted, and only right ones are attached. What a decoder needs to be told in
 * more detail stands in tests/files/photo_test.c and photo_hostile_test.c.
 */
import fs from 'node:fs';
import zlib from 'node:zlib';
import { check, clock, clockOffset, env, job, same, sleep, sql, step } from './lib.mjs';
import { importAll, person, pngChunk, portrait, zip } from './main_line_world.mjs';
import { newSchool, year } from './pilot_scene.mjs';
import { arm, disarm, part } from '../fault/system.mjs';

const { officer, organisation } = await newSchool('410000');
const other = await newSchool('410000');
const home = `41${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`; // numbers of a place that no other test has
let serial = 0;
const student = () => `F${process.pid}${String(++serial).padStart(3, '0')}`;
const row = (over) => {
	const p = person(home);
	return { 姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 学号: student(), 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: year - 2, ...over };
};

/** A PNG of width × height whose pixels fn(x, y) gives as [r, g, b] or [r, g, b, a]; chunks stand before its image. */
function png(width, height, fn, { chunks = [], idat } = {}) {
	const channels = fn ? fn(0, 0).length : 3;
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
	let raw;
	if (!idat) {
		raw = Buffer.alloc((1 + channels * width) * height);
		for (let y = 0, to = 0; y < height; y++) {
			to++;
			for (let x = 0; x < width; x++) for (const v of fn(x, y)) raw[to++] = v;
		}
	}
	return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', head), ...chunks, pngChunk('IDAT', idat ?? zlib.deflateSync(raw, { level: 1 })), pngChunk('IEND', Buffer.alloc(0))]);
}
const inside = (x, y, cx, cy, rx, ry) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
/** The picture of nobody: what stands at a pixel of 295 × 413, on a background that fn gives. */
const figure = (fn) => (x, y) => (inside(x, y, 147, 180, 66, 88) ? [226, 180, 150] : inside(x, y, 147, 413, 125, 150) ? [40, 50, 90] : fn(x, y));
const red = () => [200, 20, 30];
const upright = figure(red);
const people = [];
const cases = [];
/** A photo for a candidate of its own: [name of the check, bytes, the state of its result, its message]. */
const add = (name, bytes, state, message, ending = 'png') => cases.push({ name, bytes, state, message, ending });
/** Saved; also when it is the picture of another case (F10), and that is said. */
const kept = /^已保存(；但与考生“.+”的照片完全相同，请核对)?$/;
const wanted = (w, h, turned = '') => `照片尺寸为 ${w}×${h} 像素${turned}，要求 295×413 像素（宽×高）`;

const students = async (n) => {
	const list = Array.from({ length: n }, () => row());
	await importAll(officer, 'candidate', list);
	return list;
};
const upload = async (bytes, state) => {
	const { job: id } = await officer.post('/photo-imports', { file: await officer.upload('photos', '照片.zip', bytes) });
	const done = await job(officer, id, { state });
	return { done, id, rows: (await officer.all(`/jobs/${id}/rows`)) };
};
const attached = () => Number(sql(`SELECT COUNT(*) FROM candidate WHERE school_id = ${organisation} AND photo_id IS NOT NULL`)[0][0]);

/** A JPEG: what the platform makes of a good PNG. */
const jpeg = await step('a JPEG to begin with', async () => {
	const [one] = await students(1);
	await upload(zip([[`${one.学号}.png`, png(295, 413, upright)]]));
	return officer.bytes(`/candidates/${(await officer.get(`/candidates?q=${one.学号}`)).items[0].id}/photo`);
});
const insert = (at, what) => Buffer.concat([jpeg.subarray(0, at), what, jpeg.subarray(at)]);
const marker = (code) => {
	let i = 2;
	while (jpeg[i + 1] !== code) i += 2 + jpeg.readUInt16BE(i + 2);
	return i;
};
const patched = (at, value) => Object.assign(Buffer.from(jpeg), { [at]: value });
const scan = marker(0xda) + 14;
/** The JPEG with comments before its image up to so many bytes. */
function padded(size) {
	const parts = [];
	for (let left = size - jpeg.length; left > 0;) {
		let n = Math.min(left, 65537);
		if (left - n > 0 && left - n < 4) n -= 4;
		const c = Buffer.alloc(n);
		c.writeUInt16BE(0xfffe, 0);
		c.writeUInt16BE(n - 2, 2);
		parts.push(c);
		left -= n;
	}
	return insert(2, Buffer.concat(parts));
}
const exif = (orientation) => Buffer.concat([Buffer.from('ffe1002c', 'hex'), Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', 'latin1'), Buffer.from([orientation]), Buffer.from('\0\0\0\0\0\0GPS-SECRET', 'latin1')]);
const exifChunk = (orientation) => pngChunk('eXIf', Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', 'latin1'), Buffer.from([orientation, 0, 0, 0, 0, 0, 0])]));

add('F1: 5,242,880 bytes', padded(5242880), 'kept', kept, 'jpg');
add('F1: one more', padded(5242881), 'failed', '照片超过大小限制', 'jpg');
for (const [w, h] of [[294, 413], [295, 412], [413, 295], [590, 826], [1, 1]]) add(`F2: ${w}×${h}`, png(w, h, red), 'failed', wanted(w, h));
add('F3: baseline', jpeg, 'kept', kept, 'JPG');
add('F3: arithmetic coding', patched(marker(0xc0) + 1, 0xc9), 'failed', '照片为算术编码的 JPEG，要求霍夫曼编码（基线或渐进式），请另存为普通 JPEG', 'jpg');
add('F3: 12 bits', patched(marker(0xc0) + 4, 12), 'failed', '照片每通道不是 8 位，要求 8 位 JPEG，请另存为普通 JPEG', 'jpg');
add('F3: lossless', patched(marker(0xc0) + 1, 0xc3), 'failed', '照片为无损或分层 JPEG，要求基线或渐进式，请另存为普通 JPEG', 'jpg');
add('F4: an opaque alpha channel', png(295, 413, (x, y) => [...upright(x, y), 255]), 'kept', kept);
add('F4: a transparent background', png(295, 413, (x, y) => [...upright(x, y), y < 40 ? 0 : 255]), 'failed', '照片含有透明部分，要求不透明的红色背景，请填充红色背景后另存为 jpg');
add('F4: animated', png(295, 413, upright, { chunks: [pngChunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]))] }), 'failed', '照片为动画 PNG，要求单幅静态照片');
add('F5: stored lying, to be turned', png(413, 295, (x, y) => upright(294 - y, x), { chunks: [exifChunk(6)] }), 'kept', kept);
add('F5: upright, but to be turned', insert(2, exif(6)), 'failed', wanted(413, 295, '（已按拍摄方向转正）'), 'jpg');
add('F5: with a place in its EXIF', insert(2, exif(1)), 'kept', kept, 'jpg');
for (const [title, colour, name] of [['white', [255, 255, 255], '白色'], ['blue', [60, 120, 215], '蓝色'], ['grey', [120, 120, 120], '灰色']]) add(`F6: ${title}`, png(295, 413, figure(() => colour)), 'failed', `背景须为红色：边缘区域红色占 0%（至少 90%），实际多为${name}`);
add('F6: from light to dark', png(295, 413, figure((x) => [110 + Math.floor((120 * x) / 295), 20, 30])), 'doubt', /^已保存；背景红色深浅不匀（有阴影或渐变，亮度偏差 \d+，应不超过 8），需人工确认$/);
add('F6: one side white', png(295, 413, figure((x, y) => (x > 286 && y > 20 ? [255, 255, 255] : red()))), 'doubt', /^已保存；背景红色不完整：/);
add('F6: nobody', png(295, 413, red), 'failed', '照片中没有人像，只有红色背景');
const twins = png(295, 413, figure(() => [190, 25, 35]));
add('F10: a picture', twins, 'done', '已保存');
add('F10: the same for another candidate', twins, 'doubt', /^已保存；但与考生“.+”的照片完全相同，请核对$/);
add('F7: 30,000 × 30,000 in a few bytes', png(30000, 30000, null, { idat: Buffer.from('x') }), 'failed', wanted(30000, 30000));
add('F7: an image that unpacks to 50 MB', png(295, 413, null, { idat: zlib.deflateSync(Buffer.alloc(50 << 20), { level: 9 }) }), 'failed', '照片已损坏（PNG 数据无法完整解码），请重新保存照片');
add('F7: a text of 50 MB beside it is never opened', png(295, 413, upright, { chunks: [pngChunk('zTXt', Buffer.concat([Buffer.from('Remark\0\0', 'latin1'), zlib.deflateSync(Buffer.alloc(50 << 20), { level: 9 })]))] }), 'kept', kept);
add('F7: 10,000 scans', Buffer.concat([jpeg.subarray(0, jpeg.length - 2), ...Array(10000).fill(Buffer.from('ffda0008010100003f0055', 'hex')), Buffer.from('ffd9', 'hex')]), 'failed', /扫描超过 100 次/, 'jpg');
add('F8: without its end', jpeg.subarray(0, jpeg.length - 2), 'failed', '照片文件不完整（JPEG 没有结束标记），请重新保存或重新上传', 'jpg');
add('F8: half, with an end', Buffer.concat([jpeg.subarray(0, (scan + jpeg.length) >> 1), Buffer.from('ffd9', 'hex')]), 'failed', '照片已损坏（JPEG 数据无法完整解码），请重新保存照片', 'jpg');
add('F8: other bytes within', Buffer.from(jpeg).fill(0x7f, scan + 200, scan + 400), 'failed', '照片已损坏（JPEG 数据无法完整解码），请重新保存照片', 'jpg');
add('F8: 4 MB behind it', Buffer.concat([jpeg, Buffer.alloc(4 << 20, 'x')]), 'failed', `图像结束后还附带 ${4 << 20} 字节其他内容（最多 4096），请重新保存照片`, 'jpg');
add('F8: half a PNG', png(295, 413, upright).subarray(0, 3000), 'failed', '照片文件不完整（PNG 没有结束块），请重新保存或重新上传');
add('F9: a JPEG called .png', jpeg, 'failed', '文件名后缀与内容不符：实际是JPEG 图像，请改正后缀或另存');
for (const [title, bytes] of [['WebP 图像', 'RIFF\x10\0\0\0WEBPVP8 '], ['GIF 图像', 'GIF89a'], ['BMP 图像', 'BM6\0\0\0'], ['HEIC 图像', '\0\0\0\x18ftypheic'], ['SVG 图像', '<svg xmlns="x">'], ['PDF 文档', '%PDF-1.7'], ['HTML 网页', '<!DOCTYPE html>']])
	add(`F9: ${title} called .jpg`, Buffer.from(bytes, 'latin1'), 'failed', `文件实际是${title}，要求 jpg 或 png 照片`, 'jpg');
for (const [title, tail] of [['zip', 'PK\x05\x06'], ['PHP', '<?php system(1);'], ['a script', '<script>'], ['PDF', '%PDF-1.4']]) add(`E13: ${title} behind a JPEG`, Buffer.concat([jpeg, Buffer.from(tail, 'latin1')]), 'failed', '照片中夹带了其他类型的文件内容，请重新保存照片', 'jpg');

await step('photos of all kinds in one archive', async () => {
	const list = await students(cases.length);
	const before = attached();
	const { done, rows } = await upload(zip(cases.map((c, i) => [`${list[i].学号}.${c.ending}`, c.bytes])));
	cases.forEach((c, i) => {
		const r = rows.find((x) => Number(x.row) === i + 1);
		if (c.message instanceof RegExp) check(`${c.name}: ${c.state}`, (r?.state === c.state || (c.state === 'kept' && ['done', 'doubt'].includes(r?.state))) && c.message.test(r.message), r);
		else same(`${c.name}`, [r?.state, r?.message], [c.state, c.message]);
	});
	const right = cases.filter((c) => c.state !== 'failed').length;
	same('counted', [done.total, done.done, done.failed], [cases.length, cases.length, cases.length - right]);
	same('only what is right is attached', attached() - before, right);
	const shown = await officer.bytes(`/candidates/${(await officer.get(`/candidates?q=${list[cases.findIndex((c) => c.name.startsWith('F5: with a place'))].学号}`)).items[0].id}/photo`);
	check('F5: what is kept has neither EXIF nor place', !shown.includes('Exif') && !shown.includes('GPS-SECRET'));
});

await step('names and places of the entries', async () => {
	const list = await students(8);
	const [a, b, c, d, e, f, g, h] = list;
	const foreign = row();
	await importAll(other.officer, 'candidate', [foreign]);
	const unsafe = '文件名或路径不安全，已忽略';
	const nobody = '本校没有学号、证件号码或照片文件名与此文件名相同的考生';
	const gbk = Buffer.from('d5d5c6ac2f', 'hex'); // 照片/ in GBK, without the flag of UTF-8
	let seed = 300;
	const face = () => portrait(seed++);
	const entries = [
		[`../../${a.学号}.png`, face(), 'failed', unsafe], [`/etc/${a.学号}.png`, face(), 'failed', unsafe], [`C:\\${a.学号}.png`, face(), 'failed', unsafe],
		[`x\\..\\..\\${a.学号}.png`, face(), 'failed', unsafe], [`a\u202e${a.学号}.png`, face(), 'failed', unsafe], ['aux.png', face(), 'failed', unsafe],
		[`${'n'.repeat(300)}.png`, face(), 'failed', unsafe], ['link.png', Buffer.from('/etc/passwd'), 'failed', unsafe], ['device.png', Buffer.alloc(0), 'failed', unsafe],
		[`班级\\一班\\${b.学号}.png`, face(), 'done', '已保存'], [Buffer.concat([gbk, Buffer.from(`${c.学号}.PNG`)]), face(), 'done', '已保存'], [`${d.证件号码}.png`, face(), 'done', '已保存'],
		[`${foreign.学号}.png`, face(), 'failed', nobody], [`${foreign.证件号码}.png`, face(), 'failed', nobody], ['Jose\u0301.png', face(), 'failed', nobody],
		[`${e.学号}.png`, face(), 'failed', '同一考生有两张照片，都没有采用，请只保留一张'], [`${e.证件号码}.jpg`, face(), 'failed', '同一考生有两张照片，都没有采用，请只保留一张'],
		[`${f.学号}.txt`, Buffer.from('x'), 'failed', '不是 jpg 或 png 照片，已忽略'], [`${g.学号}.png`, zip([['a', Buffer.from('x')]]), 'failed', '文件实际是ZIP 压缩包或 Office 文档，要求 jpg 或 png 照片'],
		['__MACOSX/._1.png', Buffer.from('x')], ['x/.DS_Store', Buffer.from('x')], ['Thumbs.db', Buffer.from('x')], ['desktop.ini', Buffer.from('x')], ['空目录/', Buffer.alloc(0)],
	];
	const bytes = zip(entries.map(([name, content]) => [name, content]));
	for (const [name, mode] of [['link.png', 0o120777], ['device.png', 0o060666]]) { // as Unix, a link and a device
		const at = bytes.lastIndexOf(Buffer.from(name)) - 46;
		bytes[at + 5] = 3;
		bytes.writeUInt32LE((mode << 16) >>> 0, at + 38);
	}
	const before = attached();
	const { done, rows } = await upload(bytes);
	entries.forEach(([name, , state, message], i) => {
		const title = ['E9', 'E10', 'E11', 'E10'][i < 9 ? 0 : i < 12 ? 1 : i < 17 ? 2 : 3];
		const r = rows.find((x) => Number(x.row) === i + 1);
		same(`${title}: ${JSON.stringify(name.toString('latin1')).slice(0, 60)}`, [r?.state, r?.message], [state, message]);
	});
	same('E10: what is no photo and nobody\'s file is not counted', done.total, entries.filter((x) => x[2]).length);
	same('E11: three are attached', attached() - before, 3);
	check('E9: nothing was written anywhere', !fs.existsSync(`/etc/${a.学号}.png`) && !fs.existsSync(`${env.dir}/${a.学号}.png`) && fs.readdirSync(`${env.dir}/spool`).every((x) => !x.includes(a.学号)));
	check('E11: no whole document number in the results', rows.every((r) => !r.label.includes(d.证件号码) && !r.label.includes(foreign.证件号码)), rows.map((r) => r.label));
	same('E11: the other school has no photo of it', sql(`SELECT COUNT(*) FROM candidate WHERE school_id = ${other.organisation} AND photo_id IS NOT NULL`)[0][0], '0');
	check('a candidate without a file has none', (await officer.get(`/candidates?q=${h.学号}`)).items.length === 1);
});

await step('archives that are none', async () => {
	for (const [name, bytes, says] of [
		['E1: a picture', portrait(1), '文件不是 ZIP 压缩包'], ['E3: cut off', zip([['1.png', portrait(1)]]).subarray(0, -30), '压缩包已损坏或不完整，请重新压缩后上传'],
		['E4: a bomb', zip([['1.png', Buffer.alloc(4 << 20)]], { packed: 9 }), '压缩包的压缩比异常，已拒绝'], ['E10: junk alone', zip([['.DS_Store', Buffer.from('x')]]), '压缩包中没有照片文件'],
	]) same(name, (await upload(bytes, 'failed')).done.error, says);
});

await step('F12: a photo that ends the process each time', async () => {
	const list = await students(3);
	const start = clockOffset();
	part('restart', 'jobs');
	arm('photo.check', 'kill');
	const { job: id } = await officer.post('/photo-imports', { file: await officer.upload('photos', '照片.zip', zip(list.map((p, i) => [`${p.学号}.png`, portrait(400 + i)]))) });
	const killed = async () => {
		for (const until = Date.now() + 30000; fs.existsSync(`${env.dir}/run/fault`) && Date.now() < until;) await sleep(50);
		return !fs.existsSync(`${env.dir}/run/fault`);
	};
	check('F12: killed once', await killed());
	arm('photo.check', 'kill');
	clock(clockOffset() + 40); // the lease of a dead worker runs out
	check('F12: killed again by the same photo', await killed());
	clock(clockOffset() + 40);
	await job(officer, id, { seconds: 60 });
	const rows = await officer.all(`/jobs/${id}/rows`);
	same('F12: that photo is left out, the others are taken', rows.map((r) => [r.state, r.message]), [['failed', '处理这张照片时多次出错，没有采用，请更换照片'], ['done', '已保存'], ['done', '已保存']]);
	disarm();
	clock(start);
	const left = () => fs.readdirSync(`${env.dir}/spool`, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => f.name);
	for (const until = Date.now() + 5000; left().length && Date.now() < until;) await sleep(50);
	same('F12: nothing that the dead workers had fetched is left', left(), []);
	part('restart', 'jobs');
});
