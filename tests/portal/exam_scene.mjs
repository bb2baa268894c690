/*
 * exam_scene.mjs: what the browser tests of plans and scheduling stand on: an evaluation organisation with two officers, a pilot
 * school that is its exam site, candidates with accurate information and quota, invigilators. Not a test.
 */
import { randomBytes } from 'node:crypto';
import { colleague, now, sql, sqlValue, unique } from '../api/lib.mjs';
import { importAll, person } from '../api/main_line_world.mjs';
import { makePilot, newSchool, scene, year } from '../api/pilot_scene.mjs';

export { year };
export const at = (days, hours = 0) => new Date(now().getTime() + days * 86400000 + hours * 3600000).toISOString().replace(/\.\d+Z$/, 'Z');
/** A time as a person types it, in Shanghai. */
export const wall = (text) => new Date(Date.parse(text) + 8 * 3600000).toISOString().slice(0, 16).replace('T', ' ');

export async function examScene({ province, people: wanted = 12, quota = 999, staff = ['郑监考', '冯监考', '陈监考', '褚监考'] }) {
	const s = await scene(province);
	const school = await newSchool(province);
	await makePilot(s, school, [s.junior]);
	const officer = Object.assign(s.evaluator, { role: 'evaluator' });
	const second = Object.assign(await colleague(s.evaluatorAdmin, ['exam_officer'], '考务员乙'), { role: 'evaluator' });
	const me = Object.assign(school.officer, { role: 'school' });
	const site = sqlValue(`INSERT INTO site (school_id, province, evaluator_id, code, name, address)
		VALUES (${school.organisation}, '${province}', ${officer.organisation}, '${String(Math.floor(Math.random() * 9000) + 1000)}', '虚构考核站点', '虚构市实训路 1 号'); SELECT LAST_INSERT_ID()`);
	sql(`INSERT INTO site_certificate (site_id, certificate_id, approved_at) VALUES (${site}, ${s.certificate}, UTC_TIMESTAMP(6))`);
	for (const name of staff)
		sql(`INSERT INTO staff (school_id, province, kind, name, document_type, document_sealed, document_index, document_mask)
			VALUES (${school.organisation}, '${province}', 'invigilator', '${name}', 'resident_id', 'x', 0x${randomBytes(32).toString('hex')}, '***')`);
	const people = Array.from({ length: wanted }, (_, i) => ({ ...person(`${province.slice(0, 4)}06`), student: unique(`S${i}`), class: `化工 ${(i % 2) + 1} 班` }));
	if (wanted > 3) people[3].name = '阿卜杜热合曼·买买提吐尔逊江';
	await importAll(me, 'candidate', people.map((p) => ({ 姓名: p.name, 证件类型: p.type, 证件号码: p.number, 学号: p.student, 学历层次: '高职专科', 专业代码: '570201', 专业名称: '应用化工技术', 入学年份: year - 2, 班级: p.class })));
	sql(`UPDATE candidate SET verification = 'accurate' WHERE school_id = ${school.organisation}`);
	for (const p of people) p.id = sqlValue(`SELECT id FROM candidate WHERE student_number = '${p.student}'`);
	sql(`INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year, granted, used, balance)
		VALUES (${school.organisation}, '${province}', ${officer.organisation}, ${s.junior}, ${s.inside}, ${year}, ${quota}, 0, ${quota})`);
	return { ...s, officer, second, school, me, site, people };
}

/** A published plan; spans are days from now. */
export async function makePlan(x, spans, fields = {}) {
	const { id } = await x.officer.post('/plans', { number: unique('P'), name: '上半年第一期化工精馏安全控制考核', kind: 'regular', year, levels: [x.junior], windows: spans.map(([a, b]) => ({ open: at(a), close: at(b) })), ...fields });
	await x.officer.post(`/plans/${id}/publish`, { version: 1 });
	return id;
}
