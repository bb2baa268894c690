/*
 * refusal_test.mjs: refusals made from the route table itself (ctl routes): every route for everybody who may not use it,
 * without a session, by a method that the path does not have, with an id of another organisation, and with members that are
 * nobody's to set (faults.md C11-C13). Goes on in the world that the main line leaves.
 */
import {
	API, Actor, changes, check, colleague, ctl, newKey, newPassword, nobody, operator, organisation, organisationCode, same, skip,
	snapshot, sqlValue, unique,
} from './lib.mjs';
import { load } from './main_line_world.mjs';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const routes = JSON.parse(ctl('routes'));
const UNKNOWN = '999999999999';
const isFile = (r) => r.name === 'file_upload' || r.name === 'certificate_verify_file';

/** The path with its parameters filled; text parameters with a word that is nothing. */
const fill = (r, id = UNKNOWN) => r.path.replace(/\{[^}]*id\}/g, id).replace(/\{[^}]+\}/g, 'nothing');
const ask = (actor, r, path = fill(r), body = r.method === 'GET' ? undefined : {}) =>
	isFile(r) ? actor.ask(r.method, `${path}?purpose=attachment&name=x`, undefined, { raw: 'x' }) : actor.ask(r.method, path, body);
const problem = (a) => typeof a.body === 'object' && a.body.status === a.status && /^\/problems\//.test(a.body.type);
const short = (a) => `${a.status} ${a.body?.type ?? ''} ${a.body?.detail ?? ''}`;

// --- people: one of every role and duty, in organisations of their own
const op = await operator();
// a province with nobody in it
const province = sqlValue("SELECT MIN(code) FROM province WHERE code BETWEEN '110000' AND '659999' AND code NOT IN (SELECT province FROM organisation)") ?? '540000';
const office = await organisation(op, 'office', { name: '拒绝测试省厅', province });
const evaluator = await organisation(op, 'evaluator', { name: '拒绝测试评价组织', certificate_code: String(Date.now()).slice(-9) });
const school = new Actor({ login: unique('sc'), password: newPassword(), name: '拒绝测试学院' });
const made = await nobody().post('/public/schools', {
	name: '拒绝测试学院', province, code: organisationCode(), school_code: `9${String(Date.now()).slice(-9)}`, liaison_name: '联络人', liaison_phone: '13800000000',
	login: school.login, password: school.password,
});
await school.signIn();
if ((await school.get('/session')).second_factor_needed) await school.enrol();
school.organisation = made.id;

const DUTIES = {
	platform: ['administrator', 'exam_officer', 'auditor'], office: ['administrator', 'exam_officer', 'auditor'],
	evaluator: ['administrator', 'exam_officer', 'signer', 'sealer', 'auditor'], school: ['administrator', 'exam_officer', 'signer', 'auditor'],
	expert: ['expert'],
};
const admins = { platform: op, office, evaluator, school, expert: op };
const people = [];
for (const [role, duties] of Object.entries(DUTIES))
	for (const duty of duties) people.push({ role, duty, actor: await colleague(admins[role], [duty]) });
for (const p of people) same(`${p.role} ${p.duty} is what it should be`, (({ role, duties }) => [role, duties])(await p.actor.get('/session')), [p.role, [p.duty]]);

// --- C11: everybody who may not, on every route
const guarded = routes.filter((r) => r.permission !== 'PUBLIC');
const before = snapshot();
const audited = (how = '<>') => Number(sqlValue(`SELECT COUNT(*) FROM audit_entry WHERE action ${how} 'refused'`));
const entries = audited();
let tried = 0;
for (const r of guarded) {
	const wrong = [];
	for (const p of people) {
		if (r.roles[p.role].includes(p.duty)) continue;
		const a = await ask(p.actor, r);
		tried++;
		if (![403, 404].includes(a.status) || !problem(a)) wrong.push(`${p.role} ${p.duty}: ${short(a)}`);
	}
	check(`C11: ${r.method} ${r.path} (${r.permission}) is refused to all who may not`, wrong.length === 0, wrong.join('\n'));
	const a = await ask(nobody(), r);
	check(`C11: ${r.method} ${r.path} without a session`, a.status === 401 && problem(a), short(a));
}
check('the matrix was tried', tried > 500, tried);
same('C11: nothing changed, nothing was done', [changes(before), audited()], [[], entries]);
check('C11: the refusals are in the trail', audited('=') > 500, audited('='));
for (const r of routes) check(`${r.method} ${r.path} says what it is`, r.title.length > 1 && r.name.includes('_') && r.permission, r);

// --- methods that a path does not have, on every pool
const shapes = new Map();
for (const r of routes) {
	const key = r.path.replace(/\{[^}]+\}/g, '{}');
	shapes.set(key, { path: fill(r, '1'), has: [...(shapes.get(key)?.has ?? []), r.method] });
}
const own = people.find((p) => p.role === 'platform' && p.duty === 'exam_officer').actor;
for (const [shape, { path, has }] of shapes) {
	if (/^\/(healthz|readyz)/.test(path)) continue;
	const wrong = [];
	for (const m of METHODS.filter((x) => !has.includes(x))) {
		const a = await own.ask(m, path, m === 'GET' ? undefined : {});
		// a literal segment of another route may stand where this one has a parameter, and have the method
		if (a.status !== 405 && !routes.some((r) => r.method === m && new RegExp(`^${r.path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path))) wrong.push(`${m}: ${short(a)}`);
	}
	check(`405: methods that ${shape} does not have`, wrong.length === 0, wrong.join('\n'));
}

// --- C12: an id of another organisation answers what an unknown id answers
const world = load();
const tables = {
	'/jobs/': 'job', '/files/': 'file', '/accounts/': 'account', '/plans/': 'plan', '/imports/': 'import_batch', '/candidates/': 'candidate', '/pilot-applications/': 'pilot_application',
	'/quota-applications/': 'quota_application', '/quota/': 'quota_account', '/site-applications/': 'site_application', '/sites/': 'site', '/staff/': 'staff', '/rooms/': 'exam_room',
	'/registrations/': 'registration', '/exam-sessions/': 'exam_session', '/schedules/': 'schedule', '/session-rooms/': 'session_room', '/papers/': 'paper', '/exam-events/': 'exam_event',
	'/results/': 'result', '/score-reviews/': 'score_review', '/score-changes/': 'score_change', '/window-changes/': 'plan_window_change', '/issued-certificates/': 'issued_certificate',
	'/signing/keys/': 'signing_key', '/signing/documents/': 'issued_certificate', '/signing/certificates/': 'issued_certificate', '/signing/revocations/': 'revocation',
	'/notifications/': 'notification', '/announcements/': 'announcement', '/standard-versions/': 'standard_version', '/certificates/': 'certificate', '/reviews/': 'review_task',
	'/review-tasks/': 'review_task', '/organisations/': 'organisation', '/registers/': 'register_batch', '/consultations/': 'consultation',
};
/** Bodies good enough to come past the decoder, made of the API document. */
const document = JSON.parse(ctl('openapi'));
function sample(schema) {
	if (schema.$ref) return sample(document.components.schemas[schema.$ref.split('/').at(-1)]);
	if (schema.enum) return schema.enum[0];
	const type = [schema.type].flat()[0];
	if (type === 'object') return Object.fromEntries((schema.required ?? []).map((k) => [k, sample(schema.properties[k])]));
	if (type === 'array') return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => sample(schema.items));
	if (type === 'integer') return Math.max(1, schema.minimum ?? 1);
	if (type === 'boolean') return true;
	if (schema.format === 'date-time') return '2030-01-01T00:00:00Z';
	if (schema.pattern?.startsWith('^[1-9]')) return UNKNOWN;
	if (schema.pattern?.includes('\\.')) return '1';
	return 'a'.repeat(Math.max(1, schema.minLength ?? 1));
}
function bodyOf(r) {
	const o = document.paths[API + r.path]?.[r.method.toLowerCase()] ?? document.paths[r.path]?.[r.method.toLowerCase()];
	const schema = o?.requestBody?.content?.['application/json']?.schema;
	return schema ? sample(schema) : undefined;
}
/** Those who see everything of their kind see these, too; what is public or shared is no secret. */
const open = new Set(['ORGANISATION_VIEW', 'ORGANISATION_EDIT', 'STANDARD_VIEW', 'CONSULTATION_ANSWER', 'ANNOUNCEMENT_EDIT', 'SIGNED_IN']);
if (!world?.ev1) skip('C12: ids of other organisations', 'the main line has not been walked (run it first: scripts/test api/)');
else {
	const strangers = people.filter((p) => ['office', 'evaluator', 'school', 'expert'].includes(p.role));
	const quiet = snapshot();
	let compared = 0;
	for (const r of guarded) {
		const prefix = Object.keys(tables).filter((t) => r.path.startsWith(t)).sort((a, b) => b.length - a.length)[0];
		if (!r.path.includes('{') || !prefix || open.has(r.permission)) continue;
		const id = sqlValue(`SELECT MAX(id) FROM ${tables[prefix]}${prefix === '/files/' ? ' WHERE is_public = 0' : ''}`); // templates are for everybody
		if (!id) continue;
		const body = r.method === 'GET' ? undefined : bodyOf(r);
		const wrong = [];
		for (const p of strangers.filter((x) => r.roles[x.role].includes(x.duty))) {
			// a published plan, its windows and the draw of its seating are known to every school
			if (prefix === '/plans/' && (r.method === 'GET' || p.role === 'school')) continue;
			if (r.path === '/schedules/{id}' && p.role === 'school') continue;
			const [foreign, unknown] = [await ask(p.actor, r, fill(r, id), body), await ask(p.actor, r, fill(r, UNKNOWN), body)];
			compared++;
			const face = (a) => JSON.stringify({ ...a.body, instance: 0, s: a.status });
			if (r.path === '/schedules/{id}/rooms' && p.role === 'school') {
				if (foreign.body.items?.length !== 0) wrong.push(`${p.role} ${p.duty} sees rooms`);
				continue;
			}
			if (face(foreign) !== face(unknown) || ![404, 422, 409].includes(foreign.status)) wrong.push(`${p.role} ${p.duty} with ${id}: ${short(foreign)}, unknown: ${short(unknown)}`);
		}
		check(`C12: ${r.method} ${r.path}: another organisation's id is an unknown id`, wrong.length === 0, wrong.join('\n'));
	}
	check('C12: many were compared', compared > 60, compared);
	same('C12: nothing changed', changes(quiet), []);
	// their organisations are new: every list of what belongs to somebody is empty for them
	const own = /^\/(accounts|account-duties|todo|audit|notifications|plans|statistics|province-windows|organisation|settings|experts|signing|candidate-classes)/;
	for (const r of guarded.filter((x) => x.method === 'GET' && !x.path.includes('{') && !own.test(x.path) && !open.has(x.permission))) {
		const wrong = [];
		for (const p of strangers.filter((x) => r.roles[x.role].includes(x.duty))) {
			const a = await p.actor.ask('GET', r.path);
			if (a.status === 200 && a.body.items?.length) wrong.push(`${p.role} ${p.duty}: ${a.body.items.length} items`);
		}
		check(`C12: GET ${r.path} shows nothing of others`, wrong.length === 0, wrong.join('\n'));
	}
	const ms = async (id) => {
		const all = [];
		for (let i = 0; i < 60; i++) all.push((await people.find((p) => p.role === 'school' && p.duty === 'exam_officer').actor.ask('GET', `/candidates/${id}`)).ms);
		return all.sort((a, b) => a - b)[30];
	};
	const [foreign, unknown] = [await ms(sqlValue('SELECT MAX(id) FROM candidate')), await ms(UNKNOWN)];
	check('C12: and takes as long', Math.abs(foreign - unknown) < Math.max(2, unknown), `${foreign} ms, ${unknown} ms`);
}

// --- C13: members that nobody may set, on every route with a body
const forged = { org_id: '1', approved_by: '1', created_at: '2026-01-01T00:00:00Z', __proto__x: 1, is_admin: true };
const unchanged = snapshot();
for (const r of guarded.filter((x) => x.method !== 'GET' && !isFile(x))) {
	const p = people.find((x) => r.roles[x.role]?.includes(x.duty));
	if (!p || r.permission === 'SIGNED_IN') continue;
	const a = await p.actor.ask(r.method, fill(r), { ...bodyOf(r), ...forged }, { key: r.key ? newKey() : null });
	check(`C13: ${r.method} ${r.path} names what it does not know`, a.status === 422 && Object.keys(forged).every((k) => a.body.errors?.some((e) => e.pointer === `/${k}`)), short(a));
}
same('C13: nothing changed', changes(unchanged), []);
