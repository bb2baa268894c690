/*
 * signing_fixture.mjs: a plan whose publicity is over with any number of passed candidates, put into the database
 * directly: what signing starts from, without the ten steps before it. Used by signing_test.mjs.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { Actor, colleague, env, job, newPassword, nobody, organisation, organisationCode, sleep, sql, sqlValue, unique } from './lib.mjs';

/* A grey JPEG of 8 × 8 pixels: the job prints it, nobody looks at it. */
const photo = 'FFD8FFE000104A46494600010100000100010000FFDB004300FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC0000B080008000801011100FFC40014000100000000000000000000000000000000FFC40014100100000000000000000000000000000000FFDA0008010100003F007FFFD9';

const hex = (text) => Buffer.from(text).toString('hex');
const text = (t) => `CONVERT(X'${hex(t)}' USING utf8mb4)`;

/** The blind index of name and number as fcgi/data/person.c makes it, or null where python3 is not to be had. */
export function personIndex(name, number) {
	const key = /^index ([0-9a-f]{64})$/m.exec(fs.readFileSync(`${env.dir}/secrets/field_keys`, 'utf8'))[1];
	const program = `import hashlib,sys
master=bytes.fromhex(sys.argv[1])
key=hashlib.blake2b(b'',key=master,salt=(1).to_bytes(8,'little'),person=b'fieldidx',digest_size=32).digest()
d=b'person'
print(hashlib.blake2b(bytes([len(d)])+d+sys.argv[2].encode(),key=key,digest_size=32).hexdigest())`;
	try {
		return execFileSync('python3', ['-c', program, key, `${name.toUpperCase()}\n${number}`], { encoding: 'utf8' }).trim();
	} catch {
		return null;
	}
}

/** A resident number that nobody holds (110101…): right check digit, any serial 0..999. */
export function resident(serial) {
	const head = `11010120050307${String(serial).padStart(3, '0')}`;
	const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	return head + '10X98765432'[[...head].reduce((s, c, i) => s + c * weights[i], 0) % 11];
}

/** An evaluation organisation with its people, and a school that is its exam site, ready to act. */
export async function people(by) {
	const evaluator = await organisation(by, 'evaluator', { name: `测试评价组织${unique()}`, certificate_code: organisationCode() });
	const login = unique('sc');
	const password = newPassword();
	const { id } = await nobody().post('/public/schools', {
		name: `测试职业学院${unique()}`, code: organisationCode(), school_code: String(Date.now()).slice(-10), province: '110000',
		liaison_name: '张三', liaison_phone: '010-12345678', login, password,
	}, { key: null });
	sql(`UPDATE organisation SET state = 'active' WHERE id = ${id}`);
	const school = new Actor({ login, password, name: 'school' });
	await school.signIn();
	await school.enrol();
	return {
		evaluator, school, schoolId: id,
		officer: await colleague(evaluator, ['exam_officer']),
		signer: await colleague(evaluator, ['signer', 'sealer']),
		second: await colleague(evaluator, ['signer']),
		sealer: await colleague(evaluator, ['sealer']),
		siteSigner: await colleague(school, ['signer']),
		schoolOfficer: await colleague(school, ['exam_officer']),
	};
}

const insert = (table, row) => {
	const names = Object.keys(row);
	return sqlValue(`INSERT INTO ${table} (${names}) VALUES (${names.map((n) => row[n])}); SELECT LAST_INSERT_ID()`);
};

let code = 100;
/** A certificate code that no certificate of this run has. */
export const newCode = () => String(code++);

/** A plan with n passed candidates of the school, at its own site. days: since publicity closed (negative: still open). */
export function plan(p, n, { level = 2, days = 1, code = newCode() } = {}) {
	const evaluator = p.evaluator.organisation;
	const school = p.schoolId;
	const at = (d) => `UTC_TIMESTAMP(6) - INTERVAL ${d * 24 * 60} MINUTE`;
	const certificate = insert('certificate', { evaluator_id: evaluator, code: `'${code}'`, name: text('化工精馏安全控制'), state: "'published'" });
	const levelId = insert('certificate_level', { certificate_id: certificate, evaluator_id: evaluator, level });
	const standard = insert('standard_version', { certificate_id: certificate, evaluator_id: evaluator, version_no: 1, title: "'1.0'", state: "'published'" });
	const rule = insert('level_rule', { standard_version_id: standard, certificate_level_id: levelId, evaluator_id: evaluator, total_line_centi: 6000, credits_centi: 400 });
	const component = insert('level_component', { level_rule_id: rule, code: "'theory'", name: text('理论'), kind: "'theory'", weight_centi: 10000, min_centi: 5000 });
	const site = sqlValue(`SELECT id FROM site WHERE school_id = ${school} AND evaluator_id = ${evaluator}`) ??
		insert('site', { school_id: school, province: "'110000'", evaluator_id: evaluator, code: `'${String(school).slice(-4).padStart(4, '0')}'`, name: text('测试考核站点') });
	const number = unique('P');
	const id = insert('plan', {
		evaluator_id: evaluator, number: `'${number}'`, name: text('签发测试计划'), year: 2026, state: "'published'", published_at: at(days + 60), version: 1,
		registration_open_at: at(days + 50), registration_close_at: at(days + 45), scheduling_open_at: at(days + 45), scheduling_close_at: at(days + 40),
		exam_open_at: at(days + 35), exam_close_at: at(days + 30), score_open_at: at(days + 25), score_close_at: at(days + 20),
		publicity_open_at: at(days + 7), publicity_close_at: at(days),
	});
	insert('plan_level', { plan_id: id, certificate_level_id: levelId, level_rule_id: rule });
	const major = sqlValue('SELECT MIN(id) FROM major') ?? insert('major', { catalogue: 2021, education_level: "'higher'", code: "'470201'", name: text('应用化工技术'), class_code: "'4702'", class_name: text('化工技术类') });
	const education = sqlValue(`SELECT education_level FROM major WHERE id = ${major}`);
	const quota = insert('quota_account', quotaRow(school, evaluator, levelId, major));
	const photoId = insert('photo', { school_id: school, sha256: `UNHEX(SHA2('${number}', 256))`, width: 8, height: 8, bytes: `X'${photo}'` });
	const run = Date.now() % 1000000;
	const people = [];
	for (let i = 0; i < n; i++) {
		const name = `测试考生${'甲乙丙丁戊己庚辛壬癸'[i % 10]}${'子丑寅卯辰巳午未申酉'[Math.floor(i / 10) % 10]}`;
		people.push({ name, number: resident((run + i) % 1000), unique: `${number}-${i}` });
	}
	const values = (f) => people.map(f).join(',\n');
	const first = Number(sqlValue(`SELECT COALESCE(MAX(id), 0) + 1 FROM candidate`));
	sql(`INSERT INTO candidate (school_id, province, name, document_type, document_sealed, document_index, document_mask, person_index,
		student_number, education_level, major_id, enrol_year, photo_id, verification) VALUES
		${values((c, i) => `(${school}, '110000', ${text(c.name)}, 'resident_id', X'00', UNHEX(SHA2('${c.unique}', 256)), '110***********${c.number.slice(-4)}',
		${i === 0 && personIndex(c.name, c.number) ? `X'${personIndex(c.name, c.number)}'` : `UNHEX(SHA2('p${c.unique}', 256))`},
		'${c.unique}', '${education}', ${major}, 2024, ${photoId}, 'accurate')`)};
		INSERT INTO registration (plan_id, certificate_level_id, candidate_id, school_id, site_id, evaluator_id, province, quota_account_id)
		SELECT ${id}, ${levelId}, id, ${school}, ${site}, ${evaluator}, '110000', ${quota} FROM candidate WHERE id >= ${first} AND school_id = ${school} ORDER BY id;
		INSERT INTO score (registration_id, level_component_id, plan_id, score_centi, entered_by)
		SELECT id, ${component}, ${id}, 8750, ${p.officer.account} FROM registration WHERE plan_id = ${id};
		INSERT INTO result (plan_id, registration_id, certificate_level_id, school_id, site_id, evaluator_id, province, total_centi, passed, state, published_at)
		SELECT ${id}, id, ${levelId}, ${school}, ${site}, ${evaluator}, '110000', 8750, 1, 'published', UTC_TIMESTAMP(6) FROM registration WHERE plan_id = ${id} ORDER BY id;`);
	return { id, number, site, level: levelId, certificate, people };
}

export const PASSPHRASE = '十二个字以上的签发口令呀呀';

/** Keys of all who sign, then the plan's certificates through the three stages: sealed, as the school's officer sees them. */
export async function seal(p, plan_) {
	const keys = [[p.signer, { purpose: 'evaluation' }], [p.siteSigner, { purpose: 'site', site: plan_.site }], [p.sealer, { purpose: 'seal' }]];
	for (const [actor, key] of keys) await actor.post('/signing/keys', { ...key, passphrase: PASSPHRASE });
	await job(p.officer, (await p.officer.post(`/plans/${plan_.id}/certificate-drafts`, {})).job);
	for (const [actor, { purpose: stage }] of keys) {
		const { digest } = await actor.get(`/signing/${stage}?plan=${plan_.id}`);
		sql(`UPDATE account SET totp_last_step = 0 WHERE id = ${actor.account}`);
		actor.step = 0;
		await actor.post(`/signing/${stage}`, { plan: plan_.id, digest, passphrase: PASSPHRASE, code: await actor.code() });
	}
	for (let i = 0; i < 200 && sqlValue(`SELECT COUNT(*) FROM certificate_file f JOIN issued_certificate c ON c.id = f.issued_certificate_id WHERE c.plan_id = ${plan_.id}`) !== String(plan_.people.length); i++) await sleep(100);
	return (await p.schoolOfficer.get(`/issued-certificates?plan=${plan_.id}`)).items;
}

function quotaRow(school, evaluator, level, major) {
	const columns = new Set(sql("SELECT column_name FROM information_schema.columns WHERE table_schema = 'certificates' AND table_name = 'quota_account'").flat());
	const row = { school_id: school, evaluator_id: evaluator, province: "'110000'", certificate_level_id: level, major_id: major, year: 2026 };
	return Object.fromEntries(Object.entries(row).filter(([k]) => columns.has(k)));
}
