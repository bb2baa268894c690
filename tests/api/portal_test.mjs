/*
 * portal_test.mjs: the public portal and what the operator sets: announcements, consultations with a ticket code, pages
 * of organisations and majors, parameters, catalogues in use, notifications, statistics, the API document.
 */
import {
	allRefused, changes, check, clock, clockOffset, colleague, job, newKey, nobody, operator, organisation, refused, same, snapshot, sql, sqlValue, unique,
} from './lib.mjs';

const op = await operator();
const office = await organisation(op, 'office', { name: '浙江省考试办公室（演示）', province: '330000' });
const officer = await colleague(office, ['exam_officer'], '考务甲');
const pub = nobody();

// --- announcements; the newest is ours, whatever time another test has been to
const ahead = Number(sqlValue('SELECT COALESCE(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), MAX(published_at)), -1) FROM announcement'));
if (ahead >= 0) clock(clockOffset() + ahead + 1);
{
	const title = `关于开展考试工作的通知 ${unique()}`;
	const made = await op.post('/announcements', { kind: 'notice', title, body: '第一段\r\n\r\n第二段' });
	const path = `/announcements/${made.id}`;
	const draft = await op.get(path);
	same('a draft may be edited and published', draft.actions.map((a) => a.event), ['edit', 'publish']);
	await refused('nobody reads a draft', 404, pub, 'GET', `/public${path}`);
	await refused('a draft is not withdrawn', 409, op, 'POST', `${path}/withdraw`);
	const edit = { kind: 'notice', title, body: '改后的正文', version: draft.version };
	same('edited', (await op.put(path, edit)).version, draft.version + 1);
	await refused('the older version', 409, op, 'PUT', path, edit);
	await refused('another organisation edits', 404, officer, 'PUT', path, edit);
	await refused('another organisation publishes', 404, officer, 'POST', `${path}/publish`);
	const key = newKey();
	same('published', (await op.post(`${path}/publish`, undefined, { key })).state, 'published');
	same('once, with the same key', (await op.post(`${path}/publish`, undefined, { key })).state, 'published');
	await refused('not twice', 409, op, 'POST', `${path}/publish`);
	await refused('what people read is not edited', 409, op, 'PUT', path, { ...edit, version: draft.version + 2 });
	same('everybody reads it', (await pub.get(`/public${path}`)).body, '改后的正文');
	check('it is on the home page', (await pub.get('/public/home')).notices[0].title === title);
	for (let i = 0; i < 3; i++) await op.post(`/announcements/${(await op.post('/announcements', { kind: 'notice', title: `分页 ${i}`, body: 'x' })).id}/publish`);
	const first = await pub.get('/public/announcements?kind=notice&limit=2');
	const second = await pub.get(`/public/announcements?kind=notice&limit=2&after=${first.next}`);
	check('pages do not overlap, newest first', first.items.length === 2 && first.items[0].title === '分页 2' && first.items[1].title === '分页 1' && second.items[0].title === '分页 0' && second.items[1].title === title, [first, second]);
	same('withdrawn', (await op.post(`${path}/withdraw`)).state, 'withdrawn');
	await refused('and gone', 404, pub, 'GET', `/public${path}`);
	const bad = await refused('faults', 422, officer, 'POST', '/announcements', { kind: 'about', title: '', file: '999999' });
	same('all at once, first what the table says', bad.body.errors.map((e) => e.pointer), ['/title']);
	const more = await refused('then the rest', 422, officer, 'POST', '/announcements', { kind: 'about', title: '关于', file: '999999' });
	same('all at once', more.body.errors.map((e) => e.pointer).sort(), ['/body', '/file', '/kind']);
	const link = await refused('a link needs an address', 422, op, 'POST', '/announcements', { kind: 'link', title: '链接', link: 'javascript:alert(1)' });
	same('that is one', link.body.errors[0].pointer, '/link');
	const file = await op.upload('attachment', '附件.txt', Buffer.from('内容'));
	const withFile = await op.post('/announcements', { kind: 'news', title: '附件', body: '见附件', file });
	await refused('its file is not public yet', 404, pub, 'GET', `/public/files/${file}`);
	await op.post(`/announcements/${withFile.id}/publish`);
	same('then anybody may fetch it', (await pub.bytes(`/public/files/${file}`)).toString(), '内容');
	same('its file has a name', (await pub.get(`/public/announcements/${withFile.id}`)).file_name, '附件.txt');
}

// --- consultations
{
	sql("DELETE FROM throttle WHERE kind = 'question'");
	const question = { subject: '报考时间', question: '今年的报考什么时候开始？', contact: '13800000000' };
	const { ticket } = await pub.post('/public/consultations', question);
	check('a ticket code that cannot be guessed', /^[\w-]{43}$/.test(ticket), ticket);
	same('the question by its code', (({ state, answer, subject }) => [state, answer, subject])(await pub.get(`/public/consultations/${ticket}`)), ['open', null, '报考时间']);
	await refused('another code', 404, pub, 'GET', `/public/consultations/${ticket.slice(0, 42)}${ticket[42] === 'A' ? 'Q' : 'A'}`);
	await refused('a short code', 404, pub, 'GET', '/public/consultations/abc');
	const waiting = (await op.get('/todo')).items.find((t) => t.kind === 'consultation_open');
	same('待办 counts what waits', waiting?.count, Number(sqlValue(`SELECT COUNT(*) FROM consultation WHERE state = 'open' AND organisation_id = ${op.organisation}`)));
	check('an auditor is not told to answer', !(await (await colleague(op, ['auditor'], '审计')).get('/todo')).items.some((t) => t.kind === 'consultation_open'));
	const open = (await op.all('/consultations?state=open')).find((c) => c.subject === '报考时间');
	const one = await op.get(`/consultations/${open.id}`);
	same('the one who answers can reach the asker', one.contact, '13800000000');
	const stored = sql(`SELECT HEX(contact_sealed), HEX(ticket_hash) FROM consultation WHERE id = ${open.id}`)[0];
	check('contact and code are not readable in the database', !Buffer.from(stored[0], 'hex').includes('13800000000') && stored[1].length === 64);
	await refused('an office does not see what the platform was asked', 404, officer, 'GET', `/consultations/${open.id}`);
	await refused('nor answers it', 404, officer, 'POST', `/consultations/${open.id}/answer`, { answer: '不知道', version: 1 });
	const key = newKey();
	const answer = { answer: '以考试计划公布的时间为准。', public: true, version: one.version };
	same('answered', (await op.post(`/consultations/${open.id}/answer`, answer, { key })).state, 'answered');
	same('once with the same key', (await op.post(`/consultations/${open.id}/answer`, answer, { key })).state, 'answered');
	await refused('the older version', 409, op, 'POST', `/consultations/${open.id}/answer`, answer);
	same('the asker sees it', (await pub.get(`/public/consultations/${ticket}`)).answer, answer.answer);
	const list = await pub.get('/public/consultations');
	check('published, without who asked', list.items[0].answer === answer.answer && !JSON.stringify(list).includes('13800000000'), list);
	same('closed', (await op.post(`/consultations/${open.id}/close`)).state, 'closed');
	check('and no longer shown', !(await pub.get('/public/consultations')).items.some((c) => c.id === open.id));
	await refused('no answer after that', 409, op, 'POST', `/consultations/${open.id}/answer`, { ...answer, version: one.version + 2 });

	const to = await pub.post('/public/consultations', { subject: '省内安排', question: '省内的考核站点有哪些？', organisation: office.organisation });
	same('addressed to an office', (await pub.get(`/public/consultations/${to.ticket}`)).organisation, '浙江省考试办公室（演示）');
	check('which is told', (await officer.get('/notifications')).items.some((n) => n.kind === 'consultation_asked'));
	await refused('to nobody', 422, pub, 'POST', '/public/consultations', { ...question, organisation: '99999999' });
	const setting = (await op.get('/settings')).items.find((s) => s.name === 'public.questions_per_hour');
	await op.put(`/settings/${setting.name}`, { value: '5', version: setting.version });
	let last;
	for (let i = 0; i < 6; i++) last = await pub.ask('POST', '/public/consultations', question);
	same('too many from one network', [last.status, last.body.type, Boolean(last.headers['retry-after'])], [429, '/problems/too-many', true]);
	await op.put(`/settings/${setting.name}`, { value: setting.value, version: setting.version + 1 });
	sql("DELETE FROM throttle WHERE kind = 'question'");
	check('the address is nowhere in the counters', !sql('SELECT HEX(bucket) FROM throttle').flat().some((b) => Buffer.from(b, 'hex').includes('127.0.0.1')));
}

// --- parameters
{
	const items = (await op.get('/settings')).items;
	const ticket = items.find((s) => s.name === 'ticket.pattern');
	for (const [name, value] of [['ticket.pattern', 'ABC'], ['certificate.pattern', 'nonsense'], ['photo.width', '0'], ['photo.width', 'wide'], ['portal.name', '']]) {
		const s = items.find((i) => i.name === name);
		const r = await refused(`${name} = ${value || 'nothing'}`, 422, op, 'PUT', `/settings/${name}`, { value, version: s.version });
		same('and says so', r.body.errors[0].pointer, '/value');
	}
	await refused('unknown', 404, op, 'PUT', '/settings/no.such', { value: '1', version: 1 });
	const r = await op.put('/settings/ticket.pattern', { value: ticket.value, version: ticket.version });
	same('a right one is kept', r.version, ticket.version + 1);
	await refused('the older version', 409, op, 'PUT', '/settings/ticket.pattern', { value: ticket.value, version: ticket.version });
	const trail = await op.all('/audit?action=setting_update');
	check('the trail by act', trail.length > 0 && trail.every((e) => e.action === 'setting_update' && e.action_title === '修改系统参数'), trail[0]);
	check('newest first', trail.every((e, i) => i === 0 || e.at <= trail[i - 1].at));
	same('nothing before the beginning', (await op.get('/audit?action=setting_update&until=2020-01-01T00:00:00Z')).items, []);
	const later = `/audit?from=${encodeURIComponent(trail[0].at)}&order=asc&limit=1`;
	check('from a moment on', (await op.get(later)).items[0].at >= trail[0].at);
	same('another organisation sees none of it', (await (await colleague(office, ['auditor'], '审计')).get('/audit?action=setting_update')).items, []);
	check('what can stand in it has words', (await op.get('/audit-actions')).items.some((a) => a.action === 'signing_seal_done' && a.title));
	const done = await job(op, (await op.post('/audit-checks')).job);
	same('every chain is recomputed', [done.state, done.failed], ['done', 0]);
	check('one row a chain', (await op.get(`/jobs/${done.id}/rows`)).items.every((r) => r.state === 'done' && /条记录完整/.test(r.message)));
	await allRefused('nobody else sets parameters', [
		['office', 403, office, 'PUT', '/settings/ticket.pattern', { value: ticket.value, version: 9 }],
		['public', 401, pub, 'GET', '/settings'],
	]);
}

// --- majors and catalogues
{
	const both = await pub.get('/public/majors?code=570201');
	check('one code, two majors', new Set(both.items.map((m) => m.name)).size === 2 && both.items.every((m) => m.code === '570201'), both);
	const old = both.items.find((m) => m.catalogue === 2015);
	const became = (await pub.get(`/public/majors/${old.id}`)).became;
	same('and what the old one became', became.map((m) => [m.catalogue, m.code]), [[2021, '470201']]);
	const before = await op.get('/catalogue-uses');
	const from = '2099-09-01T00:00:00+08:00';
	const after = await op.put('/catalogue-uses', { items: [{ kind: 'candidate', level: 'college', catalogue: 2021, from }] });
	const mine = after.items.find((u) => u.kind === 'candidate' && u.level === 'college' && u.from === '2099-08-31T16:00:00Z');
	same('the new catalogue from a day on, not yet', [mine?.catalogue, mine?.in_force], [2021, false]);
	same('what is in force stays', after.items.filter((u) => u.in_force).length, before.items.filter((u) => u.in_force).length);
	await refused('no such catalogue', 422, op, 'PUT', '/catalogue-uses', { items: [{ kind: 'candidate', level: 'college', catalogue: 2016, from }] });
	await refused('not by an office', 403, officer, 'PUT', '/catalogue-uses', { items: [{ kind: 'candidate', level: 'college', catalogue: 2021, from }] });
	sql("DELETE FROM catalogue_use WHERE from_at > '2099-01-01'");
}

// --- pages
{
	const list = await pub.get('/public/organisations?role=office');
	const one = list.items.find((o) => o.id === office.organisation);
	same('机构信息', one.province_name, '浙江省');
	const shown = await pub.get(`/public/organisations/${office.organisation}`);
	check('without contact data', !('liaison_phone' in shown) && !('liaison_name' in shown), shown);
	await refused('the operator is no page', 404, pub, 'GET', `/public/organisations/${op.organisation}`);
	await refused('a role is needed', 422, pub, 'GET', '/public/organisations');
	await refused('unknown parameter', 422, pub, 'GET', '/public/organisations?role=office&colour=red');
	await refused('no such certificate', 404, pub, 'GET', '/public/certificates/99999999');
	same('证书信息 answers a list', Object.keys(await pub.get('/public/certificates?q=%25')).sort(), ['items', 'next']);
	const codes = await pub.get('/public/codes');
	same('code tables', [codes.provinces.length, codes.education_levels.length, codes.ethnicities.length >= 56], [35, 4, true]);
	same('技术支持', Object.keys(await pub.get('/public/support')), ['service_phone', 'support', 'questions', 'about']);
}

// --- notifications are read by each for himself
{
	const second = await colleague(office, ['exam_officer'], '考务乙');
	const auditor = await colleague(office, ['auditor'], '审计');
	const n = (await officer.get('/notifications?unread=true')).items.find((i) => i.kind === 'consultation_asked');
	check('both officers see it', (await second.get('/notifications')).items.some((i) => i.id === n.id));
	check('other duties do not', !(await auditor.get('/notifications')).items.some((i) => i.id === n.id));
	await refused('and cannot read it', 404, auditor, 'POST', `/notifications/${n.id}/read`);
	await refused('nor another organisation', 404, op, 'POST', `/notifications/${n.id}/read`);
	for (let i = 0; i < 2; i++) same('read', (await officer.ask('POST', `/notifications/${n.id}/read`)).status, 204);
	check('gone from the unread of one', !(await officer.get('/notifications?unread=true')).items.some((i) => i.id === n.id));
	const newest = (await officer.get('/notifications?limit=1')).items[0].id;
	same('all at once', (await officer.ask('POST', '/notifications/read', { until: newest })).status, 204);
	same('nothing is unread any more', (await officer.get('/notifications?unread=true')).items, []);
	check('still unread by the other', (await second.get('/notifications?unread=true')).items.some((i) => i.id === n.id));
}

// --- statistics
{
	for (const by of ['year', 'province', 'school', 'certificate', 'major'])
		check(`counted by ${by}`, Array.isArray((await officer.get(`/statistics?by=${by}`)).items));
	await refused('a group is needed', 422, officer, 'GET', '/statistics');
	const queued = sql("SELECT id FROM job WHERE kind = 'statistics' ORDER BY id DESC LIMIT 1")[0]?.[0];
	check('a look makes figures', Boolean(queued));
	for (let i = 0; i < 100 && sql(`SELECT state FROM job WHERE id = ${queued}`)[0][0] !== 'done'; i++) await new Promise((r) => setTimeout(r, 100));
	check('and says of when they are', Boolean((await officer.get('/statistics?by=year')).made_at));
	const jobs = sql("SELECT COUNT(*) FROM job WHERE kind = 'statistics'")[0][0];
	await officer.get('/statistics?by=major&year=2026');
	same('fresh ones are not made again', sql("SELECT COUNT(*) FROM job WHERE kind = 'statistics'")[0][0], jobs);
}

// --- the API document
{
	const before = snapshot();
	const doc = await pub.get('/openapi.json');
	same('OpenAPI 3.1', doc.openapi, '3.1.0');
	const op1 = doc.paths['/organisations/{id}/suspend'].post;
	same('permission and title of a route', [op1['x-permission'], op1.summary], ['ORGANISATION_EDIT', '停用机构']);
	const reason = doc.components.schemas.OrganisationReason.properties.reason;
	same('limits of its input', [reason.type, reason.minLength, reason.maxLength], ['string', 2, 500]);
	const refs = [...JSON.stringify(doc).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].filter(([, kind, name]) => !doc.components[kind]?.[name]);
	same('nothing is missing in it', refs.map((m) => m[0]), []);
	same('and reading changes nothing', changes(before), []);
}
