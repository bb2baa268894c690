/*
 * public_test.mjs: the public site as people use it: reading, asking, looking up one's own result, certificate and admission
 * ticket with the proof of work after wrong answers, verifying a certificate by number, QR code and file (faults.md C21-C23),
 * each page at three widths with axe, all by keyboard where it matters, without a request to anywhere else.
 */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { check, env, job, nobody, operator, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { scratch } from '../api/main_line_world.mjs';
import { movePlan, scorePlan } from '../api/score_fixture.mjs';
import { people, plan, seal } from '../api/signing_fixture.mjs';
import { encode } from '../../nginx/portal/node_modules/uqr/dist/index.mjs';
import { browser, expectStatus, look, picture, settled, tabTo } from './lib.mjs';

const clean = () => sql("DELETE FROM throttle WHERE kind IN ('lookup', 'certificate', 'ticket', 'cert-miss', 'cert-verify', 'question', 'captcha')");
const op = await operator();
const p = await people(op);
const b = await browser();
const go = async (page, where) => {
	await page.goto(env.url + where);
	await settled(page);
};

/** A PNG of a QR code, as a photograph of a certificate would hold it. */
function qrPicture(text, scale = 8) {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const side = size * scale;
	const rows = Buffer.alloc(side * (side + 1));
	for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) rows[y * (side + 1) + 1 + x] = data[Math.floor(y / scale)][Math.floor(x / scale)] ? 0 : 255;
	const chunk = (type, body) => {
		const all = Buffer.concat([Buffer.from(type), body]);
		const frame = Buffer.alloc(8 + all.length);
		frame.writeUInt32BE(body.length);
		all.copy(frame, 4);
		frame.writeUInt32BE(crc32(all), 4 + all.length);
		return frame;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(side);
	head.writeUInt32BE(side, 4);
	head[8] = 8;
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
/** What a camera sees that is held over a QR code: one frame in YUV4MPEG2, grey, the code in its middle. */
function qrFilm(text, width = 640, height = 480) {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	const scale = Math.floor(height / size);
	const [x0, y0] = [width, height].map((n) => Math.floor((n - size * scale) / 2));
	const grey = Buffer.alloc(width * height, 160);
	for (let y = 0; y < size * scale; y++)
		for (let x = 0; x < size * scale; x++) grey[(y0 + y) * width + x0 + x] = data[Math.floor(y / scale)][Math.floor(x / scale)] ? 16 : 235;
	const film = path.join(scratch, 'camera.y4m');
	fs.writeFileSync(film, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\nFRAME\n`), grey, Buffer.alloc((width * height) / 2, 128)]));
	return film;
}
function crc32(bytes) {
	let c = -1;
	for (const one of bytes) {
		c ^= one;
		for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
	}
	return ~c >>> 0;
}

clean();
const article = { kind: 'news', title: `考务培训举行 ${unique()}`, body: '第一段。\r\n\r\n第二段。' };
await step('an address that names nothing says so, to a person and to a program', async () => {
	const page = await b.page();
	expectStatus(page, 404);
	for (const path of ['/no-such-page', '/NEWS', '/news/none', '/.git/config']) {
		const answer = await page.goto(env.url + path);
		same(`${path}: its status`, answer.status(), path.startsWith('/news/') ? 200 : 404);
		await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
	}
	await look(page, 'public-not-found');
	await page.getByRole('link', { name: '回到首页' }).click();
	await page.locator('.gates').waitFor();
	await page.close();
});

await step('reading: home, news, organisations, certificates, support', async () => {
	const file = await op.upload('attachment', '附件一：日程.txt', Buffer.from('日程'));
	const { id } = await op.post('/announcements', { ...article, file });
	await op.post(`/announcements/${id}/publish`);
	for (const [kind, title, body, link] of [['question', '表格里有看不见的字符怎么办？', '平台会逐格指出。', ''], ['support', '试点院校技术支持群', '群号见通知。', ''], ['about', '平台介绍', '服务于试点。', ''], ['link', '友情链接一', '', 'https://example.org/']])
		await op.post(`/announcements/${(await op.post('/announcements', { kind, title, body: body || undefined, link: link || undefined })).id}/publish`);
	const page = await b.page();
	expectStatus(page, 404);
	await go(page, '/');
	for (const t of ['综合业务管理', '教育行政部门', '培训评价组织', '试点院校业务']) check(`the entrance ${t}`, await page.locator('.gates').getByText(t, { exact: true }).isVisible());
	check('the slogan', (await page.locator('.slogan').innerText()).replace(/\s/g, '') === '发展职业教育，成就出彩人生');
	await look(page, 'public-home');
	await tabTo(page, '.gates a', 'an entrance', 25);
	await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '工作动态' }).click();
	await page.waitForURL(/\/news$/);
	const focused = await page.waitForFunction(() => document.activeElement?.id === 'page', undefined, { timeout: 10000 }).catch(() => null);
	check('the focus goes to the new page', focused);
	await settled(page);
	await page.getByLabel('标题或正文').fill(article.title);
	await page.keyboard.press('Enter');
	await page.waitForURL(/q=/);
	await settled(page);
	await look(page, 'public-news');
	await page.getByRole('link', { name: article.title }).click();
	await settled(page);
	same('the title of the page is the article\'s', (await page.title()).startsWith(article.title), true);
	same('paragraphs', await page.locator('.prose p').count(), 2);
	const [got] = await Promise.all([page.waitForEvent('download'), page.getByText('附件一：日程.txt').click()]);
	same('its file', fs.readFileSync(await got.path(), 'utf8'), '日程');
	await look(page, 'public-article');
	await go(page, '/news/999999999');
	check('what is not there is said', await page.getByText('没有找到您要的内容').isVisible());

	await go(page, '/organisations');
	await page.getByRole('link', { name: '试点院校', exact: true }).click();
	await page.getByLabel('机构名称').fill('测试职业学院');
	await page.getByLabel('省份').selectOption('110000');
	await page.getByRole('button', { name: '搜索' }).click();
	await page.waitForURL((u) => u.searchParams.get('role') === 'school' && u.searchParams.get('province') === '110000' && !!u.searchParams.get('q'));
	await settled(page);
	await look(page, 'public-organisations');
	await page.reload();
	await settled(page);
	check('the address keeps the filters', (await page.getByLabel('机构名称').inputValue()) === '测试职业学院' && (await page.locator('.tiles li').count()) > 0);
	await page.locator('.tiles a').first().click();
	await settled(page);
	await look(page, 'public-organisation');

	for (const [name, where] of [['certificates', '/certificates'], ['about', '/about'], ['support', '/support']]) {
		await go(page, where);
		await look(page, `public-${name}`);
	}
	await page.getByLabel('在常见问题中查找').fill('看不见');
	await page.locator('summary').first().click();
	check('a question opens', await page.getByText('平台会逐格指出。').isVisible());
	await page.close();
});

await step('asking, and the answer by its code', async () => {
	const page = await b.page();
	await go(page, '/consultation');
	await page.getByRole('button', { name: '提交咨询' }).click();
	same('what is missing is said at the field', await page.locator('.form .fault').first().innerText(), '请填写主题');
	check('and it has the focus', await page.evaluate(() => document.activeElement?.getAttribute('name') === 'subject'));
	await picture(page, 'public-consultation-faults');
	await page.getByLabel('主题', { exact: false }).first().fill('报考时间');
	await page.locator('[name=question]').fill('今年的报考什么时候开始？');
	await page.locator('[name=contact]').fill('13800000000');
	await page.getByRole('button', { name: '提交咨询' }).click();
	const code = (await page.locator('.kept .code').innerText()).trim();
	check('a code that cannot be guessed', /^[\w-]{43}$/.test(code), code);
	await look(page, 'public-consultation-code');
	const open = (await op.all('/consultations?state=open')).find((c) => c.subject === '报考时间');
	await op.post(`/consultations/${open.id}/answer`, { answer: '以考试计划公布的时间为准。', public: true, version: open.version });
	await go(page, '/consultation');
	check('the code is not shown again', !(await page.content()).includes(code));
	await page.getByLabel('咨询编码').fill(code);
	await page.getByRole('button', { name: '查看', exact: true }).click();
	await page.locator('.answered .answer').waitFor();
	check('the answer', (await page.locator('.answered').innerText()).includes('以考试计划公布的时间为准。'));
	check('the code stays out of the address', !page.url().includes(code));
	await page.locator('summary').filter({ hasText: /^报考时间$/ }).click();
	await look(page, 'public-consultation-answer');
	await page.close();
});

const scored = scorePlan(p, 3);
await step('one\'s own result, a proof of work after wrong answers, a review', async () => {
	const marks = [['88.50', '90.00'], ['40.00', '90.00'], ['70.00', '75.00']];
	const items = scored.people.flatMap((c, i) => ['theory', 'practical'].map((component, k) => ({ ticket: c.ticket, component, score: marks[i][k] })));
	await p.officer.put(`/plans/${scored.id}/scores`, { entry: 1, items });
	await job(p.officer, (await p.officer.post(`/plans/${scored.id}/results`)).job);
	movePlan(scored, 'between');
	await job(p.officer, (await p.officer.post(`/plans/${scored.id}/publicity`)).job);
	movePlan(scored, 'publicity');
	clean();
	const page = await b.page();
	expectStatus(page, 404, 403, 429);
	await go(page, '/query');
	await look(page, 'public-query');
	const me = scored.people[0];
	const fill = async (c, ticket = c.ticket) => {
		await page.locator('[name=name]').fill(c.name);
		await page.locator('[name=document_number]').fill(c.number);
		await page.locator('[name=ticket_number]').fill(ticket);
		await page.keyboard.press('Enter');
		await page.locator('.result, .told').first().waitFor();
	};
	await fill(me);
	same('the total', await page.locator('tfoot .number').innerText(), '89.40');
	check('the verdict', await page.locator('.verdict').getByText('合格', { exact: true }).isVisible());
	check('nothing personal in the address', !/[\d]{6}/.test(new URL(page.url()).search));
	await look(page, 'public-result');
	await page.getByRole('button', { name: '对成绩有异议，申请复核' }).click();
	await page.locator('[name=reason]').fill('请核对实操成绩');
	await page.getByRole('button', { name: '提交申请' }).click();
	await page.getByText('复核申请已提交').waitFor();
	same('the review is there', sqlValue(`SELECT COUNT(*) FROM score_review WHERE plan_id = ${scored.id}`), '1');

	const other = scored.people[1];
	const asked = [];
	page.on('request', (r) => r.url().includes('/public/captcha') && asked.push(r.url()));
	for (let i = 0; i < 3; i++) {
		await page.reload();
		await settled(page);
		await fill(other, `2611999900019${i}`);
	}
	check('a wrong part is not named', (await page.locator('.told').innerText()).includes('请核对姓名、证件号码和准考证号'));
	same('three are free', asked.length, 0);
	await page.reload();
	await settled(page);
	await fill(other);
	check('the fourth is proven and finds it', asked.length === 1 && (await page.locator('.verdict').innerText()) === '不合格', asked);
	check('with the reason', (await page.locator('.result').innerText()).includes('理论'));
	await picture(page, 'public-result-failed');
	for (let i = 0; i < 3; i++) {
		await page.reload();
		await settled(page);
		await fill(other, `2611999900018${i}`);
	}
	check('after five wrong ones there is a wait', /分钟后再试/.test(await page.locator('.told').innerText()), await page.locator('.told').innerText());
	await picture(page, 'public-query-wait');
	clean();
	await page.close();
});

await step('the admission ticket', async () => {
	const seated = scorePlan(p, 2);
	sql(`UPDATE plan SET exam_close_at = UTC_TIMESTAMP(6) + INTERVAL 2 DAY, score_open_at = UTC_TIMESTAMP(6) + INTERVAL 3 DAY, score_close_at = UTC_TIMESTAMP(6) + INTERVAL 4 DAY WHERE id = ${seated.id};
		UPDATE session_room SET seat_count = 2 WHERE plan_id = ${seated.id};
		INSERT INTO job (kind, organisation_id, plan_id, site_id, subject_id) SELECT 'papers', evaluator_id, plan_id, ${seated.site}, id FROM schedule WHERE plan_id = ${seated.id}`);
	for (let i = 0; i < 300 && sqlValue(`SELECT state FROM job WHERE kind = 'papers' AND plan_id = ${seated.id}`) !== 'done'; i++) await new Promise((r) => setTimeout(r, 100));
	const page = await b.page();
	expectStatus(page, 404, 403);
	await go(page, '/ticket');
	await look(page, 'public-ticket');
	const me = seated.people[0];
	await page.locator('[name=name]').fill('查无此人');
	await page.locator('[name=document_number]').fill(me.number);
	await page.getByRole('button', { name: '下载准考证' }).click();
	await page.getByText('没有查到准考证').waitFor();
	await page.locator('[name=name]').fill(me.name);
	const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载准考证' }).click()]);
	same('it is a PDF with its name', [fs.readFileSync(await got.path()).subarray(0, 5).toString(), got.suggestedFilename()], ['%PDF-', '准考证.pdf']);
	await page.getByText('准考证已交给浏览器下载').waitFor();
	await picture(page, 'public-ticket-done');
	await page.close();
});

const issued = plan(p, 4);
const items = await step('certificates are sealed', async () => {
	const all = await seal(p, issued);
	same('four', all.length, 4);
	return all;
});

await step('one\'s own certificate', async () => {
	const page = await b.page();
	await go(page, `/certificates/${issued.certificate}`);
	same('the certificate\'s own page has its name', await page.locator('h1').innerText(), '化工精馏安全控制职业技能等级证书');
	await look(page, 'public-certificate');
	await go(page, '/query?about=certificate');
	await page.locator('[name=name]').fill(issued.people[0].name);
	await page.locator('[name=document_number]').fill(issued.people[0].number);
	await page.getByRole('button', { name: '查询', exact: true }).click();
	await page.locator('.result').first().waitFor();
	await look(page, 'public-own-certificate');
	const [got] = await Promise.all([page.waitForEvent('download'), page.getByText('下载电子证书（PDF）').first().click()]);
	same('the PDF', fs.readFileSync(await got.path()).subarray(0, 5).toString(), '%PDF-');
	await page.getByRole('link', { name: '查看签名与内容' }).first().click();
	await page.locator('.verdict-card').waitFor();
	same('verified', await page.locator('.verdict-card h2').innerText(), '有效');
	await page.close();
});

await step('verification: by number, by QR code, by file', async () => {
	clean();
	const page = await b.page();
	expectStatus(page, 404, 400);
	const verdict = async () => {
		await page.locator('.verdict-card, p.told').first().waitFor();
		return (await page.locator('.verdict-card h2').or(page.locator('p.told')).first().innerText()).trim();
	};
	const fresh = () => go(page, '/verify');
	await fresh();
	await look(page, 'public-verify');
	const one = items[1];
	const number = async (text) => {
		await page.getByLabel('证书编号').fill(text);
		await page.getByRole('button', { name: '验证', exact: true }).click();
		return verdict();
	};
	same('by its number, in small letters with blanks', await number(` ${one.number.slice(0, 9).toLowerCase()} ${one.number.slice(9)} `), '有效');
	same('every check passed', await page.locator('.checks li.good').count(), 6);
	const text = await page.locator('.record').innerText();
	check('the content is shown, the name is not', text.includes('87.5') && text.includes('化工精馏安全控制') && !text.includes(issued.people[1].name), text);
	await page.getByLabel('核对姓名').fill(issued.people[1].name);
	await page.getByRole('button', { name: '核对', exact: true }).click();
	await page.getByText('与证书上的姓名一致').waitFor();
	await page.getByLabel('核对姓名').fill('别人');
	await page.keyboard.press('Enter');
	await page.getByText('与证书上的姓名不一致').waitFor();
	await look(page, 'public-verified');
	await fresh();
	check('a wrong check character is none of ours', (await number(one.number.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')))).includes('没有这张证书'));
	await fresh();
	await page.getByLabel('证书编号').fill('编号');
	await page.getByRole('button', { name: '验证', exact: true }).click();
	check('what cannot be a number is said at the field', await page.getByText('证书编号里只有数字和字母').isVisible());

	const record = await nobody().get(`/public/certificates/verify/${one.number}`);
	const code = `${env.url}/v/${record.uuid}#h=${record.digest}`;
	const photographed = async (t) => {
		await fresh();
		await page.locator('.scan input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: qrPicture(t) });
		return verdict();
	};
	same('a picture of its QR code', await photographed(code), '有效');
	same('with the check that it is this content', await page.locator('.checks li.good').count(), 7);
	same('a QR code of another content', await photographed(code.replace(/h=.*/, 'h=AAAAAAAAAAAAAAAAAAAAAA')), '内容不符');
	await picture(page, 'public-verify-other');
	check('somebody else\'s QR code', (await photographed(`https://example.org/v/${record.uuid}`)).includes('example.org'));
	check('no certificate\'s QR code', (await photographed('TK1.2.3.4')).includes('不是证书上的二维码'));

	const pdf = (await p.schoolOfficer.bytes(`/issued-certificates/${one.id}/pdf`));
	const credential = (await nobody().ask('GET', `/public/credentials/${record.uuid}.full.json`)).bytes;
	const file = async (name, bytes) => {
		await fresh();
		await page.locator('.file-drop input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
		return verdict();
	};
	same('its PDF', await file('证书.pdf', pdf), '有效');
	check('a changed PDF', (await file('证书.pdf', Buffer.concat([pdf, Buffer.from(' ')]))).includes('已被改动'));
	same('its credential', await file('credential.json', credential), '有效');
	same('a changed score in it', await file('credential.json', Buffer.from(credential.toString().replaceAll('87.5', '97.5'))), '内容不符');
	check('a truncated one', /JSON|没有这张证书/.test(await file('credential.json', credential.subarray(0, credential.length - 40))));
	check('anything else', (await file('x.pdf', Buffer.from('hello'))).includes('不是电子证书'));

	await page.goto(code);
	same('the QR code\'s own address', await verdict(), '有效');
	same('the content is what was printed', await page.locator('.checks li.good').count(), 7);
	await page.goto(`${env.url}/c/${record.uuid}`);
	await page.waitForURL(/\/v\//);
	same('a person who opens the credential\'s address', await verdict(), '有效');
	const machine = await nobody().ask('GET', `/c/${record.uuid}`, undefined, { path: true });
	check('a program gets the credential', machine.status === 200 && JSON.parse(machine.bytes).type.includes('VerifiableCredential'), machine.status);

	// C23: a key that is not published, a revoked one, a corrected one.
	const org = p.evaluator.organisation;
	sql(`UPDATE signing_key SET public_key = REVERSE(public_key) WHERE organisation_id = ${org} AND purpose = 'seal'`);
	await fresh();
	same('a seal by a key that is not published', await number(one.number), '签名无效');
	check('with the reason', (await page.locator('.checks li.bad').first().innerText()).includes('不是用该机构公布的密钥'));
	await look(page, 'public-verify-invalid');
	sql(`UPDATE signing_key SET public_key = REVERSE(public_key) WHERE organisation_id = ${org} AND purpose = 'seal'`);
	for (const [item, state, kind, title] of [[items[2], 'revoked', 'revoked', '已撤销'], [items[3], 'replaced', 'replaced', '已更正']]) {
		sql(`UPDATE issued_certificate SET state = '${state}' WHERE id = ${item.id}`);
		await fresh();
		same(`${kind}`, await number(item.number), title);
		check('never "valid"', !(await page.locator('.verdict-card').innerText()).includes('通过验证'));
		if (kind === 'revoked') await picture(page, 'public-verify-revoked');
	}
	clean();
	await page.close();
});

await step('verification by the camera', async () => {
	const record = await nobody().get(`/public/certificates/verify/${items[1].number}`);
	const flags = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${qrFilm(`${env.url}/v/${record.uuid}#h=${record.digest}`)}`];
	for (const permissions of [[], ['camera']]) {
		const phone = await browser({ args: flags, permissions });
		const page = await phone.page({ size: 360 });
		await go(page, '/verify');
		await page.getByRole('button', { name: '打开摄像头' }).click();
		if (permissions.length) {
			await page.getByRole('region', { name: '验证结果' }).waitFor();
			same('the code in the picture of the camera is read and verified', await page.locator('.verdict-card h2').innerText(), '有效');
			same('with the check that it is this content', await page.locator('.checks li.good').count(), 7);
			check('and the camera is off', await page.getByRole('button', { name: '打开摄像头' }).isVisible());
		} else {
			await page.getByText('没有得到使用摄像头的许可，可以改为选择图片').waitFor();
			await look(page, 'public-verify-no-camera');
		}
		await phone.close(permissions.length ? 'nothing to complain about with a camera' : 'nothing to complain about without permission');
	}
});

await step('no request went elsewhere, and the first load is light', async () => {
	const page = await b.page();
	await go(page, '/');
	const scripts = await page.evaluate(() => performance.getEntriesByType('resource').filter((r) => r.name.endsWith('.js')).reduce((n, r) => n + r.encodedBodySize, 0));
	check('at most 80 KB of script', scripts > 0 && scripts <= 80 * 1024, `${scripts} bytes`);
	await page.close();
});
await b.close();
