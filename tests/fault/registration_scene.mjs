/*
 * registration_scene.mjs: what the tests of rivals stand on: a school with a site and quota, candidates who are 信息准确, plans
 * whose windows are hours from a beginning, registration over HTTP, a clock that is set to the second. Not a test.
 */
import { clock, sleep, sql, sqlValue, unique } from '../api/lib.mjs';
import { person } from '../api/main_line_world.mjs';
import { makePilot, newSchool, scene, year } from '../api/pilot_scene.mjs';

export const HOUR = 3600e3;
export const tally = (v) => v.reduce((t, x) => ({ ...t, [x]: (t[x] ?? 0) + 1 }), {});
export const word = (r) => (r.status < 300 ? 'done' : r.body?.type?.replace('/problems/', '') ?? String(r.status));
export const zone = (d) => new Date(d).toISOString().replace(/\.\d+Z$/, 'Z');
const QUOTA = 500;

/** Sets the database's clock to a whole second, early in it: the next answers are judged within that second. */
export async function clockAt(ms) {
	while (Date.now() % 1000 > 150) await sleep(10);
	clock((ms - Math.floor(Date.now() / 1000) * 1000) / 1000);
}

/** A province of its own with one school of it, its approved site and its quota. */
export async function registrationScene() {
	const province = sqlValue(`SELECT code FROM province WHERE code BETWEEN '110000' AND '659999'
		AND code NOT IN (SELECT province FROM province_window) AND code NOT IN (SELECT province FROM organisation WHERE role = 'office') ORDER BY RAND() LIMIT 1`);
	const s = await scene(province);
	return { s, ...(await registrationSchool(s)) };
}

/** A school of the scene's province with its approved site and its quota. */
export async function registrationSchool(s, quota = QUOTA) {
	const { province } = s;
	const school = await newSchool(province);
	await makePilot(s, school, [s.junior]);
	const site = sqlValue(`INSERT INTO site (school_id, province, evaluator_id, code, name) VALUES (${school.organisation}, '${province}', ${s.evaluator.organisation},
		'${String(Math.floor(Math.random() * 9000) + 1000)}', '时段测试站点'); SELECT LAST_INSERT_ID()`);
	sql(`INSERT INTO site_certificate (site_id, certificate_id, approved_at) VALUES (${site}, ${s.certificate}, UTC_TIMESTAMP(6));
		INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year, granted, balance)
		VALUES (${school.organisation}, '${province}', ${s.evaluator.organisation}, ${s.junior}, ${s.inside}, ${year}, ${quota}, ${quota});
		INSERT INTO quota_entry (quota_account_id, kind, amount, balance_after) VALUES (LAST_INSERT_ID(), 'grant', ${quota}, ${quota})`);
	let number = 0;
	const student = () => unique(`W${++number}`);
	const body = (begin, spans = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]) => ({
		number: unique('W'), name: '时段测试计划', kind: 'additional', year, levels: [s.junior],
		windows: spans.map(([a, b]) => ({ open: zone(begin + a * HOUR), close: zone(begin + b * HOUR) })),
	});
	return {
		school, site, student, body,
		/** New candidates of the school, accurate: their ids. */
		async candidates(n) {
			const ids = [];
			for (let i = 0; i < n; i++) {
				const p = person('110101');
				const { id } = await school.officer.post('/candidates', {
					name: p.name, document_type: 'resident_id', document_number: p.number, student_number: student(), education_level: 'college',
					major_code: '570201', major_name: '应用化工技术', enrolment_year: year - 2, class_name: '一班',
				});
				ids.push(id);
			}
			sql(`UPDATE candidate SET verification = 'accurate' WHERE id IN (${ids})`);
			return ids;
		},
		/** Published, its five windows each an hour long. */
		async plan(begin) {
			const { id } = await s.evaluator.post('/plans', body(begin));
			await s.evaluator.post(`/plans/${id}/publish`, { version: 1 });
			return id;
		},
		/** A row of the workbook of candidates. */
		row: (p) => ({
			姓名: p.name, 证件类型: p.type, 证件号码: p.number, 学号: student(), 学历层次: '高职专科', 专业代码: '570201',
			专业名称: '应用化工技术', 入学年份: year - 2, 班级: '一班',
		}),
		register: (plan, list, options) => school.officer.ask('POST', `/plans/${plan}/registrations`, { level: s.junior, site, candidates: list }, options),
		registered: (plan) => Number(sqlValue(`SELECT COUNT(*) FROM registration WHERE plan_id = ${plan} AND state = 'registered'`)),
		balance: () => Number(sqlValue(`SELECT balance FROM quota_account WHERE school_id = ${school.organisation}`)),
	};
}
