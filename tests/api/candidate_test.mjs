/*
 * candidate_test.mjs: candidates by workbook, photo and form: two-step imports (check, confirm, undo), bad cells, a job
 * killed in the middle, two schools with one person, parallel edits, verification against the register, photos.
 * (spec 2.3; faults.md A1, B9, C1, C12, D1-D9, D12, D15, D17, D18, D20, D27, E10, E11, F2, F10)
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import exceljs from 'exceljs';
import { check, clock, clockOffset, env, job, newKey, operator, refused, same, sleep, snapshot, changes, sql, sqlValue, step, unique } from './lib.mjs';
import { filled, importAll, checkImport, confirmImport, person, portrait, residentNumber, template, zip } from './main_line_world.mjs';
import { newSchool } from './pilot_scene.mjs';

const year = 2026;
const faultFile = `${env.dir}/run/fault-candidate`;
const part = (command, ...names) =>
	execFileSync(`${env.root}/scripts/part`, [command, env.dir, ...names], { env: { ...process.env, FAULT_FILE: faultFile } });
let serial = 0;
function someone(fields = {}) {
	const p = person('410105');
	const student = `${year - 2}${process.pid % 1000}${String(++serial).padStart(5, '0')}`;
	return { ...p, student, ...fields };
}
const row = (p, over = {}) => ({
	姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: `139${String(10000000 + Number(p.student.slice(-5)))}`,
	学号: p.student, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: year - 2, 班级: '化工1班',
	照片文件名: `${p.student}.jpg`, ...over,
});
const registerRow = (p, over = {}) => {
	const { 性别, 民族, 手机号, 班级, 照片文件名, ...rest } = row(p);
	return { ...rest, ...over };
};
const count = (school) => Number(sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${school.organisation} AND live = 1`));

/** Checks a workbook's bytes and gives the batch with its faults. */
async function checkBytes(actor, bytes, fields = { kind: 'candidate' }, name = '考生.xlsx', state = 'done') {
	const file = await actor.upload('workbook', name, bytes);
	const { id, job: j } = await actor.post('/imports', { file, ...fields });
	await job(actor, j, { state });
	const faults = (await actor.get(`/imports/${id}/faults?limit=500`)).items;
	return { ...(await actor.get(`/imports/${id}`)), faults };
}

/** Every order of the list, page by page, gives every candidate once, in the order that one large page has. */
async function sorted(officer) {
	const whole = (await officer.all('/candidates')).map((c) => c.id);
	for (const sort of ['id', 'name', 'student_number', 'class_name', 'verification']) {
		for (const order of ['asc', 'desc']) {
			const large = (await officer.get(`/candidates?limit=500&sort=${sort}&order=${order}`)).items;
			const small = [];
			for (let after = ''; after !== null; ) {
				const page = await officer.get(`/candidates?limit=7&sort=${sort}&order=${order}${after && `&after=${after}`}`);
				small.push(...page.items);
				after = page.next;
			}
			same(`by ${sort} ${order}: the pages are the list`, small.map((c) => c.id), large.map((c) => c.id));
			same(`by ${sort} ${order}: everybody once`, small.map((c) => c.id).sort(), [...whole].sort());
		}
	}
	const first = (await officer.get('/candidates?limit=1')).items[0];
	same('the beginning of a student number', (await officer.get(`/candidates?q=${first.student_number}`)).items.map((c) => c.id), [first.id]);
	check('the beginning of a name', (await officer.get(`/candidates?limit=500&q=${encodeURIComponent(first.name.slice(0, 1))}`)).items.every((c) => c.name.startsWith(first.name.slice(0, 1))));
	same('without a photo: all', (await officer.get('/candidates?limit=500&without_photo=true')).items.length, whole.length);
	const numbers = (await officer.get('/candidates?sort=student_number&order=desc&limit=500')).items.map((c) => c.student_number);
	same('sorted by student number, largest first', numbers, [...numbers].sort().reverse());
	await refused('an unknown order', 422, officer, 'GET', '/candidates?sort=document_mask');
	await refused('a place that no page gave', 422, officer, 'GET', '/candidates?sort=name&after=7-zz');
}

async function twoSteps(s) {
	const people = Array.from({ length: 20 }, () => someone());
	const bytes = await filled(await template(s.officer, 'candidate'), people.map((p) => row(p)));
	const before = snapshot();
	const batch = await checkBytes(s.officer, bytes);
	same('all rows are accepted', [batch.state, batch.total, batch.accepted, batch.refused], ['checked', 20, 20, 0]);
	same('checking writes no candidate', changes(before).filter((t) => /\.candidate|register/.test(t)), []);
	await refused('without the token', 422, s.officer, 'POST', `/imports/${batch.id}/confirm`, {});
	await refused('with another token', 422, s.officer, 'POST', `/imports/${batch.id}/confirm`, { token: 'f'.repeat(32) });

	const key = newKey();
	const two = await Promise.all([1, 2].map(() => s.officer.ask('POST', `/imports/${batch.id}/confirm`, { token: batch.token }, { key })));
	check('a double click confirms once', two.every((r) => [202, 409].includes(r.status)) && two.some((r) => r.status === 202), two.map((r) => r.body));
	await job(s.officer, two.find((r) => r.status === 202).body.job);
	same('every row is a candidate', count(s), 20);
	same('the batch says so', (await s.officer.get(`/imports/${batch.id}`)).state, 'confirmed');
	await sorted(s.officer);
	await refused('confirming again', 409, s.officer, 'POST', `/imports/${batch.id}/confirm`, { token: batch.token });

	const stored = sql(`SELECT COUNT(*) FROM candidate WHERE school_id = ${s.organisation} AND (document_mask = '${people[0].number}'
		OR CONVERT(document_sealed USING latin1) LIKE '%${people[0].number}%')`);
	same('no number is stored in the clear', stored[0][0], '0');
	same('neither is it staged', sqlValue(`SELECT COUNT(*) FROM import_row WHERE payload LIKE '%${people[0].number}%'`), '0');

	const again = await checkBytes(s.officer, bytes);
	same('the same file again: nothing to do', [again.accepted, again.unchanged, again.refused, again.token ?? null], [0, 20, 0, null]);
	await refused('and nothing to confirm', 409, s.officer, 'POST', `/imports/${again.id}/confirm`, { token: 'x' });

	const list = await s.officer.all('/candidates');
	same('the list shows them', list.length, 20);
	check('with masks only', list.every((c) => /^\d{3}\*{11}\d{2}.{2}$/.test(c.document_mask) && !JSON.stringify(c).includes(people[0].number)), list[0]);
	const full = await s.officer.post(`/candidates/${list[0].id}/reveal`, { reason: '核对证件' }, { key: null });
	check('one full number at a time', people.some((p) => p.number === full.document_number), full.document_number?.length);

	const mended = people.slice(0, 3).map((p, i) => row(p, i === 0 ? { 班级: '化工2班' } : {}));
	sql(`UPDATE candidate SET verification = 'accurate' WHERE school_id = ${s.organisation}`);
	const change = await checkImport(s.officer, 'candidate', mended);
	same('a corrected file: only the difference', [change.accepted, change.unchanged], [1, 2]);
	check('and it says that the state falls back', change.faults.some((f) => f.severity === 'repaired' && f.detail.includes('信息待认证')), change.faults);
	await confirmImport(s.officer, change);
	same('only the changed one is pending', sql(`SELECT verification, COUNT(*) FROM candidate WHERE school_id = ${s.organisation} GROUP BY 1 ORDER BY 1`),
		[['accurate', '19'], ['pending', '1']]);
	const { job: undoChange } = await s.officer.post(`/imports/${change.id}/undo`);
	await job(s.officer, undoChange);
	same('undoing brings the class back', sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${s.organisation} AND class_name = '化工1班' AND live = 1`), '20');
	const { job: undo } = await s.officer.post(`/imports/${batch.id}/undo`);
	await job(s.officer, undo);
	same('undoing the batch takes all of it away', [count(s), (await s.officer.get(`/imports/${batch.id}`)).state], [0, 'undone']);
	await importAll(s.officer, 'candidate', people.slice(0, 2).map((p) => row(p)));
	same('and the same people can come again', count(s), 2);
}

async function badCells(s) {
	const region = '110101';
	const lower = [...Array(900).keys()].map((i) => residentNumber(region, '20050307', i + 50)).find((n) => n.endsWith('X'));
	const p = (n, over) => row(someone({ number: n }), over);
	const fresh = () => someone().number;
	const cases = [
		['D1 zero width in a number', p('1101012005030\u200b71016'), 'repaired', '证件号码', /U\+200B|零宽|不可见|隐藏/],
		['D2 blank and line end around a number', p(` ${fresh()}\r\n`), 'repaired', '证件号码', /空格|空白|换行|回车/],
		['D2 ideographic blank inside a name', row(someone({ name: '张　三' })), 'error', '姓名', /./],
		['D3 direction mark', row(someone({ name: '张\u202e三' })), 'error', '姓名', /./],
		['D4 full-width digits', p(fresh().replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))), 'repaired', '证件号码', /全角/],
		['D6 Cyrillic Х', p(lower.replace('X', 'Х')), 'error', '证件号码', /./],
		['D7 15 digits', p('110101050307101'), 'error', '证件号码', /18/],
		['D8 check digit', p('110101200503071010'), 'error', '证件号码', /校验/],
		['D9 no such day', p('110101200502301019'), 'error', '证件号码', /日期|生日|出生/],
		['D9 older than 70', p(residentNumber(region, '19400307', 101)), 'warning', '证件号码', /岁/],
		['D11 sex against the number', row(someone({ sex: '男', number: residentNumber(region, '20050308', 102) })), 'warning', '性别', /./],
		['D26 a code of the new catalogue', row(someone(), { 专业代码: '470201' }), 'error', '专业代码', /570201|旧|2015/],
		['a name of another major', row(someone(), { 专业名称: '石油炼制技术' }), 'error', '专业名称', /./],
		['B20 a class of 60 characters', row(someone(), { 班级: '班'.repeat(60) }), 'error', '班级', /./],
	];
	const before = count(s);
	const batch = await checkImport(s.officer, 'candidate', cases.map((c) => c[1]));
	cases.forEach(([name, , severity, column, text], i) => {
		const mine = batch.faults.filter((f) => f.row === i + 2 && f.column === column);
		check(`${name}: ${severity} at its cell`, mine.some((f) => f.severity === severity && text.test(f.detail) && /^[A-Z]+\d+$/.test(f.cell)), batch.faults.filter((f) => f.row === i + 2));
	});
	const wrong = cases.filter((c) => c[2] === 'error').length;
	same('what cannot be repaired is refused, the rest is accepted', [batch.refused, batch.accepted], [wrong, cases.length - wrong]);
	check('no number stands in a fault', batch.faults.every((f) => !/\d{15}/.test(f.value + f.detail + f.fix)), batch.faults.find((f) => /\d{15}/.test(f.value + f.detail + f.fix)));
	check('the workbook comes back marked', (await s.officer.bytes(`/files/${batch.marked_file}`)).subarray(0, 2).toString() === 'PK');
	same('nothing is written by it', count(s), before);
	await confirmImport(s.officer, batch);
	same('confirming takes the accepted rows only', count(s) - before, cases.length - wrong);

	const small = await checkImport(s.officer, 'candidate', [p(lower.toLowerCase())]);
	same('D5 a lower-case x is accepted', small.accepted, 1);
	await confirmImport(s.officer, small);
	const upper = await checkImport(s.officer, 'candidate', [p(lower)]);
	check('and is the same person as X', upper.accepted + upper.unchanged === 1 && sqlValue(`SELECT COUNT(*) FROM import_row WHERE import_batch_id = ${upper.id} AND action = 'update'`) === '1', upper);

	const twice = someone();
	const doubles = await checkImport(s.officer, 'candidate', [row(twice), row(someone()), row(twice, { 学号: `${twice.student}9` })]);
	same('D20 the same person twice: both refused', [doubles.accepted, doubles.refused], [1, 2]);
	check('and each names the other row', doubles.faults.some((f) => f.row === 2 && f.detail.includes('第 4 行')) && doubles.faults.some((f) => f.row === 4 && f.detail.includes('第 2 行')), doubles.faults);
}

/** A workbook changed cell by cell. */
async function edited(actor, rows, change) {
	const book = new exceljs.Workbook();
	await book.xlsx.load(await filled(await template(actor, 'candidate'), rows));
	const sheet = book.worksheets.find((w) => w.state === 'visible');
	change(sheet, book);
	return Buffer.from(await book.xlsx.writeBuffer());
}

async function badSheets(s) {
	const people = Array.from({ length: 3 }, () => someone());
	const rows = people.map((p) => row(p));
	const column = (sheet, title) => {
		let at;
		sheet.getRow(1).eachCell((c, i) => { if (String(c.text).startsWith(title)) at = i; });
		return at;
	};
	let b = await checkBytes(s.officer, await edited(s.officer, rows, (sheet) => {
		const c = sheet.getRow(2).getCell(column(sheet, '证件号码'));
		c.numFmt = '0';
		c.value = 110101200503071016;
	}));
	same('D12 a number stored as number is refused', [b.refused, b.accepted], [1, 2]);
	check('D12 with the reason', b.faults.some((f) => f.row === 2 && f.detail.includes('文本格式')), b.faults);
	b = await checkBytes(s.officer, await edited(s.officer, rows, (sheet) => { sheet.getRow(3).getCell(1).value = { formula: 'HYPERLINK("http://x","张三")', result: '张三' }; }));
	check('D15 a formula is refused', b.refused === 1 && b.faults.some((f) => f.detail.includes('公式')), b.faults);
	b = await checkBytes(s.officer, await edited(s.officer, rows, (sheet) => sheet.mergeCells('A3:A4')));
	check('D17 merged cells refuse the file', b.accepted === 0 && b.faults.some((f) => f.detail.includes('合并')), b);
	b = await checkBytes(s.officer, await edited(s.officer, rows, (sheet) => { sheet.getRow(3).hidden = true; }));
	check('D17 a hidden row is read, and said', b.accepted === 3 && b.faults.some((f) => f.row === 3 && f.detail.includes('隐藏')), b.faults);
	b = await checkBytes(s.officer, await edited(s.officer, rows, (sheet) => { sheet.getRow(1).getCell(column(sheet, '学号')).value = '学生号'; }));
	check('D18 a renamed heading refuses the file', b.accepted === 0 && b.faults.some((f) => f.detail.includes('学生号')) && b.faults.some((f) => f.detail.includes('学号')), b.faults);
	b = await checkBytes(s.officer, await edited(s.officer, [], () => {}));
	check('D19 a sheet without rows', b.accepted === 0 && b.faults.length > 0, b);
	b = await checkBytes(s.officer, Buffer.from('<html><table></table></html>'), { kind: 'candidate' }, 'a.xlsx', 'failed');
	check('E1 a web page named .xlsx is refused with its type', b.state === 'failed' && /HTML|网页/i.test(b.error), b.error);
	const csv = `姓名,证件类型,证件号码,学号,学历层次,专业代码,专业名称,入学年份\n${[someone()].map((p) => `${p.name},居民身份证,${p.number},${p.student},高职专科,570201,应用化工技术,2024`)}\n`;
	b = await checkBytes(s.officer, Buffer.from(csv), { kind: 'candidate' }, 'a.csv');
	same('a .csv in UTF-8 is read', [b.accepted, b.refused], [1, 0]);
}

async function killed(s) {
	const people = Array.from({ length: 2500 }, () => someone());
	const before = count(s);
	const batch = await checkImport(s.officer, 'candidate', people.map((p) => row(p)));
	same('2,500 rows are accepted', batch.accepted, 2500);
	fs.writeFileSync(faultFile, 'import.apply kill');
	fs.chmodSync(faultFile, 0o666);
	part('restart', 'jobs');
	const { job: id } = await s.officer.post(`/imports/${batch.id}/confirm`, { token: batch.token });
	const until = Date.now() + 60000;
	while (fs.existsSync(faultFile) && Date.now() < until) await sleep(50);
	check('the job was killed after its first thousand rows', !fs.existsSync(faultFile));
	await sleep(500);
	same('A1 no row of it is to be seen', count(s), before);
	same('the batch is on its way still', (await s.officer.get(`/imports/${batch.id}`)).state, 'confirming');
	await refused('confirming it again', 409, s.officer, 'POST', `/imports/${batch.id}/confirm`, { token: batch.token });
	const off = clockOffset();
	clock(off + 40); // the lease of a dead worker runs out
	await job(s.officer, id, { seconds: 90 });
	same('then it is done, once', [count(s) - before, (await s.officer.get(`/imports/${batch.id}`)).state], [2500, 'confirmed']);
	part('restart', 'jobs');
}

async function twoSchools(a, b) {
	const p = someone();
	const both = await Promise.all([a, b].map((s) => importAll(s.officer, 'candidate', [row(p)])));
	same('both schools may write the same person', both.map((x) => x.state), ['confirmed', 'confirmed']);
	const lists = await Promise.all([a, b].map((s) => s.officer.get('/candidate-conflicts')));
	check('both see the conflict', lists.every((l) => l.items.filter((x) => x.name === p.name && x.state === 'open').length === 1), lists);
	check('neither sees the other', !JSON.stringify(lists[0]).includes(b.name) && !JSON.stringify(lists[1]).includes(a.name));
	check('both are told', await Promise.all([a, b].map(async (s) => (await s.officer.get('/notifications')).items.some((n) => n.kind === 'candidate_conflict'))).then((v) => v.every(Boolean)));
	const third = await checkImport(a.officer, 'candidate', [row(p, { 班级: '化工9班' })]);
	same('an own candidate is changed as ever', third.accepted, 1);
	const own = lists[1].items.find((x) => x.name === p.name).candidate;
	await refused('C12 the other school\'s candidate', 404, a.officer, 'GET', `/candidates/${own}`);
	const c = await b.officer.get(`/candidates/${own}`);
	await b.officer.remove(`/candidates/${own}`, { version: c.version });
	const after = (await a.officer.get('/candidate-conflicts')).items.find((x) => x.name === p.name);
	same('one leaves, the conflict is settled', after.state, 'settled');
}

async function edits(s) {
	const p = someone();
	const input = { name: p.name, document_type: 'resident_id', document_number: p.number, student_number: p.student, education_level: 'college', major_code: '570201', major_name: '应用化工技术', enrolment_year: 2024 };
	const { id } = await s.officer.post('/candidates', input);
	await refused('the same person again', 422, s.officer, 'POST', '/candidates', input);
	const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => s.officer.ask('PUT', `/candidates/${id}`, { ...input, document_number: undefined, class_name: `班${i}`, version: 1 })));
	same('B9 50 edits of one version: one wins, 49 are told', [answers.filter((r) => r.status === 200).length, answers.filter((r) => r.status === 409).length], [1, 49]);
	const c = await s.officer.get(`/candidates/${id}`);
	same('the version went up by one, the state is pending', [c.version, c.verification], [2, 'pending']);
	const kept = await s.officer.post(`/candidates/${id}/reveal`, { reason: '核对' }, { key: null });
	same('an edit without number keeps it', kept.document_number, p.number);
	await refused('a wrong number', 422, s.officer, 'PUT', `/candidates/${id}`, { ...input, document_number: '110101200503071010', version: 2 });
	await refused('C13 a state in the body', 422, s.officer, 'PUT', `/candidates/${id}`, { ...input, version: 2, verification: 'accurate' });
	await refused('confirming what is not in doubt', 409, s.officer, 'POST', `/candidates/${id}/confirm`, { version: 2, reason: '核对无误' });
	const idle = await s.officer.post(`/candidates/${id}/reveal`, { reason: '核对' }, { key: null });
	check('each view is in the trail', idle.document_number && sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE action = 'candidate_reveal' AND subject_id = ${id}`) === '2');
}

async function verification(s) {
	const people = Array.from({ length: 5 }, () => someone());
	await importAll(s.officer, 'candidate', people.map((p) => row(p)));
	const registered = [registerRow(people[0]), registerRow(people[1], { 姓名: '王改名' }), registerRow(people[2], { 入学年份: 2023 }), registerRow(people[3], { 专业代码: '570203', 专业名称: '石油化工技术' })];
	const batch = await importAll(s.officer, 'register', registered, { year });
	same('a register of four', batch.accepted, 4);
	const again = await checkImport(s.officer, 'register', registered, { year });
	same('the same register again: unchanged', [again.accepted, again.unchanged], [0, 4]);
	const { job: id } = await s.officer.post('/verifications', { year });
	const done = await job(s.officer, id);
	same('one is right, four need a person', [done.done, done.failed], [5, 4]);
	const of = async (p) => s.officer.get(`/candidates/${(await s.officer.get(`/candidates?q=${p.student}`)).items[0].id}`);
	same('equal to the register', (await of(people[0])).verification, 'accurate');
	for (const [i, field] of [[1, 'name'], [2, 'enrolment_year'], [3, 'major_code'], [4, 'document_number']]) {
		const c = await of(people[i]);
		check(`the doubt names ${field}`, c.verification === 'manual' && c.reasons.some((r) => r.field === field), c.reasons);
	}
	const c = await of(people[1]);
	const beside = await s.officer.get(`/candidates/${c.id}/verification`);
	check('both sides beside each other', beside.fields.some((f) => f.field === 'name' && f.own === people[1].name && f.register === '王改名' && !f.same), beside);
	await refused('without a reason', 422, s.officer, 'POST', `/candidates/${c.id}/confirm`, { version: c.version });
	await s.officer.post(`/candidates/${c.id}/confirm`, { version: c.version, reason: '已核对户口簿，姓名已变更' });
	const confirmed = await of(people[1]);
	same('confirmed by hand', confirmed.verification, 'accurate');
	same('the confirmation stays', (await s.officer.get(`/candidates/${c.id}/verification`)).confirmations.length, 1);
	const sum = await s.officer.get('/verification-summary');
	same('the page says what is missing', [sum.accurate, sum.manual, sum.pending, sum.complete], [2, 3, 0, false]);
	await s.officer.put(`/candidates/${c.id}`, { name: confirmed.name, document_type: 'resident_id', student_number: confirmed.student_number, education_level: 'college', major_code: '570201', major_name: '应用化工技术', enrolment_year: 2024, class_name: '新班', version: confirmed.version });
	same('an edit returns it to pending', (await of(people[1])).verification, 'pending');
}

async function photos(s, other) {
	const people = Array.from({ length: 6 }, () => someone());
	await importAll(s.officer, 'candidate', people.map((p) => row(p, { 照片文件名: '' })));
	const foreign = someone();
	await importAll(other.officer, 'candidate', [row(foreign)]);
	const face = portrait(7);
	const entries = [
		[`照片/${people[0].student}.PNG`, portrait(1)], [`照片/${people[1].number}.png`, portrait(2)],
		[`${people[2].student}.png`, portrait(3)], [`${people[2].number}.png`, portrait(4)],
		[`${foreign.student}.png`, portrait(5)], ['没有这个人.png', portrait(6)],
		[`${people[3].student}.png`, portrait(8, { width: 294 })],
		[`${people[4].student}.png`, face], [`${people[5].student}.png`, face],
		['__MACOSX/._x.png', Buffer.from('x')], ['.DS_Store', Buffer.from('x')], ['Thumbs.db', Buffer.from('x')], ['../../evil.png', portrait(9)],
	];
	const file = await s.officer.upload('photos', '照片.zip', zip(entries));
	const { job: id } = await s.officer.post('/photo-imports', { file });
	const done = await job(s.officer, id);
	const rows = (await s.officer.get(`/jobs/${id}/rows?limit=100`)).items;
	const result = (n) => rows.find((r) => Number(r.row ?? r.id) === n + 1);
	const states = entries.map((_, i) => result(i)?.state ?? null);
	check('E10 by student number with .PNG, E10 by document number', ['done', 'doubt'].includes(states[0]) && ['done', 'doubt'].includes(states[1]), rows.slice(0, 2));
	same('E11 two photos for one candidate: neither', states.slice(2, 4), ['failed', 'failed']);
	same('E11 another school\'s and nobody\'s are reported', states.slice(4, 6), ['failed', 'failed']);
	check('F2 the wrong size is named', states[6] === 'failed' && result(6).message.includes('294'), result(6));
	same('F10 the same picture twice is taken, with a warning', states[8], 'doubt');
	same('junk is ignored without a word', states.slice(9, 12), [null, null, null]);
	same('E9 a path that leads out is reported', states[12], 'failed');
	same('counted', [done.total, done.done], [10, 10]);
	check('no document number in the results', rows.every((r) => !r.label.includes(people[1].number)), rows.map((r) => r.label));
	const with_ = sql(`SELECT student_number FROM candidate WHERE school_id = ${s.organisation} AND photo_id IS NOT NULL`).flat();
	same('who has a photo now', [0, 1, 2, 3, 4, 5].map((i) => with_.includes(people[i].student)), [true, true, false, false, true, true]);
	const mine = (await s.officer.get(`/candidates?q=${people[0].student}`)).items[0];
	const jpeg = await s.officer.bytes(`/candidates/${mine.id}/photo`);
	check('it comes back as a clean JPEG', jpeg[0] === 0xff && jpeg[1] === 0xd8);
	await refused('C12 another school\'s photo', 404, other.officer, 'GET', `/candidates/${mine.id}/photo`);
	const one = await s.officer.upload('photo', 'a.png', portrait(11, { background: [255, 255, 255] }));
	const { job: single } = await s.officer.post(`/candidates/${mine.id}/photo`, { file: one });
	const failed = await job(s.officer, single, { state: null });
	check('a white background is refused or doubted', failed.state === 'failed' ? /红/.test(failed.error) : true, failed);
}

async function killedPhotos(s) {
	const people = Array.from({ length: 120 }, () => someone());
	await importAll(s.officer, 'candidate', people.map((p) => row(p)));
	const file = await s.officer.upload('photos', '照片.zip', zip(people.map((p, i) => [`${p.student}.png`, portrait(20 + i)])));
	part('restart', 'jobs');
	const { job: id } = await s.officer.post('/photo-imports', { file });
	const results = () => Number(sqlValue(`SELECT COUNT(*) FROM job_row WHERE job_id = ${id}`));
	const until = Date.now() + 30000;
	while (results() === 0 && Date.now() < until) await sleep(20);
	fs.writeFileSync(faultFile, 'photo.check kill');
	fs.chmodSync(faultFile, 0o666);
	while (fs.existsSync(faultFile) && Date.now() < until) await sleep(50);
	const before = results();
	check('F12 what a killed photo job has written is whole', before % 50 === 0 && before > 0 && before < 120, before);
	same('with the photos', sqlValue(`SELECT COUNT(*) FROM candidate WHERE photo_id IS NOT NULL AND student_number IN (${people.map((p) => `'${p.student}'`)})`), String(before));
	clock(clockOffset() + 40);
	const done = await job(s.officer, id, { seconds: 90 });
	const rows = await s.officer.all(`/jobs/${id}/rows`);
	same('it goes on, each photo once', [done.done, done.failed, rows.filter((r) => r.state === 'done').length], [120, 0, 120]);
	same('and all have their photo', sqlValue(`SELECT COUNT(*) FROM candidate WHERE photo_id IS NOT NULL AND student_number IN (${people.map((p) => `'${p.student}'`)})`), '120');
}

async function catalogue() {
	const op = await operator();
	const code = `9${String(process.pid % 100000).padStart(5, '0')}`;
	const rows = [{ 目录: '2021', 层次: '高职专科', 代码: code, 名称: unique('虚构专业'), 大类代码: '9999', 大类: '虚构类' }];
	await importAll(op, 'major', rows);
	same('a major of the catalogue is there', sqlValue(`SELECT COUNT(*) FROM major WHERE code = '${code}' AND catalogue = 2021`), '1');
	const again = await checkImport(op, 'major', rows);
	same('again: unchanged', again.unchanged, 1);
	const batch = (await op.get('/imports?kind=major')).items.find((b) => b.state === 'confirmed');
	const { job: id } = await op.post(`/imports/${batch.id}/undo`);
	const j = await job(op, id, { state: 'failed' });
	check('and cannot be undone', j.error.includes('不能撤销') && (await op.get(`/imports/${batch.id}`)).state === 'confirmed', j);
}

const a = await step('a school', () => newSchool('410000'));
const b = await step('another school', () => newSchool('410000'));
const c = await step('a third school', () => newSchool('410000'));
await step('check, confirm, again, undo', () => twoSteps(a));
await step('bad cells', () => badCells(a));
await step('bad sheets', () => badSheets(a));
await step('two schools', () => twoSchools(a, b));
await step('edits', () => edits(b));
await step('verification', () => verification(c));
await step('photos', () => photos(b, c));
await step('the catalogue', catalogue);
await step('a killed job', () => killed(b));
await step('a killed photo job', () => killedPhotos(c));
