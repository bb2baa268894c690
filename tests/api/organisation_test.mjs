/*
 * organisation_test.mjs: organisations and their accounts over HTTP: registration by the operator and by a school itself,
 * suspension that ends sessions at once, duties by kind of organisation, one-time passwords that are kept nowhere.
 */
import {
	Actor, allRefused, check, colleague, newKey, newPassword, nobody, operator, organisation, organisationCode, refused, same,
	sql, sqlValue, unique,
} from './lib.mjs';

const plain = { key: null };
const digits = (n) => Array.from({ length: n }, () => Math.floor(Math.random() * 10)).join('');
const school = (fields) => ({
	name: '演示化工职业学院', code: organisationCode(), school_code: digits(10), province: '330000', liaison_name: '王联络',
	liaison_phone: '0571-88880000', login: unique('sc'), password: newPassword(), ...fields,
});
const pointers = (r) => (r.body.errors ?? []).map((e) => e.pointer);

const op = await operator();

// --- the operator registers
{
	const fields = { role: 'evaluator', name: '演示评价组织', code: organisationCode(), province: '000000', login: unique('ev'), account_name: '首位管理员' };
	const r = await op.ask('POST', '/organisations', fields, plain);
	check('an evaluation organisation is registered', r.status === 201 && /^\d+$/.test(r.body.id) && r.body.password.length === 20, r.body);
	const o = await op.get(`/organisations/${r.body.id}`);
	same('its number in certificates is its organisation code', o.certificate_code, fields.code);
	same('it is active, with what may be done', [o.state, o.actions.map((a) => a.event)], ['active', ['suspend']]);
	const kept = sql(`SELECT COUNT(*) FROM idempotency WHERE reply LIKE '%${r.body.password}%'`)[0][0];
	same('the one-time password is kept nowhere', kept, '0');
	const again = await refused('the same once more', [409, 422], op, 'POST', '/organisations', fields, plain);
	check('says which is taken', /已/.test(JSON.stringify(again.body)), again.body);
	const bad = await refused('everything wrong', 422, op, 'POST', '/organisations', {
		role: 'school', name: 'x', code: '12345678', province: '990000', login: 'a', account_name: '', liaison_phone: 'call me', state: 'active',
	}, plain);
	same('every fault at once', pointers(bad).sort(),
		['/account_name', '/code', '/liaison_phone', '/login', '/name', '/role', '/state'].sort());
	await refused('no such province', 422, op, 'POST', '/organisations', { ...fields, code: organisationCode(), login: unique('ev'), province: '999999' }, plain);
	const first = await op.post(`/organisations/${r.body.id}/administrator`, { login: fields.login }, plain);
	check('before the first sign-in another password can be made', first.password.length === 20 && first.password !== r.body.password);
	await refused('the first one is dead', 401, nobody(), 'POST', '/session', { login: fields.login, password: r.body.password }, plain);
	await new Actor({ login: fields.login, password: first.password }).begin();
	await refused('after it not', 409, op, 'POST', `/organisations/${r.body.id}/administrator`, { login: fields.login }, plain);
}

const office = await organisation(op, 'office', { name: '浙江省考试办公室（演示）', province: '330000' });
const evaluator = await organisation(op, 'evaluator', { name: '演示培训评价组织' });

// --- a school registers itself
const s = school();
const made = await nobody().ask('POST', '/public/schools', s, plain);
check('a school registers itself', made.status === 201, made.body);
const admin = new Actor({ login: s.login, password: s.password, name: 'school administrator' });
{
	await admin.signIn();
	const me = await admin.get('/session');
	same('its account is there with its own password', [me.role, me.duties, me.password_change], ['school', ['administrator', 'exam_officer'], false]);
	await admin.enrol();
	const own = await admin.get('/organisation');
	same('it waits for its first pilot', [own.state, own.liaison_phone, own.province_name], ['applying', '0571-88880000', '浙江省']);
	const sealed = sqlValue(`SELECT HEX(liaison_phone_sealed) FROM organisation WHERE id = ${made.body.id}`);
	check('the phone is sealed in the database', sealed.length > 80 && !Buffer.from(sealed, 'hex').includes('88880000'));
	await refused('the same school again', 409, nobody(), 'POST', '/public/schools', { ...s, login: unique('sc') }, plain);
	const bad = await refused('a weak password and a taken login', 422, nobody(), 'POST', '/public/schools', school({ password: 'aaaaaaaaaaaa', login: s.login, province: '000000', school_code: 'ABCDEFGHIJ' }), plain);
	same('all of it is said', pointers(bad).sort(), ['/login', '/password', '/province', '/school_code']);
	check('the password is not repeated', !JSON.stringify(bad.body).includes('aaaaaaaaaaaa'));
	const list = await office.all('/organisations?role=school');
	check('its office sees it', list.some((o) => o.id === made.body.id));
	const other = await organisation(op, 'office', { name: '江西省考试办公室（演示）', province: '360000' });
	check('another province does not', !(await other.all('/organisations?role=school')).some((o) => o.id === made.body.id));
	await refused('nor by its id', 404, other, 'GET', `/organisations/${made.body.id}`);
	await refused('unknown id', 404, other, 'GET', '/organisations/99999999');
	await refused('an evaluator does not see one that waits', 404, evaluator, 'GET', `/organisations/${made.body.id}`);
	const told = await (await operator()).get('/notifications?unread=true');
	check('the operator is told', told.items.some((n) => n.kind === 'school_registered' && n.subject === made.body.id), told);
}

// --- profile: compare and set
{
	const own = await admin.get('/organisation');
	const profile = { liaison_name: '李联络', liaison_phone: '13800000000', website: 'https://school.example', introduction: '第一行\r\n第二行', version: own.version };
	const r = await admin.ask('PUT', '/organisation', profile);
	check('the school keeps its own data', r.status === 204, r.body);
	const lost = await refused('the older version', 409, admin, 'PUT', '/organisation', profile);
	same('is a conflict', lost.body.type, '/problems/conflict');
	same('lines are kept', (await admin.get('/organisation')).introduction, '第一行\n第二行');
}

// --- suspend and resume
{
	const path = `/organisations/${evaluator.organisation}`;
	await refused('no reason', 422, op, 'POST', `${path}/suspend`, {});
	await refused('resuming what is active', 409, op, 'POST', `${path}/resume`, {});
	const key = newKey();
	const r = await op.ask('POST', `${path}/suspend`, { reason: '资料核查' }, { key });
	same('suspended', [r.status, r.body.state], [200, 'suspended']);
	const again = await op.ask('POST', `${path}/suspend`, { reason: '资料核查' }, { key });
	same('the same key has one effect', [again.status, again.body.state, again.headers['idempotent-replayed']], [200, 'suspended', 'true']);
	await refused('its people are out at once', 401, evaluator, 'GET', '/session');
	await refused('and cannot come back', 401, evaluator, 'POST', '/session', { login: evaluator.login, password: evaluator.password }, plain);
	const back = await op.post(`${path}/resume`, { reason: '核查完毕' });
	same('resumed', back.state, 'active');
	await evaluator.signIn();
	check('and told so', (await evaluator.get('/notifications')).items.some((n) => n.kind === 'organisation_resume' && n.body === '核查完毕'));
	const entry = (await op.get(`/audit?subject_kind=organisation&subject=${evaluator.organisation}`)).items.find((e) => e.action === 'organisation_suspend');
	same('the trail has before and after', [entry?.before, entry?.after, entry?.action_title], [{ state: 'active' }, { state: 'suspended' }, '停用机构']);
	await refused('not oneself', 409, op, 'POST', `/organisations/${op.organisation}/suspend`, { reason: '试试看' });
}
await allRefused('only the operator registers and suspends', [
	['office', 403, office, 'POST', '/organisations', { role: 'office' }, plain],
	['evaluator', 403, evaluator, 'POST', `/organisations/${office.organisation}/suspend`, { reason: '无权' }],
	['school', 403, admin, 'POST', `/organisations/${office.organisation}/suspend`, { reason: '无权' }],
	['school lists', 403, admin, 'GET', '/organisations'],
	['public', 401, nobody(), 'GET', '/organisations'],
	['other page', 403, op, 'POST', `/organisations/${office.organisation}/suspend`, { reason: '别处' }, { origin: 'https://evil.example' }],
	['no key', 400, op, 'POST', `/organisations/${office.organisation}/suspend`, { reason: '没有键' }, plain],
]);

// --- accounts
{
	const duties = (who, list) => who.ask('POST', '/accounts', { login: unique('a'), name: '新同事', duties: list }, plain);
	for (const [who, list, ok] of [
		[evaluator, ['sealer'], true], [evaluator, ['signer', 'exam_officer'], true], [evaluator, ['expert'], false],
		[admin, ['signer'], true], [admin, ['sealer'], false], [office, ['auditor'], true], [office, ['signer'], false],
		[op, ['expert'], true], [op, ['expert', 'auditor'], false], [op, ['signer'], false], [op, ['auditor', 'auditor'], false],
		[op, [], false], [op, ['king'], false],
	]) {
		const r = await duties(who, list);
		same(`${who.name}: ${list.join('+') || 'no duty'}`, r.status, ok ? 201 : 422);
	}
	const u = await colleague(admin, ['exam_officer'], '考务甲');
	const row = (await admin.all('/accounts')).find((a) => a.login === u.login);
	same('the list shows the duties', row.duties, ['exam_officer']);
	const r = await admin.put(`/accounts/${row.id}/duties`, { duties: ['auditor', 'signer'], version: row.version });
	check('duties are set', r.version === row.version + 1, r);
	await refused('and the session is over at once', 401, u, 'GET', '/session');
	await refused('an old version', 409, admin, 'PUT', `/accounts/${row.id}/duties`, { duties: ['auditor'], version: row.version });
	const mine = (await admin.all('/accounts')).find((a) => a.login === admin.login);
	const last = await refused('the last administrator keeps the duty', 409, admin, 'PUT', `/accounts/${mine.id}/duties`, { duties: ['exam_officer'], version: mine.version });
	check('and is told why', /唯一的管理员/.test(last.body.detail), last.body);
	await refused('nobody closes himself', 409, admin, 'POST', `/accounts/${mine.id}/close`);
	await u.signIn();
	same('closed', (await admin.post(`/accounts/${row.id}/close`)).state, 'closed');
	await refused('out at once', 401, u, 'GET', '/session');
	await refused('twice', 409, admin, 'POST', `/accounts/${row.id}/close`);
	await refused('no new password while closed', 409, admin, 'POST', `/accounts/${row.id}/reset`, undefined, plain);
	same('opened', (await admin.post(`/accounts/${row.id}/open`)).state, 'active');
	const fresh = await admin.post(`/accounts/${row.id}/reset`, undefined, plain);
	const v = new Actor({ login: u.login, password: fresh.password });
	await v.signIn();
	same('a one-time password must be changed', (await v.get('/session')).password_change, true);
	await allRefused('other organisations', [
		['their account', 404, office, 'GET', `/accounts/${row.id}`],
		['closing it', 404, office, 'POST', `/accounts/${row.id}/close`],
		['resetting it', 404, office, 'POST', `/accounts/${row.id}/reset`, undefined, plain],
		['its duties', 404, office, 'PUT', `/accounts/${row.id}/duties`, { duties: ['auditor'], version: 1 }],
	]);
	const officer = await colleague(office, ['exam_officer'], '考务乙');
	await refused('an officer manages no accounts', 403, officer, 'GET', '/accounts');
	check('an organisation sees its own trail alone', (await (await colleague(office, ['auditor'], '审计')).all('/audit')).every((e) => e.organisation === office.organisation));
}
