/*
 * main_line_certificate.mjs: the end of the main line: drafts, evaluation organisation signs, exam site signs, evaluation
 * organisation seals, only then visible; the PDF read back, look-up and verification by anybody; and what stands around
 * the line: credit bank, announcements, consultation, notifications, statistics.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { allRefused, check, ctl, env, job, nobody, same, sleep, sql, sqlValue } from './lib.mjs';
import { qrCodes, readPdf, sheetRows } from './main_line_world.mjs';
import { YEAR } from './main_line_prepare.mjs';

const PASS = '主线测试专用的签发口令共十六字';
const LINES = { regular: ['ev1', 'distillation'], additional: ['ev2', 'hazop'] };
const states = (w, name) => Object.fromEntries(sql(`SELECT state, COUNT(*) FROM issued_certificate WHERE plan_id = ${w.plans[name]} GROUP BY state`));
const n = (w, name) => String(w.passed[name].length);

async function act(w, name, stage, actor) {
	const list = await actor.get(`/signing/${stage}?plan=${w.plans[name]}`);
	const r = await actor.post(`/signing/${stage}`, { plan: w.plans[name], digest: list.digest, passphrase: PASS, code: await actor.code() }, { key: null });
	same(`${name}, ${stage}: all of the list is signed`, [r.done, r.state], [list.count, 'done']);
	return list.count;
}
const sign = (w, plan) => ({ plan: w.plans[plan], digest: '0'.repeat(64), passphrase: PASS, code: '000000' });

export const certificate = [
	{
		name: 'certificates are drafted for those who passed, numbered without gaps',
		before: (w) => [
			['by the school', 403, w.school1.officer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
			['by another organisation', 404, w.ev2.officer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
			['by a signer', 403, w.ev1.signer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
			['by the operator', 403, w.op, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
		],
		run: async (w) => {
			for (const [name, [team]] of Object.entries(LINES)) {
				const done = await job(w[team].officer, (await w[team].officer.post(`/plans/${w.plans[name]}/certificate-drafts`)).job);
				same(`${name}: one draft for each who passed`, [done.failed, states(w, name)], [0, { draft: n(w, name) }]);
				const again = await job(w[team].officer, (await w[team].officer.post(`/plans/${w.plans[name]}/certificate-drafts`)).job);
				same(`${name}: a second run makes none`, [again.done, states(w, name)], [0, { draft: n(w, name) }]);
				const serials = sql(`SELECT number FROM issued_certificate WHERE plan_id = ${w.plans[name]} ORDER BY number`).map(([x]) => Number(x.slice(-7, -1)));
				same(`${name}: serials have no gap`, serials, serials.map((_, i) => i + 1));
			}
		},
		after: (w) => [
			['a draft is not seen', 404, w.school1.officer, 'GET', `/issued-certificates/${sqlValue(`SELECT id FROM issued_certificate WHERE plan_id = ${w.plans.regular} AND school_id = ${w.school1.administrator.organisation} LIMIT 1`)}`],
			['a draft is not verified', 404, nobody(), 'GET', `/public/certificates/verify/${sqlValue(`SELECT number FROM issued_certificate WHERE plan_id = ${w.plans.regular} LIMIT 1`)}`],
		],
	},
	{
		name: 'evaluation organisation signs, exam sites sign, evaluation organisation seals',
		run: async (w) => {
			for (const [name, [team, key]] of Object.entries(LINES)) {
				await w[team].signer.post('/signing/keys', { purpose: 'evaluation', passphrase: PASS });
				await w[team].sealer.post('/signing/keys', { purpose: 'seal', passphrase: PASS });
				for (const s of ['school1', 'school3']) await w[s].signer.post('/signing/keys', { purpose: 'site', passphrase: PASS, site: w.sites[`${s} ${key}`] });
				const other = team === 'ev1' ? 'ev2' : 'ev1';
				// A code is good once and a new one comes every half minute: one line spends some on what is refused.
				const early = async (actor, stage) => ({
					...sign(w, name), digest: (await actor.get(`/signing/${stage}?plan=${w.plans[name]}`)).digest, code: await actor.code(),
				});
				const order = name !== 'regular' ? [] : [
					['the site first', 409, w.school1.signer, 'POST', '/signing/site', await early(w.school1.signer, 'site')],
					['the seal first', 409, w[team].sealer, 'POST', '/signing/seal', await early(w[team].sealer, 'seal')],
				];
				await allRefused(`${name}, before the first signature`, [
					...order,
					['the operator', 403, w.op, 'POST', '/signing/evaluation', sign(w, name)],
					['an officer', 403, w[team].officer, 'POST', '/signing/evaluation', sign(w, name)],
					['the school for the evaluator', 403, w.school1.signer, 'POST', '/signing/evaluation', sign(w, name)],
					['the signer for the seal', 403, w[team].signer, 'POST', '/signing/seal', sign(w, name)],
					['another organisation', 404, w[other].signer, 'POST', '/signing/evaluation', sign(w, name)],
					['a school that is no site', [404, 409], w.school2.signer, 'POST', '/signing/site', sign(w, name)],
				]);
				same(`${name}: the list is complete`, String(await act(w, name, 'evaluation', w[team].signer)), n(w, name));
				same(`${name}: signed by the evaluation organisation`, states(w, name), { evaluator_signed: n(w, name) });
				const sites = (await act(w, name, 'site', w.school1.signer)) + (await act(w, name, 'site', w.school3.signer));
				same(`${name}: signed by both sites`, [String(sites), states(w, name)], [n(w, name), { site_signed: n(w, name) }]);
				same(`${name}: nothing is visible before the seal`, (await w.school1.officer.get(`/issued-certificates?plan=${w.plans[name]}`)).items, []);
				await act(w, name, 'seal', w[team].sealer);
				same(`${name}: sealed`, states(w, name), { sealed: n(w, name) });
			}
			const three = sqlValue(`SELECT MIN(k) FROM (SELECT COUNT(*) k FROM signature s JOIN issued_certificate c ON c.id = s.issued_certificate_id WHERE c.plan_id IN (${Object.values(w.plans)}) GROUP BY c.id) t`);
			check('each has the signatures of all three acts', Number(three) >= 3, three);
		},
		after: (w) => [
			['a score changed after issue', [404, 409], w.ev1.officer, 'POST', `/score-reviews/1/changes`, { component: 'theory', score: '1', reason: '测试更改' }],
			['drafts by the school still', 403, w.school1.officer, 'POST', `/plans/${w.plans.regular}/certificate-drafts`],
		],
	},
	{
		name: 'the certificate is visible: PDF with photo and QR, look-up, verification',
		run: async (w) => {
			const mine = await w.school1.officer.all(`/issued-certificates?plan=${w.plans.regular}`);
			same('the school sees its own certificates', mine.length, w.passed.regular.filter((t) => t.person.school === 'school1').length);
			check('masked', mine.every((c) => /\*/.test(c.document_number)), mine[0]);
			for (let i = 0; i < 1200; i++) {
				if (sqlValue("SELECT COUNT(*) FROM job WHERE kind = 'certificate_pdf' AND state IN ('queued', 'running')") === '0') break;
				await sleep(250);
			}
			for (const name of Object.keys(LINES)) {
				const files = sqlValue(`SELECT COUNT(*) FROM certificate_file f JOIN issued_certificate c ON c.id = f.issued_certificate_id WHERE c.plan_id = ${w.plans[name]}`);
				same(`${name}: each certificate has its PDF`, files, n(w, name));
			}
			const one = mine[0];
			const { person, number: ticket } = w.passed.regular.find((t) => t.person.school === 'school1' && t.person.name === one.name);
			const bytes = await w.school1.officer.bytes(`/issued-certificates/${one.id}/pdf`);
			const pdf = readPdf(bytes);
			same('A4, landscape', pdf.size.map(Math.round), [842, 595]);
			check('every font is embedded', pdf.fonts.length && pdf.fonts.every((f) => f.embedded), pdf.fonts);
			const text = pdf.text.replace(/\s/g, '');
			check('name, certificate and number stand in it, in both languages', [one.name, '化工精馏安全控制', one.number, 'SafetyControlofChemicalDistillation', '测试化工教育评价中心'].every((t) => text.includes(t)), pdf.text);
			check('and the photo', execFileSync('pdfimages', ['-list', pdf.file], { encoding: 'utf8' }).split('\n').length > 3);
			const [code] = qrCodes(pdf.file);
			check('the QR code leads to the verification', /^https:\/\//.test(code) && code.length < 300, code);
			check('the credential is attached', /json/.test(execFileSync('pdfdetach', ['-list', pdf.file], { encoding: 'utf8' })));
			const verified = await nobody().ask('GET', `/public/certificates/verify/${one.number}`);
			check('verified by number, by anybody', verified.status === 200 && verified.body.status === 'valid' && verified.body.signatures.every((s) => s.valid), verified.body);
			check('without telling more than the paper needs', !JSON.stringify(verified.body).includes(person.number) && !JSON.stringify(verified.body).includes(person.name), verified.body);
			const scanned = new URL(code);
			const byCode = await nobody().ask('GET', `/public/certificates/verify/${scanned.pathname.split('/').at(-1)}${scanned.search}`);
			same('verified by the code', [byCode.status, byCode.body.status, byCode.body.number], [200, 'valid', one.number]);
			for (const extra of [{}, { number: one.number }, { ticket_number: ticket }]) {
				const r = await nobody().ask('POST', '/public/certificates/lookup', { name: person.name, document_number: person.number, ...extra }, { key: null });
				check(`the holder finds it by name, document number ${Object.keys(extra)}`, r.status === 200 && r.body.items.some((c) => c.number === one.number), r.body);
			}
			const failed = w.tickets.regular.find((t) => !w.passed.regular.includes(t));
			const none = await nobody().ask('POST', '/public/certificates/lookup', { name: failed.person.name, document_number: failed.person.number }, { key: null });
			check('who failed has none', none.status === 404 || none.body.items.length === 0, none.body);
			w.certificate = one;
		},
		after: (w) => [
			['another school\'s certificate', 404, w.school3.officer, 'GET', `/issued-certificates/${w.certificate.id}`],
			['another school\'s PDF', 404, w.school3.officer, 'GET', `/issued-certificates/${w.certificate.id}/pdf`],
			['another organisation\'s certificate', 404, w.ev2.officer, 'GET', `/issued-certificates/${w.certificate.id}`],
			['a number with a wrong check character', 404, nobody(), 'GET', `/public/certificates/verify/${w.certificate.number.slice(0, -1)}${w.certificate.number.endsWith('A') ? 'B' : 'A'}`],
			['one person revokes', 403, w.ev1.officer, 'POST', '/signing/revocations', { certificate: w.certificate.id, reason: '测试撤销' }],
		],
	},
	{
		name: 'no document number in plain text, the trail is whole, the sums agree',
		run: async (w) => {
			const columns = sql(`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'certificates'
				AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext', 'json') AND COALESCE(character_maximum_length, 99) > 17`);
			const pattern = '(^|[^0-9A-Za-z])[1-6][0-9]{5}(19|20)[0-9]{9}[0-9Xx]([^0-9A-Za-z]|$)';
			const found = sql(columns.map(([t, c]) => `SELECT '${t}', '${c}', COUNT(*) k FROM ${t} WHERE ${c} REGEXP '${pattern}' HAVING k > 0`).join(' UNION ALL '));
			same('no text in the database holds a document number', found, []);
			const logs = fs.readdirSync(`${env.dir}/log`).map((f) => fs.readFileSync(`${env.dir}/log/${f}`, 'utf8')).join('\n');
			same('nor does a log', w.people.filter((p) => logs.includes(p.number) || logs.includes(p.phone)).length, 0);
			check('the chains of the trail are whole', /whole/.test(ctl('audit-check')));
			const sums = sql(`SELECT (SELECT COUNT(*) FROM registration r WHERE r.plan_id IN (${Object.values(w.plans)}) AND r.state = 'registered'),
				(SELECT COUNT(*) FROM result x WHERE x.plan_id IN (${Object.values(w.plans)})),
				(SELECT COUNT(*) FROM result x WHERE x.plan_id IN (${Object.values(w.plans)}) AND x.passed = 1),
				(SELECT COUNT(*) FROM issued_certificate c WHERE c.plan_id IN (${Object.values(w.plans)}) AND c.state = 'sealed'),
				(SELECT COUNT(*) FROM quota_account a WHERE a.balance <> (SELECT SUM(e.amount) FROM quota_entry e WHERE e.quota_account_id = a.id))`)[0].map(Number);
			const passed = w.passed.regular.length + w.passed.additional.length;
			same('registrations, results, passed, sealed, ledgers that are wrong', sums, [300, 300, passed, passed, 0]);
		},
	},
	{
		name: 'credit bank, announcements, consultation, notifications, statistics',
		run: async (w) => {
			for (const format of ['json', 'xlsx']) {
				const done = await job(w.ev1.officer, (await w.ev1.officer.post('/credit-exports', { format, plan: w.plans.regular })).job);
				const bytes = await w.ev1.officer.bytes(`/files/${done.result_file}`);
				if (format === 'json') same('credits of every certificate', [JSON.parse(bytes).certificates.length, JSON.parse(bytes).certificates[0].credits], [w.passed.regular.length, '2.50']);
				else check('another program reads the workbook', (await sheetRows(bytes)).length >= w.passed.regular.length);
				check(`${format}: no document numbers`, !bytes.includes(w.people[0].number));
			}
			const { id } = await w.op.post('/announcements', { kind: 'notice', title: `关于 ${YEAR} 年度考试的通知`, body: '各试点院校：请按时报考。' });
			same('a draft is not public', (await nobody().ask('GET', `/public/announcements/${id}`)).status, 404);
			await w.op.post(`/announcements/${id}/publish`);
			check('an announcement is', (await nobody().get('/public/announcements?kind=notice')).items.some((a) => a.id === id));
			const { ticket } = await nobody().post('/public/consultations', { subject: '补考', question: '没有通过的考生可以补考吗？' });
			const [open] = (await w.op.get('/consultations')).items;
			const asked = await w.op.get(`/consultations/${open.id}`);
			await w.op.post(`/consultations/${open.id}/answer`, { answer: '可以报考下一次考试。', public: true, version: asked.version ?? open.version });
			check('a question is answered under its ticket code', JSON.stringify(await nobody().get(`/public/consultations/${ticket}`)).includes('可以报考下一次考试'));
			const told = await w.school1.officer.all('/notifications');
			check('the school was told on the way', told.length > 3, told.length);
			for (const by of ['province', 'school', 'certificate', 'major']) {
				const r = await w.ev1.officer.ask('GET', `/statistics?by=${by}&year=${YEAR}`);
				check(`statistics by ${by}`, [200, 202].includes(r.status), r.body);
			}
			const pages = [await nobody().get(`/public/organisations/${w.ev1.administrator.organisation}`), await nobody().get('/public/home')];
			check('organisation page and home', pages[0].name === '测试化工教育评价中心' && typeof pages[1] === 'object', pages[0]);
			check('the trail of the organisation is read by its auditor', (await w.ev1.auditor.all('/audit')).length > 0);
		},
		after: (w) => [
			['the school exports no credits', 403, w.school1.officer, 'POST', '/credit-exports', { format: 'json' }],
			['a school announces nothing', 403, w.school1.officer, 'POST', '/announcements', { kind: 'notice', title: 'x', body: 'y' }],
			['an officer reads no trail', 403, w.ev1.officer, 'GET', '/audit'],
		],
	},
];
