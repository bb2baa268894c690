/*
 * list.mjs: the list of a school of 200,000 candidates: its first page by each order and filter, one request at a time and from
 * 64 connections, and how evenly Chromium scrolls 200 of its rows (a frame of a 60 Hz screen is 16.7 ms).
 */
import { percentile } from '../api/lib.mjs';
import { person } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { browser, settled, signIn } from '../portal/lib.mjs';
import { fixed, median, quietness, sql, table, verdict } from './bench.mjs';

const count = Number(process.env.BENCH_ROWS ?? 200000);
const school = await newSchool('410000');
const me = Object.assign(school.officer, { role: 'school' });
const p = person('410105');
await me.post('/candidates', {
	name: p.name, document_type: 'resident_id', document_number: p.number, student_number: '2024000000', education_level: 'college', major_code: '570201',
	major_name: '应用化工技术', enrolment_year: 2024, class_name: '化工001班',
});

/** Copies of that one with names, numbers, classes and states of their own, in no order of theirs. */
function fill() {
	const own = {
		document_index: "UNHEX(SHA2(CONCAT('d', seq), 256))", person_index: "UNHEX(SHA2(CONCAT('p', seq), 256))", student_number: "CONCAT('2024', LPAD((seq * 7919) % 1000003, 6, '0'))",
		name: "CONCAT(ELT(1 + seq * 31 % 10, '赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈'), ELT(1 + seq * 17 % 9, '一', '文', '宇', '浩', '欣', '怡', '梓', '涵', '安'))",
		class_name: "CONCAT('化工', LPAD(seq % 400, 3, '0'), '班')", verification: "ELT(1 + seq * 7919 % 10, 'pending', 'manual', 'accurate', 'accurate', 'accurate', 'accurate', 'accurate', 'accurate', 'accurate', 'pending')",
	};
	const columns = sql(`SELECT column_name FROM information_schema.columns WHERE table_schema = 'certificates' AND table_name = 'candidate'
		AND column_name <> 'id' AND generation_expression IS NULL`).trim().split('\n');
	sql(`INSERT INTO candidate (${columns}) SELECT ${columns.map((c) => own[c] ?? `c.${c}`)} FROM candidate c JOIN seq_1_to_${count} WHERE c.school_id = ${school.organisation}; ANALYZE TABLE candidate`);
}
fill();

const asked = ['', 'sort=name', 'sort=student_number', 'sort=class_name&order=desc', 'sort=verification', 'verification=manual', 'verification=manual&sort=name', `class_name=${encodeURIComponent('化工399班')}`, 'q=%E9%99%88'];
const rows = [[`the first 50 of ${count} candidates`, 'median ms', 'worst ms', 'rows']];
let worst = 0;
for (const q of asked) {
	const ms = [];
	let answer;
	for (let i = 0; i < 25; i++) {
		answer = await me.ask('GET', `/candidates?limit=50&${q}`);
		if (answer.status !== 200) throw new Error(`${q}: ${answer.status}`);
		ms.push(answer.ms);
	}
	worst = Math.max(worst, ...ms);
	rows.push([decodeURIComponent(q) || 'as they are', fixed(median(ms), 1), fixed(Math.max(...ms), 1), answer.body.items.length]);
}
table(rows);
verdict('a first page in 300 ms', worst < 300, `${fixed(worst, 1)} ms at worst`);

const many = [];
const began = performance.now();
await Promise.all(Array.from({ length: 64 }, async (_, c) => {
	for (let i = 0; i < 40; i++) many.push((await me.ask('GET', `/candidates?limit=50&${asked[(c + i) % asked.length]}`)).ms);
}));
verdict('p99 below 50 ms at 64 connections', percentile(many, 99) < 50,
	`${fixed(percentile(many, 99), 1)} ms, median ${fixed(median(many), 1)} ms, ${fixed(many.length / (performance.now() - began) * 1000)} requests/s (asked by one Node process)`);

const b = await browser();
const page = await b.page();
await signIn(page, me);
await page.goto(`${process.env.TEST_URL}/school/candidates`);
await settled(page);
await page.getByRole('combobox', { name: '每页条数' }).click();
await page.getByRole('option', { name: '每页 200 条' }).click();
await page.waitForFunction(() => document.querySelectorAll('.el-table__row').length === 200);
await settled(page);
await page.evaluate(() => {
	window.frames_ = [];
	let last = performance.now();
	const tick = (now) => (window.frames_.push(now - last), last = now, requestAnimationFrame(tick));
	requestAnimationFrame(tick);
});
await page.mouse.move(800, 500);
for (let i = 0; i < 60; i++) {
	await page.mouse.wheel(0, i < 30 ? 250 : -250);
	await page.waitForTimeout(30);
}
const frames = (await page.evaluate(() => window.frames_)).slice(5);
verdict('200 rows scroll without jank: no frame over 100 ms, median below 20 ms', Math.max(...frames) < 100 && median(frames) < 20,
	`${frames.length} frames, median ${fixed(median(frames), 1)} ms, 95 % below ${fixed(percentile(frames, 95), 1)} ms, longest ${fixed(Math.max(...frames), 1)} ms (drawn without a graphics card)`);
await b.close();
quietness();
