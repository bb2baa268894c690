/*
 * main_line_school.mjs: the main line at the schools: candidates by workbook and photos by zip, verification against the
 * enrolment register, doubts confirmed by hand, exam sites and staff.
 */
import { allRefused, changes, check, job, nobody, same, snapshot, sql, sqlValue } from './lib.mjs';
import { checkImport, confirmImport, importAll, person, portrait, zip } from './main_line_world.mjs';
import { YEAR } from './main_line_prepare.mjs';

const MAJORS = { applied: ['570201', '应用化工技术'], petrol: ['570203', '石油化工技术'], safety: ['520902', '化工安全技术'] };
/** Who studies what, and for which certificate: 300 people. */
const CLASSES = [
	['school1', 'distillation', 'applied', 50], ['school1', 'distillation', 'petrol', 40], ['school1', 'hazop', 'applied', 25],
	['school1', 'hazop', 'safety', 25], ['school2', 'distillation', 'applied', 50], ['school2', 'hazop', 'applied', 30],
	['school3', 'distillation', 'applied', 30], ['school3', 'distillation', 'petrol', 30], ['school3', 'hazop', 'safety', 20],
];
const SCHOOLS = ['school1', 'school2', 'school3'];
const of = (w, school) => w.people.filter((p) => p.school === school);

const region = (w, school) => `${(school === 'school3' ? w.province2 : w.province1).slice(0, 4)}01`;

function people(w) {
	const all = [];
	for (const [school, key, major, n] of CLASSES)
		for (let i = 0; i < n; i++)
			all.push({
				...person(region(w, school)), school, key, major, student: `${YEAR - 2}${String(all.length + 1).padStart(6, '0')}`,
				className: `${MAJORS[major][1].slice(0, 2)}${i < n / 2 ? 1 : 2}班`, phone: `138${String(10000000 + all.length)}`,
			});
	return all;
}

const row = (p) => ({
	姓名: p.name, 证件类型: p.type, 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: p.phone, 学号: p.student, 学历层次: '高职专科',
	专业代码: MAJORS[p.major][0], 专业名称: MAJORS[p.major][1], 入学年份: YEAR - 2, 班级: p.className, 照片文件名: `${p.student}.png`,
});
const registerRow = (p) => ({
	姓名: p.name, 证件类型: p.type, 证件号码: p.number, 学号: p.student, 学历层次: '高职专科', 专业代码: MAJORS[p.major][0], 专业名称: MAJORS[p.major][1], 入学年份: YEAR - 2,
});

async function badSheet(w) {
	const [a, b, c, d, e, f] = of(w, 'school1');
	const wrong = a.number.slice(0, 17) + (a.number[17] === '0' ? '1' : '0');
	const rows = [
		{ ...row(a), 证件号码: wrong }, { ...row(b), 证件号码: b.number.slice(0, 6) + b.number.slice(8, 17) },
		{ ...row(c), 证件号码: Number(c.number.slice(0, 17) + '0') }, { ...row(d), 姓名: `${d.name[0]}\u200b${d.name.slice(1)}\u00a0` },
		{ ...row(e), 专业代码: '470201' }, { ...row(f), 证件号码: ` ${f.number}\n` }, row(f),
	];
	const before = snapshot();
	const batch = await checkImport(w.school1.officer, 'candidate', rows);
	const at = (n) => batch.faults.filter((x) => x.row === batch.faults.find((y) => y.severity === 'error').row + n);
	check('a bad sheet: no row is taken silently', batch.state === 'checked' && batch.refused >= 5, batch);
	for (const [n, name, text] of [[0, 'check digit', '校验'], [1, '15 digits', '18'], [2, 'a number instead of text', '文本'], [4, 'a code of the other catalogue', '570201']])
		check(`a bad sheet: ${name} is named with its cell`, at(n).some((x) => /^[A-Z]+\d+$/.test(x.cell) && (x.detail + x.fix).includes(text)), at(n));
	check('a bad sheet: hidden characters are told', at(3).some((x) => x.detail.length > 3), at(3));
	check('a bad sheet: the same person twice is told', at(5).length && at(6).length, batch.faults);
	same('a bad sheet writes no candidate', changes(before).filter((t) => /candidate$|photo$/.test(t)), []);
	check('and comes back with the cells marked', batch.marked_file && (await w.school1.officer.bytes(`/files/${batch.marked_file}`)).length > 2000);
	return batch;
}

async function upload(w, school) {
	const mine = of(w, school);
	const rows = mine.map((p, i) => (i % 9 === 4 ? { ...row(p), 证件号码: p.number.toLowerCase() } : row(p)));
	const batch = await checkImport(w[school].officer, 'candidate', rows);
	same(`${school}: every row is right`, [batch.accepted, batch.refused], [rows.length, 0]);
	same(`${school}: checking writes nothing`, sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${w[school].administrator.organisation}`), '0');
	return { batch, rows };
}

async function photos(w, school) {
	const mine = of(w, school);
	const entries = mine.map((p, i) => [`${i % 2 ? p.student : p.number}.png`, portrait(w.people.indexOf(p))]);
	entries[0] = [entries[0][0], portrait(0, { width: 294 })];
	entries.push(['__MACOSX/._a.png', Buffer.from('x')], ['../../etc/passwd.png', portrait(1)], [`${of(w, school === 'school1' ? 'school2' : 'school1')[0].number}.png`, portrait(2)]);
	const file = await w[school].officer.upload('photos', '照片.zip', zip(entries));
	const { job: id } = await w[school].officer.post('/photo-imports', { file });
	const done = await job(w[school].officer, id);
	const rows = await w[school].officer.all(`/jobs/${id}/rows`);
	const stored = Number(sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id = ${w[school].administrator.organisation} AND photo_id IS NOT NULL`));
	same(`${school}: every photo but the wrong one is stored`, stored, mine.length - 1);
	check(`${school}: each photo has its own result`, rows.length >= mine.length && rows.some((r) => /294/.test(r.message)) && done.failed >= 1, { done, some: rows.slice(0, 3) });
	const first = (await w[school].officer.get(`/candidates?q=${mine[0].student}`)).items[0];
	const one = await w[school].officer.upload('photo', 'a.png', portrait(0));
	const single = await w[school].officer.post(`/candidates/${first.id}/photo`, { file: one });
	await job(w[school].officer, single.job);
	const jpeg = await w[school].officer.bytes(`/candidates/${first.id}/photo`);
	check(`${school}: a single photo is stored re-encoded`, jpeg[0] === 0xff && jpeg[1] === 0xd8 && jpeg.length < 200000);
}

const siteBody = (w, evaluator, keys, file) => ({
	evaluator: w[evaluator].administrator.organisation, statement: '条件齐备', certificates: keys.map((k) => w.certificates[k].id),
	items: [
		{ kind: 'teaching', name: '考评教师', quantity: 12, description: '其中高级职称 5 人', file },
		{ kind: 'equipment', name: '精馏装置', quantity: 20 }, { kind: 'premises', name: '机房', quantity: 3 },
	],
});

const staffRow = (p, kind, codes) => ({ 姓名: p.name, 证件类型: p.type, 证件号码: p.number, 手机号: '13900000000', 类别: kind, 可考评证书: codes });

export const atSchool = [
	{
		name: 'the candidate template is filled by another program, uploaded and checked',
		before: (w) => [
			['an evaluator imports no candidates', 403, w.ev1.officer, 'POST', '/imports', { kind: 'candidate', file: '1' }],
			['an auditor uploads nothing', 403, w.school1.auditor, 'POST', '/imports', { kind: 'candidate', file: '1' }],
			['a file that is not there', 422, w.school1.officer, 'POST', '/imports', { kind: 'candidate', file: '999999999' }],
		],
		run: async (w) => {
			w.people = people(w);
			same('300 candidates', w.people.length, 300);
			w.bad = (await badSheet(w)).id;
			w.uploads = {};
			for (const s of SCHOOLS) w.uploads[s] = await upload(w, s);
			w.workbook = (await w.school1.officer.get(`/imports/${w.uploads.school1.batch.id}`)).file;
		},
		after: (w) => {
			const { batch } = w.uploads.school1;
			return [
				['another school confirms', 404, w.school2.officer, 'POST', `/imports/${batch.id}/confirm`, { token: batch.token }],
				['another school reads the batch', 404, w.school2.officer, 'GET', `/imports/${batch.id}`],
				['a wrong token', 422, w.school1.officer, 'POST', `/imports/${batch.id}/confirm`, { token: 'A'.repeat(43) }],
				['undoing what was not confirmed', 409, w.school1.officer, 'POST', `/imports/${batch.id}/undo`],
				['another school imports the file', 422, w.school2.officer, 'POST', '/imports', { kind: 'candidate', file: w.workbook }],
			];
		},
	},
	{
		name: 'the imports are confirmed, once; the same file again changes nothing',
		run: async (w) => {
			for (const s of SCHOOLS) {
				const { batch, rows } = w.uploads[s];
				await confirmImport(w[s].officer, batch);
				const before = snapshot();
				const again = await checkImport(w[s].officer, 'candidate', rows);
				same(`${s}: the same file again changes nothing`, [again.accepted, again.unchanged, again.refused], [0, rows.length, 0]);
				check(`${s}: no candidate was touched`, !changes(before).includes('certificates.candidate'));
			}
			same('300 candidates are stored', sqlValue(`SELECT COUNT(*) FROM candidate WHERE school_id IN (${SCHOOLS.map((s) => w[s].administrator.organisation)})`), '300');
			const sealed = sql(`SELECT HEX(document_sealed), document_mask FROM candidate WHERE school_id = ${w.school1.administrator.organisation} LIMIT 5`);
			check('numbers are sealed and masked', sealed.every(([hex, mask]) => hex.length > 60 && /\*/.test(mask)), sealed);
			for (const s of SCHOOLS) {
				const byStudent = new Map((await w[s].officer.all('/candidates')).map((c) => [c.student_number, c.id]));
				for (const p of of(w, s)) p.id = byStudent.get(p.student);
			}
			check('lists show masks only', !JSON.stringify(await w.school1.officer.get('/candidates')).includes(w.people[0].number));
		},
		after: (w) => {
			const [mine] = of(w, 'school1');
			return [
				['confirming twice', 409, w.school1.officer, 'POST', `/imports/${w.uploads.school1.batch.id}/confirm`, { token: w.uploads.school1.batch.token }],
				['another school reads a candidate', 404, w.school2.officer, 'GET', `/candidates/${mine.id}`],
				['another school edits a candidate', 404, w.school2.officer, 'DELETE', `/candidates/${mine.id}`, { version: 1 }],
				['another school sees a full number', 404, w.school2.officer, 'POST', `/candidates/${mine.id}/reveal`, { reason: '好奇' }],
				['the office sees no full number', 403, w.office1.officer, 'POST', `/candidates/${mine.id}/reveal`, { reason: '好奇' }],
				['no reason, no number', 422, w.school1.officer, 'POST', `/candidates/${mine.id}/reveal`, {}],
				['the evaluator sees no candidates', 403, w.ev1.officer, 'GET', '/candidates'],
				['the operator sees no candidates', 403, w.op, 'GET', `/candidates/${mine.id}`],
				['the public', 401, nobody(), 'GET', `/candidates/${mine.id}`],
			];
		},
	},
	{
		name: 'photos arrive as zip and one by one',
		run: async (w) => {
			for (const s of SCHOOLS) await photos(w, s);
			const [mine] = of(w, 'school1');
			const shown = await w.school1.officer.post(`/candidates/${mine.id}/reveal`, { reason: '核对证件' });
			same('the own school sees a full number', shown.document_number, mine.number);
			same('and the view is in the trail, without the number', sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE action = 'candidate_reveal' AND subject_id = ${mine.id} AND COALESCE(after_json, '') NOT LIKE '%${mine.number}%'`), '1');
		},
		after: (w) => [
			['another school\'s photo', 404, w.school2.officer, 'GET', `/candidates/${of(w, 'school1')[0].id}/photo`],
			['another school sets a photo', 404, w.school2.officer, 'POST', `/candidates/${of(w, 'school1')[0].id}/photo`, { file: '1' }],
			['an auditor uploads photos', 403, w.school1.auditor, 'POST', '/photo-imports', { file: '1' }],
		],
	},
	{
		name: 'verification against the enrolment register, doubts confirmed by hand',
		run: async (w) => {
			for (const s of ['school1', 'school2']) {
				const rows = of(w, s).map(registerRow);
				if (s === 'school1') {
					rows[0] = { ...rows[0], 姓名: '王改名' };
					rows[1] = { ...rows[1], 专业代码: '570202', 专业名称: '石油炼制技术' };
					rows.splice(2, 1);
				}
				await importAll(w[s].officer, 'register', rows, { year: YEAR });
			}
			const code = sqlValue(`SELECT school_code FROM organisation WHERE id = ${w.school3.administrator.organisation}`);
			await importAll(w.office2.officer, 'register', of(w, 'school3').map((p) => ({ ...registerRow(p), 学校标识码: code })), { year: YEAR });
			for (const s of SCHOOLS) {
				const { job: id } = await w[s].officer.post('/verifications', { year: YEAR });
				await job(w[s].officer, id);
				const sum = await w[s].officer.get('/verification-summary');
				same(`${s}: accurate, manual, pending`, [sum.accurate, sum.manual, sum.pending], [of(w, s).length - (s === 'school1' ? 3 : 0), s === 'school1' ? 3 : 0, 0]);
			}
			const doubts = (await w.school1.officer.get('/candidates?verification=manual')).items;
			const beside = await w.school1.officer.get(`/candidates/${of(w, 'school1')[0].id}/verification`);
			check('the differing fields stand side by side', beside.fields.some((f) => !f.same && f.register === '王改名'), beside.fields);
			w.doubts = doubts.map((d) => d.id);
			same('the three doubts', w.doubts.map(Number).sort((a, b) => a - b), of(w, 'school1').slice(0, 3).map((p) => Number(p.id)).sort((a, b) => a - b));
			await allRefused('confirming by hand', [
				['another school', 404, w.school2.officer, 'POST', `/candidates/${w.doubts[0]}/confirm`, { version: 1, reason: '核对无误' }],
				['without a reason', 422, w.school1.officer, 'POST', `/candidates/${w.doubts[0]}/confirm`, { version: doubts[0].version }],
				['an older version', 409, w.school1.officer, 'POST', `/candidates/${w.doubts[0]}/confirm`, { version: doubts[0].version + 5, reason: '核对无误' }],
				['one that is accurate already', 409, w.school1.officer, 'POST', `/candidates/${of(w, 'school1')[5].id}/confirm`, { version: 1, reason: '核对无误' }],
				['an auditor', 403, w.school1.auditor, 'POST', `/candidates/${w.doubts[0]}/confirm`, { version: doubts[0].version, reason: '核对无误' }],
			]);
			const evidence = await w.school1.officer.upload('evidence', '学籍证明.pdf', Buffer.from('%PDF-1.4 evidence'));
			for (const d of doubts) await w.school1.officer.post(`/candidates/${d.id}/confirm`, { version: d.version, reason: '学籍更名，已核对原件', file: evidence });
			const sum = await w.school1.officer.get('/verification-summary');
			same('all 信息准确 closes the work, and the page says so', [sum.accurate, sum.complete], [140, true]);
		},
	},
	{
		name: 'exam sites apply with attachments and are approved item by item',
		before: (w) => [
			['an evaluator applies for no site', 403, w.ev1.officer, 'POST', '/site-applications', siteBody(w, 'ev1', ['distillation'])],
			['a certificate of another organisation', 422, w.school1.officer, 'POST', '/site-applications', siteBody(w, 'ev1', ['hazop'])],
		],
		run: async (w) => {
			w.sites = {};
			w.siteApplications = [];
			for (const [s, evaluator, key] of [['school1', 'ev1', 'distillation'], ['school3', 'ev1', 'distillation'], ['school1', 'ev2', 'hazop'], ['school3', 'ev2', 'hazop']]) {
				const file = await w[s].officer.upload('attachment', '师资名单.pdf', Buffer.from(`%PDF-1.4 ${s} ${key}`));
				const { id } = await w[s].officer.post('/site-applications', siteBody(w, evaluator, [key], file));
				await w[s].officer.post(`/site-applications/${id}/submit`, { version: (await w[s].officer.get(`/site-applications/${id}`)).version });
				w.siteApplications.push(id);
				let seen = await w[evaluator].officer.get(`/site-applications/${id}`);
				if (w.siteApplications.length === 1) {
					await allRefused('an exam site', [
						['approval before the items are judged', 409, w.ev1.officer, 'POST', `/site-applications/${id}/approve`, { version: seen.version }],
						['the other evaluation organisation', 404, w.ev2.officer, 'POST', `/site-applications/${id}/approve`, { version: seen.version }],
						['the school judges itself', 403, w.school1.officer, 'POST', `/site-applications/${id}/items/decide`, { items: [{ item: seen.items[0].id, decision: 'accepted' }] }],
						['another school reads it', 404, w.school2.officer, 'GET', `/site-applications/${id}`],
						['another school\'s attachment', 404, w.school2.officer, 'GET', `/site-applications/${id}/files/${file}`],
						['returning without a reason', 422, w.ev1.officer, 'POST', `/site-applications/${id}/return`, { version: seen.version }],
					]);
					same('the evaluator reads the attachment', (await w.ev1.officer.bytes(`/site-applications/${id}/files/${file}`)).toString(), `%PDF-1.4 ${s} ${key}`);
				}
				await w[evaluator].officer.post(`/site-applications/${id}/items/decide`, { items: seen.items.map((i) => ({ item: i.id, decision: 'accepted', comment: '符合' })) });
				seen = await w[evaluator].officer.get(`/site-applications/${id}`);
				await w[evaluator].officer.post(`/site-applications/${id}/approve`, { version: seen.version, reason: '同意设站' });
				const site = (await w[s].officer.all('/sites')).find((x) => x.evaluator === w[evaluator].administrator.organisation);
				w.sites[`${s} ${key}`] = site.id;
			}
		},
		after: (w) => [
			['suspended by another organisation', 404, w.ev2.officer, 'POST', `/sites/${w.sites['school1 distillation']}/suspend`, { reason: 'x' }],
			['suspended without a reason', 422, w.ev1.officer, 'POST', `/sites/${w.sites['school1 distillation']}/suspend`, {}],
			['approved twice', 409, w.ev1.officer, 'POST', `/site-applications/${w.siteApplications[0]}/approve`, { version: 9 }],
		],
	},
	{
		name: 'staff by workbook and one by one',
		run: async (w) => {
			w.staff = {};
			for (const s of ['school1', 'school3']) {
				const list = Array.from({ length: 12 }, (_, i) => staffRow(person(region(w, s)), i < 9 ? '监考人员' : '考评员', i < 9 ? '' : w.certificates.distillation.name));
				await importAll(w[s].officer, 'staff', list);
				const one = person(region(w, s));
				await w[s].officer.post('/staff', { name: one.name, document_type: 'resident_id', document_number: one.number, phone: '13900000001', kind: 'officer', certificates: [] });
				w.staff[s] = (await w[s].officer.all('/staff')).map((x) => x.id);
				same(`${s}: staff`, w.staff[s].length, 13);
			}
		},
		after: (w) => [
			['another school removes a person', 404, w.school3.officer, 'DELETE', `/staff/${w.staff.school1[0]}`],
			['the evaluator adds nobody', 403, w.ev1.officer, 'POST', '/staff', { name: '甲乙', document_type: 'resident_id', document_number: '110101200503071016', kind: 'officer' }],
			['a wrong number', 422, w.school1.officer, 'POST', '/staff', { name: '甲乙', document_type: 'resident_id', document_number: '110101200503071010', kind: 'officer' }],
		],
	},
];
