/*
 * main_line_prepare.mjs: the main line from organisations to quota: operator, offices, evaluation organisations, standards,
 * schools, pilot applications. Each step: before (requests that must be refused, changing nothing), run, after (the same).
 */
import {
	Actor, check, colleague, newPassword, nobody, now, operator, organisation, organisationCode, same, sql, sqlValue, unique,
} from './lib.mjs';

export const YEAR = now().getUTCFullYear();
const hours = (n) => new Date(now().getTime() + n * 3600e3).toISOString();
const digits = (n) => Array.from({ length: n }, (_, i) => Math.floor(Math.random() * (i ? 10 : 9)) + (i ? 0 : 1)).join('');

/** Everybody of an organisation by duty. */
async function staffOf(administrator, ...duties) {
	const team = { administrator };
	for (const [name, list] of duties) team[name] = await colleague(administrator, list, name);
	return team;
}

async function majorId(actor, catalogue, level, code) {
	const { items } = await actor.get(`/public/majors?catalogue=${catalogue}&level=${level}&code=${code}`);
	if (items.length !== 1) throw new Error(`${items.length} majors ${catalogue} ${level} ${code}`);
	return items[0].id;
}

async function registerSchool(name, province) {
	const school = new Actor({ login: unique('sc'), password: newPassword(), name });
	const made = await nobody().post('/public/schools', {
		name, province, code: organisationCode(), school_code: digits(10), liaison_name: '联络人',
		liaison_phone: '13800000000', login: school.login, password: school.password,
	});
	await school.signIn();
	const me = await school.get('/session');
	if (me.second_factor_needed) await school.enrol();
	return Object.assign(school, { organisation: made.id, account: me.account, role: me.role });
}

const standard = (w, which) => ({
	title: `${which.name}职业技能等级标准`, change_note: '首版',
	levels: which.levels.map((level) => ({
		level, credits: '2.5', total_line: level === 1 ? '60' : '70', exam_forms: ['computer', 'practical'],
		components: [
			{ code: 'theory', name: '理论', kind: 'theory', weight: '40', min: '50', max: '100' },
			{ code: 'practical', name: '实操', kind: 'practical', weight: '60', min: '60', max: '100' },
		],
		majors: which.majors.map((m) => w.majors[m]),
		fees: [{ province: w.province1, fen: 18000 }, { province: w.province2, fen: 20000 }],
	})),
});

async function publishStandard(w, team, which) {
	const { id } = await team.officer.post('/certificates', { code: digits(3), name: which.name, name_en: which.english, batch: 3 });
	const version = (await team.officer.post(`/certificates/${id}/versions`, standard(w, which))).id;
	w.certificates[which.key] = { id, version, name: which.name };
	return version;
}

const pilotBody = (w, evaluator, key, majors, count = 80) => ({
	evaluator: w[evaluator].administrator.organisation, year: YEAR, statement: '专业基础好，师资齐备。',
	items: w.certificates[key].levels.flatMap((level) => majors.map((m) => ({ level: level.id, major: w.majors[m], count }))),
});

export const prepare = [
	{
		name: 'the operator registers offices and evaluation organisations',
		run: async (w) => {
			// provinces that no other test has opened a window for
			[w.province1, w.province2] = sql(`SELECT code FROM province WHERE code BETWEEN '110000' AND '659999'
				AND code NOT IN (SELECT province FROM province_window) ORDER BY code DESC LIMIT 2`).flat();
			w.op = await operator();
			w.office1 = await staffOf(await organisation(w.op, 'office', { name: '测试甲省教育厅1+X办公室', province: w.province1 }), ['officer', ['exam_officer']], ['auditor', ['auditor']]);
			w.office2 = await staffOf(await organisation(w.op, 'office', { name: '测试乙省教育厅1+X办公室', province: w.province2 }), ['officer', ['exam_officer']]);
			const people = [['officer', ['exam_officer']], ['officer2', ['exam_officer']], ['signer', ['signer']], ['sealer', ['sealer']], ['auditor', ['auditor']]];
			w.ev1 = await staffOf(await organisation(w.op, 'evaluator', { name: '测试化工教育评价中心', certificate_code: digits(9) }), ...people);
			w.ev2 = await staffOf(await organisation(w.op, 'evaluator', { name: '测试安全评价协会', certificate_code: digits(9) }), ...people);
			w.expert = await colleague(w.op, ['expert'], '评审专家');
			w.expert2 = await colleague(w.op, ['expert'], '评审专家二');
		},
		after: (w) => [
			['an office registers nobody', 403, w.office1.administrator, 'POST', '/organisations', { role: 'evaluator', name: 'x', code: organisationCode(), province: '000000', login: unique(), account_name: 'x' }],
			['nobody signs for the platform', 422, w.op, 'POST', '/accounts', { login: unique(), name: 'x', duties: ['signer'] }],
			['a sealer only in an evaluation organisation', 422, w.office1.administrator, 'POST', '/accounts', { login: unique(), name: 'x', duties: ['sealer'] }],
			['an officer opens no accounts', 403, w.ev1.officer, 'POST', '/accounts', { login: unique(), name: 'x', duties: ['auditor'] }],
			['a code with a wrong check character', 422, w.op, 'POST', '/organisations', { role: 'office', name: '甲', code: '123456780', province: w.province1, login: unique(), account_name: 'x' }],
			['the public sees no organisations to manage', 401, nobody(), 'GET', '/organisations'],
			['another organisation\'s account', 404, w.ev2.administrator, 'POST', `/accounts/${w.ev1.officer.account}/close`],
		],
	},
	{
		name: 'evaluation organisations draft standards with scope and pass rule',
		run: async (w) => {
			w.majors = {
				applied: await majorId(w.op, 2015, 'college', '570201'), petrol: await majorId(w.op, 2015, 'college', '570203'),
				safety: await majorId(w.op, 2015, 'college', '520902'), fine: await majorId(w.op, 2015, 'college', '570205'),
				applied2021: await majorId(w.op, 2021, 'college', '470201'),
			};
			w.certificates = {};
			await publishStandard(w, w.ev1, { key: 'distillation', name: '化工精馏安全控制', english: 'Safety Control of Chemical Distillation', levels: [1, 2], majors: ['applied', 'petrol', 'applied2021'] });
			await publishStandard(w, w.ev2, { key: 'hazop', name: '化工危险与可操作性（HAZOP）分析', english: 'HAZOP Analysis', levels: [1], majors: ['applied', 'safety'] });
		},
		after: (w) => {
			const v = w.certificates.distillation.version;
			return [
				['publishing before approval', 409, w.ev1.officer, 'POST', `/standard-versions/${v}/publish`, {}],
				['approving what was not submitted', 409, w.op, 'POST', `/standard-versions/${v}/approve`, {}],
				['another organisation submits it', 404, w.ev2.officer, 'POST', `/standard-versions/${v}/submit`, {}],
				['an auditor submits it', 403, w.ev1.auditor, 'POST', `/standard-versions/${v}/submit`, {}],
				['weights that are not 100', 422, w.ev1.officer, 'PUT', `/standard-versions/${v}`,
					{ version: 1, levels: [{ level: 1, total_line: '60', exam_forms: ['paper'], components: [{ code: 'a', name: '甲', weight: '90' }], majors: [w.majors.applied] }] }],
				['a second version beside the draft', 409, w.ev1.officer, 'POST', `/certificates/${w.certificates.distillation.id}/versions`, standard(w, { name: 'x', levels: [1], majors: ['applied'] })],
			];
		},
	},
	{
		name: 'experts review, the operator approves, the standards are published',
		run: async (w) => {
			for (const [key, team] of [['distillation', w.ev1], ['hazop', w.ev2]]) {
				const v = w.certificates[key].version;
				await team.officer.post(`/standard-versions/${v}/submit`, {});
				if (key === 'distillation') {
					for (const e of [w.expert, w.expert2])
						await w.op.post('/reviews', { subject_kind: 'standard_version', subject: v, expert: e.account, deadline: hours(48) });
					for (const e of [w.expert, w.expert2]) {
						const [task] = (await e.get('/review-tasks')).items;
						const form = await e.get(`/review-tasks/${task.id}`);
						check('an expert sees nothing of the other', !JSON.stringify(form).includes(e === w.expert ? w.expert2.name : w.expert.name));
						const items = form.items ?? form.form ?? form.scores;
						await e.post(`/review-tasks/${task.id}/submit`, {
							scores: items.map((i) => ({ item: i.item ?? i.id, score: '8', comment: '' })), opinion: '同意，建议公布。', recommend: 'approve',
						});
					}
				}
				await w.op.post(`/standard-versions/${v}/approve`, { reason: '同意' });
				await team.officer.post(`/standard-versions/${v}/publish`, {});
				const shown = await nobody().get(`/public/certificates/${w.certificates[key].id}`);
				check(`everybody can read ${w.certificates[key].name}`, JSON.stringify(shown).includes('应用化工技术') && shown.levels.at(-1).total_line === (key === 'hazop' ? '60.00' : '70.00'), shown);
				const c = await team.officer.get(`/certificates/${w.certificates[key].id}`);
				w.certificates[key].code = c.code;
				w.certificates[key].levels = (c.levels ?? []).map((l) => ({ id: l.id ?? l.level_id, level: l.level ?? l.number ?? l.level_number }));
			}
		},
		after: (w) => [
			['publishing twice', 409, w.ev1.officer, 'POST', `/standard-versions/${w.certificates.distillation.version}/publish`, {}],
			['changing what is published', 409, w.ev1.officer, 'PUT', `/standard-versions/${w.certificates.distillation.version}`, { ...standard(w, { name: 'x', levels: [1], majors: ['applied'] }), version: 5 }],
			['an expert decides nothing', 403, w.expert, 'POST', `/standard-versions/${w.certificates.hazop.version}/approve`, {}],
		],
	},
	{
		name: 'three institutions register themselves and the offices open their windows',
		run: async (w) => {
			const people = [['officer', ['exam_officer']], ['officer2', ['exam_officer']], ['signer', ['signer']], ['auditor', ['auditor']]];
			w.school1 = await staffOf(await registerSchool('测试第一化工职业学院', w.province1), ...people);
			w.school2 = await staffOf(await registerSchool('测试第二化工职业学院', w.province1), ...people);
			w.school3 = await staffOf(await registerSchool('测试第三石化职业学院', w.province2), ...people);
			w.early = pilotBody(w, 'ev1', 'distillation', ['applied'], 10);
			w.draft = (await w.school3.officer.post('/pilot-applications', w.early)).id;
		},
		after: (w) => [
			['no window yet', 409, w.school3.officer, 'POST', `/pilot-applications/${w.draft}/submit`, {}],
			['a school sets no window', 403, w.school1.officer, 'PUT', '/province-windows', { kind: 'pilot', year: YEAR, open: hours(-1), close: hours(24) }],
			['a window that ends before it begins', 422, w.office1.officer, 'PUT', '/province-windows', { kind: 'pilot', year: YEAR, open: hours(2), close: hours(1) }],
			['a window of another province', 422, w.office1.officer, 'PUT', '/province-windows', { kind: 'pilot', year: YEAR, open: hours(-1), close: hours(24), province: w.province2 }],
			['a school code twice', [409, 422], nobody(), 'POST', '/public/schools', { name: '冒名学院', province: w.province1, code: organisationCode(), school_code: sqlValue(`SELECT school_code FROM organisation WHERE id = ${w.school1.administrator.organisation}`), liaison_name: '甲', liaison_phone: '13800000000', login: unique(), password: newPassword() }],
			['a school of no province', 422, nobody(), 'POST', '/public/schools', { name: '无省学院', province: '000000', code: organisationCode(), school_code: digits(10), liaison_name: '甲', liaison_phone: '13800000000', login: unique(), password: newPassword() }],
		],
	},
	{
		name: 'pilot applications: submitted, opinion, approved',
		before: (w) => [
			['a major outside the scope', 422, w.school1.officer, 'POST', '/pilot-applications', pilotBody(w, 'ev1', 'distillation', ['fine'])],
			['a level of another organisation', 422, w.school1.officer, 'POST', '/pilot-applications', { ...pilotBody(w, 'ev1', 'hazop', ['applied']) }],
			['an evaluator applies for nothing', 403, w.ev1.officer, 'POST', '/pilot-applications', pilotBody(w, 'ev1', 'distillation', ['applied'])],
		],
		run: async (w) => {
			for (const office of [w.office1, w.office2])
				for (const kind of ['pilot', 'quota']) await office.officer.put('/province-windows', { kind, year: YEAR, open: hours(-1), close: hours(24 * 30) });
			const wanted = [
				[w.school1, w.office1, 'ev1', 'distillation', ['applied', 'petrol']], [w.school1, w.office1, 'ev2', 'hazop', ['applied', 'safety']],
				[w.school2, w.office1, 'ev1', 'distillation', ['applied']], [w.school2, w.office1, 'ev2', 'hazop', ['applied']],
				[w.school3, w.office2, 'ev1', 'distillation', ['applied', 'petrol']], [w.school3, w.office2, 'ev2', 'hazop', ['safety']],
			];
			w.pilots = [];
			for (const [school, office, evaluator, key, majors] of wanted) {
				const body = pilotBody(w, evaluator, key, majors);
				let id = w.draft;
				if (id && school === w.school3 && key === 'distillation') await school.officer.put(`/pilot-applications/${id}`, { ...body, version: 1 });
				else id = (await school.officer.post('/pilot-applications', body)).id;
				await school.officer.post(`/pilot-applications/${id}/submit`, {});
				w.pilots.push({ id, school: school.administrator.organisation, evaluator, key });
				if (w.pilots.length > 1) {
					await w[evaluator].officer.post(`/pilot-applications/${id}/opinion`, { opinion: 'support', text: '同意推荐' });
					await office.officer.post(`/pilot-applications/${id}/approve`, {});
				}
			}
		},
		after: (w) => {
			const [{ id }, other] = w.pilots;
			return [
				['approval before the opinion', 409, w.office1.officer, 'POST', `/pilot-applications/${id}/approve`, {}],
				['the other province', 404, w.office2.officer, 'POST', `/pilot-applications/${id}/approve`, {}],
				['the other evaluator', 404, w.ev2.officer, 'POST', `/pilot-applications/${id}/opinion`, { opinion: 'object', text: 'x' }],
				['an evaluator approves', 403, w.ev1.officer, 'POST', `/pilot-applications/${id}/approve`, {}],
				['the school approves itself', 403, w.school1.officer, 'POST', `/pilot-applications/${id}/approve`, {}],
				['another school reads it', 404, w.school2.officer, 'GET', `/pilot-applications/${id}`],
				['another school withdraws it', 404, w.school2.officer, 'POST', `/pilot-applications/${id}/withdraw`, {}],
				['editing what was submitted', 409, w.school1.officer, 'PUT', `/pilot-applications/${id}`, { ...pilotBody(w, 'ev1', 'distillation', ['applied']), version: 2 }],
				['returning without a reason', 422, w.office1.officer, 'POST', `/pilot-applications/${id}/return`, {}],
				['approving twice', 409, w.office1.officer, 'POST', `/pilot-applications/${other.id}/approve`, {}],
				['withdrawing what was approved', 409, w.school1.officer, 'POST', `/pilot-applications/${other.id}/withdraw`, {}],
			];
		},
	},
	{
		name: 'the last pilot application is returned, corrected and approved',
		run: async (w) => {
			const { id } = w.pilots[0];
			await w.office1.officer.post(`/pilot-applications/${id}/return`, { reason: '人数请按专业核对' });
			const seen = await w.school1.officer.get(`/pilot-applications/${id}`);
			same('the school reads why', [seen.state, seen.reason], ['returned', '人数请按专业核对']);
			await w.school1.officer.put(`/pilot-applications/${id}`, { ...pilotBody(w, 'ev1', 'distillation', ['applied', 'petrol'], 90), version: seen.version });
			await w.school1.officer.post(`/pilot-applications/${id}/submit`, {});
			await w.ev1.officer.post(`/pilot-applications/${id}/opinion`, { opinion: 'support', text: '同意' });
			await w.office1.officer.post(`/pilot-applications/${id}/approve`, {});
			same('the school is active', sqlValue(`SELECT state FROM organisation WHERE id = ${w.school1.administrator.organisation}`), 'active');
			check('it is a pilot', (await w.school1.officer.all('/pilots')).length >= 2);
		},
	},
	{
		name: 'quota is asked for, checked per major, granted',
		before: (w) => [
			['an evaluator asks for no quota', 403, w.ev1.officer, 'POST', '/quota-applications', { certificate: w.certificates.hazop.id, year: YEAR, items: [{ level: w.certificates.hazop.levels[0].id, major: w.majors.applied, head_count: 5, asked: 5 }] }],
		],
		run: async (w) => {
			w.quota = [];
			const bad = (await w.school1.officer.post('/quota-applications', { certificate: w.certificates.hazop.id, year: YEAR, items: [
				{ level: w.certificates.hazop.levels[0].id, major: w.majors.safety, head_count: 60, asked: 50 },
				{ level: w.certificates.hazop.levels[0].id, major: w.majors.petrol, head_count: 60, asked: 50 },
			] }).catch((e) => ({ error: e.message })));
			if (bad.id) {
				const r = await w.school1.officer.ask('POST', `/quota-applications/${bad.id}/submit`, {});
				check('a major outside the scope: the row is named', r.status === 422 && r.body.errors?.some((e) => e.pointer?.startsWith('/items/1')), r.body);
				w.badQuota = bad.id;
			} else check('a major outside the scope: the row is named', /\/items\/1/.test(bad.error), bad.error);
			const wanted = [[w.school1, w.office1, 'distillation', ['applied', 'petrol'], 80], [w.school1, w.office1, 'hazop', ['applied', 'safety'], 40],
				[w.school2, w.office1, 'distillation', ['applied'], 60], [w.school2, w.office1, 'hazop', ['applied'], 40],
				[w.school3, w.office2, 'distillation', ['applied', 'petrol'], 60], [w.school3, w.office2, 'hazop', ['safety'], 40]];
			for (const [school, office, key, majors, asked] of wanted) {
				const items = w.certificates[key].levels.flatMap((l) => majors.map((m) => ({ level: l.id, major: w.majors[m], head_count: asked + 20, asked })));
				const { id } = await school.officer.post('/quota-applications', { certificate: w.certificates[key].id, year: YEAR, statement: '按在校人数', items });
				await school.officer.post(`/quota-applications/${id}/submit`, {});
				w.quota.push({ id, key });
				const seen = await office.officer.get(`/quota-applications/${id}`);
				if (w.quota.length > 1) await office.officer.post(`/quota-applications/${id}/grant`, { items: seen.items.map((i) => ({ id: i.id, granted: i.asked })) });
			}
		},
		after: (w) => {
			const { id } = w.quota[0];
			return [
				['the other province grants', 404, w.office2.officer, 'POST', `/quota-applications/${id}/grant`, { items: [{ id: '1', granted: 1 }] }],
				['the school grants', 403, w.school1.officer, 'POST', `/quota-applications/${id}/grant`, { items: [{ id: '1', granted: 1 }] }],
				['more than asked, for a row of another application', [404, 409, 422], w.office1.officer, 'POST', `/quota-applications/${id}/grant`, { items: [{ id: '999999999', granted: 5 }] }],
				['submitting twice', 409, w.school1.officer, 'POST', `/quota-applications/${id}/submit`, {}],
				['another school reads it', 404, w.school2.officer, 'GET', `/quota-applications/${id}`],
			];
		},
	},
	{
		name: 'the office grants less than asked, adjusts, and the balance is the sum of the ledger',
		run: async (w) => {
			const { id } = w.quota[0];
			const seen = await w.office1.officer.get(`/quota-applications/${id}`);
			await w.office1.officer.post(`/quota-applications/${id}/grant`, { reason: '按实验条件核定', items: seen.items.map((i) => ({ id: i.id, granted: i.asked - 10 })) });
			const accounts = await w.school1.officer.all(`/quota?year=${YEAR}`);
			const one = accounts.find((a) => a.balance === 70) ?? accounts[0];
			await w.office1.officer.post(`/quota/${one.id}/adjust`, { amount: 10, reason: '追加' });
			const entries = await w.school1.officer.all(`/quota/${one.id}/entries`);
			const [[balance], [sum]] = [[sqlValue(`SELECT balance FROM quota_account WHERE id = ${one.id}`)], [sqlValue(`SELECT SUM(amount) FROM quota_entry WHERE quota_account_id = ${one.id}`)]];
			same('balance and ledger agree', [balance, sum, entries.length], ['80', '80', 2]);
			w.quotaAccount = one.id;
		},
		after: (w) => [
			['below zero', 409, w.office1.officer, 'POST', `/quota/${w.quotaAccount}/adjust`, { amount: -81, reason: '多减' }],
			['the other province adjusts', 404, w.office2.officer, 'POST', `/quota/${w.quotaAccount}/adjust`, { amount: 1, reason: 'x' }],
			['the school adjusts', 403, w.school1.officer, 'POST', `/quota/${w.quotaAccount}/adjust`, { amount: 1, reason: 'x' }],
			['another school reads the ledger', 404, w.school2.officer, 'GET', `/quota/${w.quotaAccount}/entries`],
		],
	},
];
