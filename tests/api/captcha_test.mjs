/*
 * captcha_test.mjs: the proof of work of the public look-ups: asked for only after wrong answers, made for one purpose,
 * good once, checked to the last digit (faults.md C21). Nobody of these is found, so nothing but the gate is tested;
 * that the right person is found with it is score_test.mjs's and schedule_test.mjs's matter.
 */
import { check, nobody, operator, refused, same, sha256, solvedCaptcha, sql, sqlValue } from './lib.mjs';

const pub = nobody();
const clean = () => sql("DELETE FROM throttle WHERE kind IN ('lookup', 'certificate', 'ticket', 'captcha')");
const someone = { name: '查无此人', document_number: '11010120050307101X' };
const ask = (more = {}) => pub.ask('POST', '/public/certificates/lookup', { ...someone, ...more }, { key: null });
const wanted = '/problems/captcha-required';

clean();
{
	const c = await pub.get('/public/captcha?purpose=certificate');
	check('a challenge says how much work it is and until when', c.most > 0 && /^[0-9a-f]{32}$/.test(c.salt) && /^[0-9a-f]{64}$/.test(c.target) && new Date(c.expires_at) > new Date(), c);
	const other = await pub.get('/public/captcha?purpose=certificate');
	check('and is another one each time', c.salt !== other.salt && c.target !== other.target);
	same('nothing is kept of it', sqlValue("SELECT COUNT(*) FROM throttle WHERE kind = 'captcha'"), '0');
	await refused('for nothing in particular', 422, pub, 'GET', '/public/captcha');
	await refused('for something unknown', 422, pub, 'GET', '/public/captcha?purpose=sign-in');
}
{
	const states = [];
	for (let i = 0; i < 4; i++) states.push((await ask()).status);
	same('three wrong answers are free', states, [404, 404, 404, 403]);
	const r = await ask();
	same('then it is wanted', r.body.type, wanted);
	same('and asking without it counts nothing', sqlValue("SELECT MAX(used) FROM throttle WHERE kind = 'certificate'"), '3');
}
{
	const good = await solvedCaptcha('certificate');
	const parts = good.split('.');
	const changed = (i, to) => parts.map((p, k) => (k === i ? to : p)).join('.');
	const flip = (hex) => hex.replace(/.$/, (c) => (c === '0' ? '1' : '0'));
	const salt = '00'.repeat(16);
	const wrong = [
		['another number', changed(5, String(Number(parts[5]) + 1))],
		['a number with a sign', changed(5, `+${parts[5]}`)],
		['no number', changed(5, '')],
		['a later end', changed(0, String(Number(parts[0]) + 60))],
		['less work', changed(1, '1')],
		['a salt and target of one\'s own', [parts[0], parts[1], salt, sha256(`${salt}1`), parts[4], '1'].join('.')],
		['another mark', changed(4, flip(parts[4]))],
		['a shorter mark', changed(4, parts[4].slice(2))],
		['one part more', `${good}.1`],
		['one part less', parts.slice(0, 5).join('.')],
		['blanks', ' '],
		['for another look-up', await solvedCaptcha('ticket')],
	];
	for (const [name, captcha] of wrong) same(`${name} is refused`, (await ask({ captcha })).body.type, wanted);
	same('none of them was used up', sqlValue("SELECT COUNT(*) FROM throttle WHERE kind = 'captcha'"), '0');
	same('too long is a fault of the input', (await ask({ captcha: 'x'.repeat(301) })).status, 422);
	same('the right one is taken', (await ask({ captcha: good })).status, 404);
	same('once', (await ask({ captcha: good })).body.type, wanted);
	same('also the fifth wrong answer', (await ask({ captcha: await solvedCaptcha('certificate') })).status, 404);
	const over = await ask({ captcha: await solvedCaptcha('certificate') });
	same('after five wrong answers it does not help', [over.status, over.body.type], [429, '/problems/too-many']);
	same('and says how long to wait', /\d+ 分钟/.test(over.body.detail), true);
}
{
	clean();
	for (let i = 0; i < 3; i++) await ask();
	const twice = await solvedCaptcha('certificate');
	const both = await Promise.all([ask({ captcha: twice }), ask({ captcha: twice })]);
	same('two at once with one captcha', both.map((x) => x.status).sort(), [403, 404]);
	clean();
	const kinds = [['lookup', '/public/results', { ...someone, ticket_number: '26119999000199' }], ['ticket', '/public/tickets', someone],
		['lookup', '/public/results/reviews', { ...someone, ticket_number: '26119999000199', reason: '请核对理论成绩' }]];
	for (const [purpose, path, body] of kinds) {
		clean();
		const states = [];
		for (let i = 0; i < 4; i++) states.push((await pub.ask('POST', path, body, { key: null })).status);
		states.push((await pub.ask('POST', path, { ...body, captcha: await solvedCaptcha(purpose) }, { key: null })).status);
		same(`${path} asks for it alike`, states, [404, 404, 404, 403, 404]);
	}
}
{
	clean();
	const names = [];
	for (let i = 0; i < 19; i++) names.push((await pub.ask('POST', '/public/tickets', { name: `查无${'甲乙丙丁戊己庚辛壬癸'[i % 10]}${'子丑'[i % 2]}${i > 9 ? '人' : ''}`, document_number: `M${10000000 + i}` }, { key: null })).status);
	same('one network, always somebody else: after eighteen', [names.indexOf(403), names.at(-1)], [18, 403]);
}
{
	const op = await operator();
	const set = async (name, value) => {
		const s = (await op.get('/settings')).items.find((i) => i.name === name);
		await op.put(`/settings/${name}`, { value, version: s.version });
		return s.value;
	};
	clean();
	const after = await set('lookup.captcha_after', '1');
	const work = await set('captcha.work', '1000');
	same('both are the operator\'s to set', [(await ask()).status, (await ask()).status, (await pub.get('/public/captcha?purpose=ticket')).most], [404, 403, 1000]);
	await set('lookup.captcha_after', after);
	await set('captcha.work', work);
	clean();
}
