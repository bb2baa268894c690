/*
 * pilot_scene.mjs: what the tests of standards, pilots and quota stand on: an operator, an evaluation organisation with a
 * published certificate of two levels, an office of a province, schools. Not a test.
 */
import { Actor, colleague, newPassword, nobody, now, operator, organisation, organisationCode, sqlValue, unique } from './lib.mjs';

export const year = 2026;
export const hours = (n) => new Date(now().getTime() + n * 3600000).toISOString().replace(/\.\d+Z$/, 'Z');

/** The id of a major of the demonstration's code tables. */
export const major = (catalogue, level, code) =>
	sqlValue(`SELECT id FROM major WHERE catalogue = ${catalogue} AND education_level = '${level}' AND code = '${code}'`);

/** What a version of a standard says of one level; fields replace members. */
export const level = (number, majors, fields) => ({
	level: number, credits: '2', total_line: '60', exam_forms: ['computer', 'practical'],
	components: [
		{ code: 'theory', name: '理论知识', weight: '40', min: '60', max: '100' },
		{ code: 'practical', name: '实际操作', weight: '60', min: '60', max: '100' },
	],
	majors, fees: [{ province: '000000', fen: 30000 }], ...fields,
});

/** A school that has registered itself, signed in as its administrator; not active yet. */
export async function newSchool(province, name = `${unique('虚构')}职业技术学院`) {
	const login = unique('sc');
	const password = newPassword();
	const { id } = await nobody().post('/public/schools', {
		name, code: organisationCode(), school_code: String(4100000000 + Math.floor(Math.random() * 99999999)), province,
		liaison_name: '测试员', liaison_phone: '13800000000', login, password,
	}, { key: null });
	const a = new Actor({ login, password, name });
	await a.signIn();
	const me = await a.get('/session');
	if (me.password_change) await a.changePassword();
	if (me.second_factor_needed && !me.second_factor_enrolled) await a.enrol();
	return Object.assign(a, { organisation: id, officer: await colleague(a, ['exam_officer'], '考务') });
}

/** Draft, submit, approve, publish: gives the version's id. */
export async function publish(op, officer, certificate, levels) {
	const { id } = await officer.post(`/certificates/${certificate}/versions`, { levels });
	await officer.post(`/standard-versions/${id}/submit`, {});
	await op.post(`/standard-versions/${id}/approve`, {});
	await officer.post(`/standard-versions/${id}/publish`, {});
	return id;
}

export async function scene(province = '410000') {
	const op = await operator();
	const evaluator = await organisation(op, 'evaluator', { name: unique('虚构评价组织'), certificate_code: organisationCode() });
	const office = await organisation(op, 'office', { name: unique('虚构教育厅'), province });
	const s = {
		op, province, evaluatorAdmin: evaluator,
		evaluator: Object.assign(await colleague(evaluator, ['exam_officer'], '评价组织考务'), { organisation: evaluator.organisation }),
		office: Object.assign(await colleague(office, ['exam_officer'], '办公室考务'), { organisation: office.organisation }),
		inside: major(2015, 'college', '570201'),
		inside2: major(2015, 'college', '570208'),
		outside: major(2015, 'college', '570203'),
		renewed: major(2021, 'college', '470201'),
	};
	s.certificate = (await s.evaluator.post('/certificates', { code: String(100 + Math.floor(Math.random() * 900)), name: '化工精馏安全控制', batch: 4 })).id;
	s.version = await publish(op, s.evaluator, s.certificate, [level(1, [s.inside, s.inside2]), level(2, [s.inside])]);
	const c = await s.evaluator.get(`/certificates/${s.certificate}`);
	[s.junior, s.middle] = c.levels.map((l) => l.id);
	return s;
}

/** Makes the school an approved pilot of these levels. */
export async function makePilot(s, school, levels) {
	await s.office.put('/province-windows', { kind: 'pilot', year, open: hours(-1), close: hours(24) });
	const { id } = await school.officer.post('/pilot-applications', {
		evaluator: s.evaluator.organisation, year, statement: '测试', items: levels.map((l) => ({ level: l, major: s.inside, count: 50 })),
	});
	await school.officer.post(`/pilot-applications/${id}/submit`, {});
	await s.evaluator.post(`/pilot-applications/${id}/opinion`, { opinion: 'support', text: '同意' });
	await s.office.post(`/pilot-applications/${id}/approve`, {});
	return id;
}
