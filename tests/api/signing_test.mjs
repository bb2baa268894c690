/*
 * signing_test.mjs: from passed results to verified certificates over HTTP: drafts, the two signatures and the seal in
 * their order, by different people, exactly once under crashes (faults.md A12-A16, B1, C4, C8, C15), what the public
 * sees (C22, C23), revocation by two, the credit bank. Proofs are checked here with node's own Ed25519.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify as ed25519 } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import {
	allRefused, check, colleague, env, job, nobody, operator, organisation, organisationCode, refused, same, sha256, sleep, sql, sqlValue, step,
} from './lib.mjs';
import { PASSPHRASE as PASS, people, personIndex, plan } from './signing_fixture.mjs';

const stages = { evaluation: ['draft', 'evaluator_signed'], site: ['evaluator_signed', 'site_signed'], seal: ['site_signed', 'sealed'] };
const faultFile = `${env.dir}/run/fault`;

/** A code that the account has not used; the test does not wait for the next half minute. */
async function code(actor) {
	sql(`UPDATE account SET totp_last_step = 0 WHERE id = ${actor.account}`);
	actor.step = 0;
	return actor.code();
}
const list = (actor, stage, p) => actor.get(`/signing/${stage}?plan=${p.id}`);
async function act(actor, stage, p, over = {}) {
	const digest = over.digest ?? (await list(actor, stage, p)).digest;
	return actor.ask('POST', `/signing/${stage}`, { plan: p.id, digest, passphrase: PASS, code: await code(actor), ...over });
}
const counts = (p) => Object.fromEntries(sql(`SELECT state, COUNT(*) FROM issued_certificate WHERE plan_id = ${p.id} GROUP BY state`));
const signatures = (p, stage) => Number(sqlValue(`SELECT COUNT(*) FROM signature s JOIN issued_certificate c ON c.id = s.issued_certificate_id
	WHERE c.plan_id = ${p.id} AND s.stage = '${stage}'`));
const part = (command, ...names) => execFileSync(`${env.root}/scripts/part`, [command, env.dir, ...names], { env: { ...process.env, FAULT_FILE: faultFile } });
const lower = (p) => p.body?.type ?? p.status;

async function drafts(p, plan_) {
	const { job: id } = await p.officer.post(`/plans/${plan_.id}/certificate-drafts`, {});
	return job(p.officer, id);
}

/** GB numbers: MOD 37,36 (ISO/IEC 7064) over all before the last character. */
function checkCharacter(t) {
	const a = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	let s = 36;
	for (const c of t) {
		s = (s + a.indexOf(c)) % 36 || 36;
		s = (s * 2) % 37;
	}
	return a[(37 - s) % 36];
}

// --- an independent verifier: RFC 8785 for our profile, base58btc, Ed25519
const jcs = (v) => Array.isArray(v) ? `[${v.map(jcs).join(',')}]`
	: v && typeof v === 'object' ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${jcs(v[k])}`).join(',')}}` : JSON.stringify(v);
const hash = (t) => createHash('sha256').update(t).digest();
function base58(t) {
	let n = 0n;
	for (const c of t) n = n * 58n + BigInt('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'.indexOf(c));
	let h = n.toString(16);
	if (h.length % 2) h = `0${h}`;
	return Buffer.concat([Buffer.alloc(/^1*/.exec(t)[0].length), Buffer.from(h, 'hex')]);
}
const publicKey = (multikey) => createPublicKey({
	key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), base58(multikey.slice(1)).subarray(2)]), format: 'der', type: 'spki',
});
function proofHolds(document, proof, previous, key) {
	const { proofValue, ...config } = proof;
	const covered = previous ? { ...document, proof: [previous] } : document;
	return ed25519(null, Buffer.concat([hash(jcs(config)), hash(jcs(covered))]), publicKey(key), base58(proofValue.slice(1)));
}

async function keysAndDrafts(by, p) {
	const open = plan(p, 2, { days: -1 });
	await refused('drafts while publicity is open', 409, p.officer, 'POST', `/plans/${open.id}/certificate-drafts`, {});
	const q = plan(p, 12);
	await refused('drafts by a signer', 403, p.second, 'POST', `/plans/${q.id}/certificate-drafts`, {});
	await refused('drafts by the school', 403, p.schoolOfficer, 'POST', `/plans/${q.id}/certificate-drafts`, {});
	const other = await organisation(by, 'evaluator', { name: '另一评价组织', certificate_code: organisationCode() });
	const stranger = await colleague(other, ['exam_officer']);
	await refused('drafts by another organisation', 404, stranger, 'POST', `/plans/${q.id}/certificate-drafts`, {});
	const first = await drafts(p, q);
	same('twelve drafts', [first.done, first.failed], [12, 0]);
	same('a second run makes none', (await drafts(p, q)).done, 0);
	const numbers = sql(`SELECT number FROM issued_certificate WHERE plan_id = ${q.id} ORDER BY id`).flat();
	check('numbers carry their check character', numbers.every((n) => checkCharacter(n.slice(0, -1)) === n.at(-1)), numbers);
	same('serials have no gap', numbers.map((n) => Number(n.slice(-7, -1))), Array.from({ length: 12 }, (_, i) => i + 1));
	same('nobody sees them yet', (await p.schoolOfficer.get(`/issued-certificates?plan=${q.id}`)).items, []);

	const key = (actor, body) => ['POST', '/signing/keys', body].reduce((a, x) => [...a, x], [actor]);
	await allRefused('keys', [
		['a short passphrase', 422, ...key(p.signer, { purpose: 'evaluation', passphrase: '太短了' })],
		['a seal for a signer', 403, ...key(p.second, { purpose: 'seal', passphrase: PASS })],
		['an officer', 403, ...key(p.officer, { purpose: 'evaluation', passphrase: PASS })],
		['the platform', 403, ...key(by, { purpose: 'seal', passphrase: PASS })],
		['a site of nobody', 404, ...key(p.siteSigner, { purpose: 'site', passphrase: PASS, site: '999999' })],
	]);
	const made = await p.signer.post('/signing/keys', { purpose: 'evaluation', passphrase: PASS });
	check('a key has an id and a public key', made.id && /^z6Mk/.test(made.public_key), made);
	await p.signer.post('/signing/keys', { purpose: 'seal', passphrase: PASS });
	await p.second.post('/signing/keys', { purpose: 'evaluation', passphrase: PASS });
	await p.sealer.post('/signing/keys', { purpose: 'seal', passphrase: PASS });
	await p.siteSigner.post('/signing/keys', { purpose: 'site', passphrase: PASS, site: q.site });
	await refused('a second key for the same purpose', 409, p.signer, 'POST', '/signing/keys', { purpose: 'evaluation', passphrase: PASS });
	same('no seed and no passphrase in the trail', sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE after_json LIKE '%${PASS}%'`), '0');
	return q;
}

async function order(by, p, q) {
	const before = await list(p.sealer, 'seal', q);
	same('nothing waits for the seal', before.count, 0);
	for (const [stage, actor] of [['site', p.siteSigner], ['seal', p.sealer]]) {
		const r = await act(actor, stage, q);
		check(`${stage} out of order is refused and says what is missing`, r.status === 409 && /先由/.test(r.body.detail), r.body);
	}
	same('the states are what they were', counts(q), { draft: '12' });
	await refused('the platform cannot sign', 403, by, 'POST', '/signing/evaluation', { plan: q.id, digest: '0'.repeat(64), passphrase: PASS, code: '000000' });
	await refused('the school cannot sign for the evaluator', 403, p.siteSigner, 'GET', `/signing/evaluation?plan=${q.id}`);

	same('the plan is among those that wait', (await p.signer.get('/signing/evaluation/plans')).items.filter((v) => v.id === q.id).map((v) => v.count), [12]);
	same('nothing of it waits for the site', (await p.siteSigner.get('/signing/site/plans')).items.filter((v) => v.id === q.id), []);
	const l = await list(p.signer, 'evaluation', q);
	same('the list is complete', [l.count, l.items.length, l.more], [12, 12, false]);
	const d = createHash('sha256').update(`certificate-signing/1 evaluation ${q.id} 12\n`);
	for (const item of l.items) d.update(Buffer.from(item.document_sha256, 'hex'));
	same('the digest can be computed again', l.digest, d.digest('hex'));
	const one = await p.signer.ask('GET', `/signing/documents/${l.items[0].id}`);
	same('the document hashes to what the list says', sha256(jcs(one.body.document)), l.items[0].document_sha256);

	const wrong = await act(p.signer, 'evaluation', q, { digest: 'ab'.repeat(32) });
	check('another digest is refused', wrong.status === 409, wrong.body);
	const bad = await act(p.signer, 'evaluation', q, { passphrase: '不对的签发口令不对的签发口令' });
	check('a wrong passphrase is refused', bad.status === 422 && bad.body.errors[0].pointer === '/passphrase', bad.body);
	const totp = await act(p.signer, 'evaluation', q, { code: '000000' });
	check('a wrong one-time password is refused', totp.status === 403, totp.body);
	const used = await code(p.signer);
	await act(p.signer, 'evaluation', q, { code: used, digest: 'ab'.repeat(32) });
	const again = await p.signer.ask('POST', '/signing/evaluation', { plan: q.id, digest: l.digest, passphrase: PASS, code: used });
	check('a used one-time password is refused', again.status === 403, again.body);
	same('still nothing is signed', [counts(q), signatures(q, 'evaluation')], [{ draft: '12' }, 0]);

	const r = await act(p.signer, 'evaluation', q);
	same('the evaluation organisation signs', [r.status, r.body.state, r.body.done], [200, 'done', 12]);
	const repeat = await act(p.signer, 'evaluation', q, { digest: l.digest });
	same('the same act again changes nothing and says so', [repeat.status, repeat.body.repeated, signatures(q, 'evaluation')], [200, true, 12]);
	const site = await act(p.siteSigner, 'site', q);
	same('the site signs', [site.status, site.body.done], [200, 12]);
	const own = await act(p.signer, 'seal', q);
	check('who signed cannot seal (C15)', own.status === 409 && /同一人/.test(own.body.detail), own.body);
	same('and nothing is sealed', counts(q), { site_signed: '12' });
	same('not visible before the seal', (await p.schoolOfficer.get(`/issued-certificates?plan=${q.id}`)).items, []);
	const seal = await act(p.sealer, 'seal', q);
	same('another person seals', [seal.status, seal.body.done, counts(q)], [200, 12, { sealed: '12' }]);
	const items = (await p.schoolOfficer.get(`/issued-certificates?plan=${q.id}`)).items;
	same('now the school sees them', items.length, 12);
	const acts = (await p.sealer.get(`/signing/batches?plan=${q.id}`)).items;
	same('the acts so far', acts.map((v) => [v.stage, v.count, v.done, v.state]), ['seal', 'site', 'evaluation'].map((stage) => [stage, 12, 12, 'done']));
	same('the site sees its own', (await p.siteSigner.get(`/signing/batches?plan=${q.id}`)).items.map((v) => v.stage), ['site']);
	const found = await p.schoolOfficer.get(`/issued-certificates?plan=${q.id}&q=${items[4].number}`);
	same('one by its number', found.items.map((v) => v.id), [items[4].id]);
	const sorted = await p.officer.all(`/issued-certificates?plan=${q.id}&state=sealed&sort=number&order=desc`, 5);
	same('all of them from the last number on', sorted.map((v) => v.number), items.map((v) => v.number).sort().reverse());
	const n = await p.officer.get(`/plans/${q.id}/certificate-summary`);
	same('how far the plan is', [n.passed, n.undrafted, n.sealed, n.draft], [12, 0, 12, 0]);
	return items;
}

async function pdfDone(p, q) {
	for (let i = 0; i < 600; i++) {
		const n = sqlValue(`SELECT COUNT(*) FROM certificate_file f JOIN issued_certificate c ON c.id = f.issued_certificate_id WHERE c.plan_id = ${q.id}`);
		if (Number(n) === q.people.length) return true;
		await sleep(200);
	}
	return false;
}

async function publicSide(p, q, items) {
	const verify = (n, query = '') => nobody().ask('GET', `/public/certificates/verify/${n}${query}`);
	const r = await verify(items[0].number);
	check('verification by number', r.status === 200 && r.body.status === 'valid' && r.body.signatures.length === 4 && r.body.signatures.every((s) => s.valid), r.body);
	check('the name is masked, no document number', /\*/.test(r.body.name) && !JSON.stringify(r.body).includes('110*'), r.body);
	const uuid = r.body.uuid;
	same('by the QR code', (await verify(uuid, `?h=${r.body.digest}`)).body.matches, true);
	same('a QR code of another document', (await verify(uuid, '?h=AAAAAAAAAAAAAAAAAAAAAA')).body.matches, false);
	same('typed with blanks and small letters', (await verify(items[0].number.toLowerCase())).body.number, items[0].number);
	const wrong = items[0].number.slice(0, -1) + (items[0].number.endsWith('0') ? '1' : '0');
	same('a wrong check character', (await verify(wrong)).status, 404);

	const full = (await nobody().ask('GET', `/public/credentials/${uuid}.full.json`));
	const c = JSON.parse(full.bytes);
	const { proof, ...document } = c;
	const did = async (path) => JSON.parse((await nobody().ask('GET', `/public/did/${path}`)).bytes);
	const orgs = await did(`orgs/${p.evaluator.organisation}`);
	const evaluation = await did(`orgs/${p.evaluator.organisation}/evaluation`);
	const site = await did(`sites/${q.site}`);
	const methods = [orgs, evaluation, site].flatMap((d) => d.verificationMethod);
	const keyOf = (x) => methods.find((m) => m.id === x.verificationMethod)?.publicKeyMultibase;
	check('four proofs', proof.length === 4 && full.headers['content-type'].startsWith('application/vc'), proof);
	const [single, p1, p2, p3] = proof;
	same('node verifies the single proof and the chain', [
		proofHolds(document, single, null, keyOf(single)), proofHolds(document, p1, null, keyOf(p1)),
		proofHolds(document, p2, p1, keyOf(p2)), proofHolds(document, p3, p2, keyOf(p3)),
	], [true, true, true, true]);
	same('each names the one before', [p2.previousProof, p3.previousProof], [p1.id, p2.id]);
	check('and no longer after a changed score', !proofHolds({ ...document, name: 'x' }, p1, null, keyOf(p1)));
	check('no name in the credential', !full.bytes.includes(q.people[0].name));
	const post = (body) => nobody().ask('POST', '/public/certificates/verify', undefined, { raw: Buffer.from(body), key: null });
	same('the credential handed in is recognised', (await post(full.bytes)).body.matches, true);
	const forged = JSON.parse(full.bytes);
	forged.credentialSubject.result[0].value = '100';
	same('a changed one shows the true record and does not match', (await post(JSON.stringify(forged))).body.matches, false);

	check('the PDFs are made', await pdfDone(p, q), sql("SELECT id, state, failed_count, error_text FROM job WHERE kind = 'certificate_pdf'"));
	const pdf = await p.schoolOfficer.ask('GET', `/issued-certificates/${items[0].id}/pdf`);
	check('the school downloads the PDF', pdf.status === 200 && pdf.bytes.subarray(0, 5).toString() === '%PDF-', pdf.body);
	const { job: bundle } = await p.schoolOfficer.post(`/plans/${q.id}/certificate-bundles`, { certificates: items.slice(0, 3).map((v) => v.id) });
	const bundled = await job(p.schoolOfficer, bundle);
	const zip = await p.schoolOfficer.bytes(`/files/${bundled.result_file}`);
	check('three of them in one archive', bundled.done === 3 && zip.subarray(0, 2).toString() === 'PK' && items.slice(0, 3).every((v) => zip.includes(v.number)) && !zip.includes(items[3].number), bundled);
	const { job: all } = await p.officer.post(`/plans/${q.id}/certificate-bundles`, {});
	same('all of them for the evaluation organisation', (await job(p.officer, all)).done, 12);
	const stranger = await people(await operator());
	const { job: none } = await stranger.schoolOfficer.post(`/plans/${q.id}/certificate-bundles`, {});
	await job(stranger.schoolOfficer, none, { state: 'failed' });
	same('the file is recognised by its hash', (await nobody().ask('GET', `/public/certificates/file/${sha256(pdf.bytes)}`)).body.number, items[0].number);
	const copy = `${os.tmpdir()}/signing-test-${process.pid}.pdf`;
	fs.writeFileSync(copy, pdf.bytes);
	const attached = spawnSync('pdfdetach', ['-list', copy], { encoding: 'utf8' });
	fs.rmSync(copy);
	if (!attached.error) check('the credential is attached', /credential\.json/.test(attached.stdout), attached.stdout + attached.stderr);

	const holder = q.people[0];
	if (personIndex(holder.name, holder.number)) {
		const found = await nobody().ask('POST', '/public/certificates/lookup', { name: holder.name, document_number: holder.number }, { key: null });
		check('the holder finds the certificate', found.status === 200 && found.body.items.length >= 1, found.body);
		const link = found.body.items?.find((i) => i.number === items[0].number)?.pdf;
		const got = await nobody().ask('GET', link, undefined, { path: true });
		same('and downloads it', [got.status, sha256(got.bytes)], [200, sha256(pdf.bytes)]);
		same('not with another token', (await nobody().ask('GET', link.replace(/.$/, (c) => (c === '0' ? '1' : '0')), undefined, { path: true })).status, 404);
	}
	const tries = [];
	for (let i = 0; i < 7; i++)
		tries.push((await nobody().ask('POST', '/public/certificates/lookup', { name: '李测试', document_number: `11010120050307${100 + i}X` }, { key: null })).status);
	same('guessing needs a captcha after three', tries, [404, 404, 404, 403, 403, 403, 403]);

	sql(`UPDATE signing_key SET public_key = REVERSE(public_key) WHERE organisation_id = ${p.evaluator.organisation} AND purpose = 'seal'`);
	same('a seal by a key that is not published', (await verify(items[1].number)).body.status, 'invalid');
	sql(`UPDATE signing_key SET public_key = REVERSE(public_key) WHERE organisation_id = ${p.evaluator.organisation} AND purpose = 'seal'`);
	same('and with the right one again', (await verify(items[1].number)).body.status, 'valid');
	const times = [];
	for (let i = 0; i < 20; i++) times.push((await verify(items[1].number)).ms);
	check('verification is quick', times.sort((a, b) => a - b)[10] < 100, times);
}

async function revocation(p, items) {
	const asked = await p.signer.post('/signing/revocations', { certificate: items[2].id, reason: '考生信息有误' });
	await refused('one person alone', 409, p.signer, 'POST', `/signing/revocations/${asked.id}/approve`, { code: await code(p.signer) });
	await refused('without the right code', 403, p.second, 'POST', `/signing/revocations/${asked.id}/approve`, { code: '000000' });
	same('still valid', (await nobody().ask('GET', `/public/certificates/verify/${items[2].number}`)).body.status, 'valid');
	await p.second.post(`/signing/revocations/${asked.id}/approve`, { code: await code(p.second) });
	const r = await nobody().ask('GET', `/public/certificates/verify/${items[2].number}`);
	same('revoked at once, never "not found"', [r.status, r.body.status, r.body.status_title], [200, 'revoked', '已撤销']);
	await refused('twice', 409, p.second, 'POST', `/signing/revocations/${asked.id}/approve`, { code: await code(p.second) });
	await refused('asked again', 409, p.signer, 'POST', '/signing/revocations', { certificate: items[2].id, reason: '再次撤销测试' });
}

async function correction(p, q, items) {
	const old = items[3];
	sql(`UPDATE result x JOIN issued_certificate c ON c.result_id = x.id SET x.total_centi = 9000 WHERE c.id = ${old.id}`);
	const { job: id } = await p.officer.post(`/issued-certificates/${old.id}/corrections`, { reason: '复核后成绩更正' });
	await job(p.officer, id);
	same('the old one is valid until the new one is sealed', (await nobody().ask('GET', `/public/certificates/verify/${old.number}`)).body.status, 'valid');
	for (const [stage, actor] of [['evaluation', p.signer], ['site', p.siteSigner], ['seal', p.sealer]]) {
		const r = await act(actor, stage, q);
		check(`correction: ${stage}`, r.status === 200 && r.body.done === 1, r.body);
	}
	const r = await nobody().ask('GET', `/public/certificates/verify/${old.number}`);
	check('the old one answers "replaced by"', r.body.status === 'replaced' && r.body.replaced_by, r.body);
	same('the new one is valid', (await nobody().ask('GET', `/public/certificates/verify/${r.body.replaced_by}`)).body.status, 'valid');
}

async function together(p) {
	const q = plan(p, 40);
	await drafts(p, q);
	const digest = (await list(p.signer, 'evaluation', q)).digest;
	const [a, b] = await Promise.all([act(p.signer, 'evaluation', q, { digest }), act(p.second, 'evaluation', q, { digest })]);
	const statuses = [a.status, b.status].sort();
	check('two signers at once: one signs, the other is told (A14)', statuses[0] === 200 && statuses[1] === 409, [a.body, b.body]);
	same('each certificate is signed once', [signatures(q, 'evaluation'), counts(q)], [40, { evaluator_signed: '40' }]);
	const { digest: d2 } = await list(p.siteSigner, 'site', q);
	const body = { plan: q.id, digest: d2, passphrase: PASS, code: await code(p.siteSigner) };
	const twice = await Promise.all([0, 1].map(() => p.siteSigner.ask('POST', '/signing/site', body)));
	check('a double click has one effect (C4)', twice.some((r) => r.status === 200) && twice.every((r) => r.status < 500), twice.map(lower));
	same('and one signature each', signatures(q, 'site'), 40);
}

async function crash(p) {
	const q = plan(p, 450);
	await drafts(p, q);
	part('stop', 'signing');
	part('start', 'signing');
	await sleep(500);
	const { digest } = await list(p.signer, 'evaluation', q);
	// bit flip between signing and storing
	fs.writeFileSync(faultFile, 'signing.flip flip');
	fs.chmodSync(faultFile, 0o666);
	const flipped = await act(p.signer, 'evaluation', q, { digest });
	check('a flipped bit is caught (A16)', flipped.status === 503 && lower(flipped) === '/problems/signing-unavailable', flipped.body);
	same('nothing of it is stored', signatures(q, 'evaluation'), 0);
	check('there is an alarm', /"level":"alarm"[^\n]*signature-invalid/.test(fs.readFileSync(`${env.dir}/log/signing.log`, 'utf8')));
	const intents = () => sql(`SELECT n.issued_certificate_id, HEX(n.input_hash), n.proof_at, n.proof_uuid FROM signing_intent n
		JOIN issued_certificate c ON c.id = n.issued_certificate_id WHERE c.plan_id = ${q.id} AND n.stage = 'evaluation' ORDER BY 1`);
	const before = intents();
	check('the intents are', before.length === 200, before.length);
	// killed after the signatures were computed, before they were stored
	fs.writeFileSync(faultFile, 'signing.before_store kill');
	fs.chmodSync(faultFile, 0o666);
	const killed = await act(p.signer, 'evaluation', q, { digest });
	check('killed: the answer says that the outcome is unknown (A13)', killed.status >= 500, killed.body);
	same('nothing is half signed', [signatures(q, 'evaluation'), counts(q)], [0, { draft: '450' }]);
	let r;
	for (let i = 0; i < 40 && r?.status !== 200; i++) {
		await sleep(500);
		r = await act(p.signer, 'evaluation', q, { digest });
	}
	same('the same act goes on', [r.status, r.body.done, counts(q)], [200, 450, { evaluator_signed: '450' }]);
	same('signed again over identical bytes', intents().slice(0, 200), before);
	const mixed = sqlValue(`SELECT COUNT(*) FROM signing_intent n JOIN signature s ON s.issued_certificate_id = n.issued_certificate_id AND s.stage = n.stage
		JOIN issued_certificate c ON c.id = n.issued_certificate_id WHERE c.plan_id = ${q.id} AND s.input_hash = n.input_hash AND n.completed_at IS NOT NULL
		AND s.proof LIKE CONCAT('%', n.proof_uuid, '%')`);
	same('every signature is the one that was intended', mixed, '450');
	const trail = sql(`SELECT action FROM audit_entry WHERE action LIKE 'signing_evaluation_%' AND subject_id = ${r.body.batch} ORDER BY id`).flat();
	check('the trail shows intent and completion', trail[0] === 'signing_evaluation_begin' && trail.includes('signing_evaluation_intent') && trail.filter((a) => a === 'signing_evaluation_done').length === 3 && trail.at(-1) === 'signing_evaluation_end', trail);
	return q;
}

async function databaseKilled(p) {
	const q = plan(p, 500);
	await drafts(p, q);
	await act(p.signer, 'evaluation', q);
	const { digest } = await list(p.siteSigner, 'site', q);
	const running = act(p.siteSigner, 'site', q, { digest }).catch((e) => ({ status: 599, body: String(e) }));
	for (let i = 0; i < 200 && signatures(q, 'site') === 0; i++) await sleep(10);
	const pid = fs.readFileSync(`${env.dir}/run/database.pid`, 'utf8').split(' ')[0];
	process.kill(Number(pid), 'SIGKILL');
	const r = await running;
	check('the database dies: a clean refusal (B1)', [200, 503].includes(r.status), r.body);
	await sleep(300);
	part('start', 'database');
	same('signatures and states agree', String(signatures(q, 'site')), counts(q).site_signed ?? '0');
	let s;
	for (let i = 0; i < 60 && s?.status !== 200; i++) {
		await sleep(500);
		s = await act(p.siteSigner, 'site', q, { digest });
	}
	same('the batch is resumed: none double, none missing', [s.status, counts(q), signatures(q, 'site')], [200, { site_signed: '500' }, 500]);
	const seal = await act(p.sealer, 'seal', q);
	same('and sealed', [seal.status, seal.body.done], [200, 500]);
	same('INV: intents are complete', sqlValue(`SELECT COUNT(*) FROM signing_intent n JOIN issued_certificate c ON c.id = n.issued_certificate_id WHERE c.plan_id = ${q.id} AND n.completed_at IS NULL`), '0');
	const audit = execFileSync(`${env.build}/ctl`, ['--config', env.config, 'audit-check'], { encoding: 'utf8', cwd: env.root });
	check('INV: the audit chain is whole', /ok|entries/.test(audit), audit);
	// what comes after this test finds every worker connected
	part('restart', 'public', 'console', 'sign-in', 'signing', 'jobs');
	await sleep(500);
}

async function keyTrouble(p) {
	const q = plan(p, 3);
	await drafts(p, q);
	const key = sqlValue(`SELECT id FROM signing_key WHERE account_id = ${p.second.account} AND purpose = 'evaluation' AND state = 'active'`);
	const blob = sqlValue(`SELECT HEX(sealed_seed) FROM signing_secret WHERE signing_key_id = ${key}`);
	sql(`UPDATE signing_secret SET sealed_seed = CONCAT(LEFT(sealed_seed, 60), X'00', SUBSTR(sealed_seed, 62)) WHERE signing_key_id = ${key}`);
	const damaged = await act(p.second, 'evaluation', q);
	same('a damaged key: 暂不可签发 (A15)', [damaged.status, lower(damaged)], [503, '/problems/signing-unavailable']);
	sql(`UPDATE signing_secret SET sealed_seed = X'${blob}' WHERE signing_key_id = ${key}`);
	same('nothing was signed', counts(q), { draft: '3' });
	for (let i = 0; i < 5; i++) await act(p.second, 'evaluation', q, { passphrase: '不对的签发口令不对的签发口令' });
	same('five wrong passphrases lock the key', (await act(p.second, 'evaluation', q)).status, 429);
	sql(`UPDATE signing_secret SET locked_until = NULL WHERE signing_key_id = ${key}`);
	await p.second.post(`/signing/keys/${key}/retire`, {});
	same('a retired key cannot sign (G5)', (await act(p.second, 'evaluation', q)).status, 409);
	await p.second.post('/signing/keys', { purpose: 'evaluation', passphrase: PASS });
	same('a new one can', (await act(p.second, 'evaluation', q)).body.done, 3);

	part('stop', 'signing');
	const down = await p.siteSigner.ask('GET', `/signing/site?plan=${q.id}`);
	check('the signer is down: 5xx problem (A12)', [502, 503].includes(down.status) && /^\/problems\//.test(lower(down)), down.body);
	same('other functions work', (await p.officer.ask('GET', '/jobs')).status, 200);
	part('start', 'signing');
	await sleep(500);
	same('nothing half signed', counts(q), { evaluator_signed: '3' });
}

async function creditBank(p, q) {
	for (const format of ['json', 'xlsx']) {
		const { job: id } = await p.officer.post('/credit-exports', { format, plan: q.id });
		const j = await job(p.officer, id);
		const bytes = await p.officer.bytes(`/files/${j.result_file}`);
		if (format === 'xlsx') {
			check('a workbook', bytes.subarray(0, 2).toString() === 'PK');
			continue;
		}
		const { certificates } = JSON.parse(bytes);
		check('numbers, holder keys, levels, credits', certificates.length > 0 && certificates.every((c) => c.number && c.holder_key.length === 32 && c.level === 2 && c.credits === '4.00'), certificates[0]);
		check('no names', !bytes.includes(q.people[0].name));
	}
	await refused('the school exports nothing', 403, p.schoolOfficer, 'POST', '/credit-exports', { format: 'json' });
}

async function counting(items) {
	const body = items[5].number.slice(0, -7);
	const seen = [];
	for (let i = 0; i < 24; i++) {
		const number = `${body}${String(900000 + i)}`;
		seen.push((await nobody().ask('GET', `/public/certificates/verify/${number}${checkCharacter(number)}`)).status);
	}
	same('counting up serials is stopped (C22)', [seen[0], seen.at(-1)], [404, 429]);
	sql("DELETE FROM throttle WHERE kind LIKE 'cert%'");
}

const by = await operator();
const p = await people(by);
const q = await step('drafts and keys', () => keysAndDrafts(by, p));
const items = await step('the order', () => order(by, p, q));
await step('the public side', () => publicSide(p, q, items));
await step('revocation', () => revocation(p, items));
await step('correction', () => correction(p, q, items));
await step('numbers', () => counting(items));
await step('credit bank', () => creditBank(p, q));
await step('two at once', () => together(p));
await step('crashes of the signer', () => crash(p));
await step('keys', () => keyTrouble(p));
await step('the database killed', () => databaseKilled(p));
