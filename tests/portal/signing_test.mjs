/*
 * signing_test.mjs: from the results to the certificate as the persons do it, each with the own key: keys are made, drafts with
 * the name that cannot be printed, evaluation organisation signs, exam site signs, another person seals; certificates with their
 * line of signatures, PDFs as an archive, an act cut off and resumed, revocation by two, correction, the credit bank.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { check, env, nobody, operator, same, sleep, sql, sqlValue, step } from '../api/lib.mjs';
import { people, plan } from '../api/signing_fixture.mjs';
import { accessible, browser, expectStatus, look, settled, signIn, tabTo } from './lib.mjs';
import { PASS, makeKey, signAll } from './signing_scene.mjs';
import { menu } from './walk.mjs';

const p = await people(await operator());
const q = plan(p, 130);
for (const a of [p.officer, p.signer, p.second, p.sealer]) a.role = 'evaluator';
for (const a of [p.siteSigner, p.schoolOfficer]) a.role = 'school';
// a character of the private use area: no font has it
sql(`UPDATE candidate SET name = CONCAT('测试', CONVERT(X'EE84A3' USING utf8mb4)) WHERE student_number = '${q.people[7].unique}'`);

const b = await browser();
/** A code that the account has not used: the test does not wait for the next half minute. */
async function code(actor) {
	sql(`UPDATE account SET totp_last_step = 0 WHERE id = ${actor.account}`);
	actor.step = 0;
	return actor.code();
}
async function enter(actor) {
	const page = await b.page({ alone: true });
	sql(`UPDATE account SET totp_last_step = 0 WHERE id = ${actor.account}`);
	actor.step = 0;
	await signIn(page, actor);
	return page;
}
const faultFile = `${env.dir}/run/fault`;
/** Arms a fault in the signing program (fcgi/base/inject.h); its workers are started with it. */
async function arm(fault) {
	for (const command of ['stop', 'start']) execFileSync(`${env.root}/scripts/part`, [command, env.dir, 'signing'], { env: { ...process.env, FAULT_FILE: faultFile } });
	while ((await p.siteSigner.ask('GET', `/signing/site?plan=${q.id}`)).status !== 200) await sleep(100);
	fs.writeFileSync(faultFile, fault);
	fs.chmodSync(faultFile, 0o666);
}
const states = () => Object.fromEntries(sql(`SELECT state, COUNT(*) FROM issued_certificate WHERE plan_id = ${q.id} GROUP BY state`));

const officer = await enter(p.officer);
await step('drafts, and who could not get one', async () => {
	await officer.goto(`${env.url}/evaluator/certificate-drafts`);
	await officer.getByRole('link', { name: '办理证书' }).first().waitFor();
	await look(officer, 'evaluator-certificate-drafts');
	await officer.goto(`${env.url}/evaluator/certificate-drafts/${q.id}`);
	await officer.getByRole('button', { name: '生成待签证书（130）' }).click();
	await officer.getByText('姓名中有字库没有的字').first().waitFor();
	await settled(officer);
	same('all but one', states(), { draft: '129' });
	await look(officer, 'evaluator-certificate-draft-plan');
	await officer.reload();
	await officer.getByText('姓名中有字库没有的字').first().waitFor();
	check('the failures are there after a reload', true);
	same('an officer has no way into the signing room', await officer.getByRole('link', { name: '去签发' }).count(), 0);
});

const signer = await enter(p.signer);
await step('a signer makes a key', async () => {
	await signer.goto(`${env.url}/evaluator/signing`);
	await signer.getByText('您还没有评价组织签发的密钥').waitFor();
	await look(signer, 'evaluator-signing-no-key');
	await signer.goto(`${env.url}/evaluator/signing-keys`);
	await signer.locator('.keys li').filter({ hasText: '评价组织签发' }).getByRole('button', { name: '生成密钥' }).click();
	const dialog = signer.getByRole('dialog');
	await dialog.locator('#key-passphrase').fill('太短的口令');
	await dialog.getByRole('button', { name: '生成' }).click();
	check('a short passphrase is told', (await dialog.getByRole('alert').innerText()).includes('12'));
	await dialog.locator('#key-passphrase').fill(PASS);
	await dialog.locator('#key-again').fill(`${PASS}啊`);
	await dialog.getByRole('button', { name: '生成' }).click();
	check('two that differ are told', (await dialog.getByRole('alert').innerText()).includes('不一致'));
	await look(signer, 'evaluator-signing-key-form');
	await dialog.locator('#key-again').fill(PASS);
	await dialog.getByRole('button', { name: '生成' }).click();
	await signer.getByText('使用中').waitFor();
	await look(signer, 'evaluator-signing-keys');
});

await step('the signing room: what, how many, digest; then passphrase and code', async () => {
	await signer.goto(`${env.url}/evaluator/signing/${q.id}`);
	await signer.getByText('整个清单的摘要').waitFor();
	const digest = (await signer.locator('.digest code').innerText()).replace(/\s/g, '');
	check('the digest is shown whole', /^[0-9a-f]{64}$/.test(digest), digest);
	check('nothing can be signed unseen', await signer.getByRole('button', { name: '签发 129 张' }).isDisabled());
	await signer.getByRole('textbox', { name: '姓名或证书编号' }).fill('测试考生甲子');
	await signer.getByText(/清单共 129 张，摘要与办理都对全部/).waitFor();
	same('a filter changes what is shown, not what is signed', [(await signer.locator('.digest code').innerText()).replace(/\s/g, ''), await signer.locator('.total b').innerText()], [digest, '129']);
	await signer.getByRole('button', { name: '查看内容' }).first().click();
	check('the content as it will be signed', (await signer.getByRole('dialog').locator('pre').innerText()).includes('"credentialSubject"'));
	await signer.keyboard.press('Escape');
	await signer.getByRole('textbox', { name: '姓名或证书编号' }).fill('');
	await look(signer, 'evaluator-signing-room');
	await tabTo(signer, '#signing-passphrase', 'the passphrase', 250);

	same('passphrase and code are not kept by the browser', await signer.locator('#signing-passphrase, #signing-code').evaluateAll((all) => all.map((e) => e.autocomplete)), ['off', 'off']);
	await signer.locator('label').filter({ hasText: '我已核对清单' }).click();
	await signer.locator('#signing-passphrase').fill('不对的签发口令不对的签发口令');
	await signer.locator('#signing-code').fill(await code(p.signer));
	expectStatus(signer, 403, 409, 422);
	await signer.getByRole('button', { name: '签发 129 张' }).click();
	await signer.getByText('签发口令不正确').waitFor();
	same('a wrong passphrase is told at its field, which is empty again', [await signer.locator('#signing-passphrase').inputValue(), states()], ['', { draft: '129' }]);
	await accessible(signer, 'the signing room with a fault');
	await signer.locator('#signing-passphrase').fill(PASS);
	await signer.locator('#signing-code').fill('000000');
	await signer.getByRole('button', { name: '签发 129 张' }).click();
	await signer.getByText('动态口令不正确').waitFor();
	same('a wrong code leaves the passphrase where it was typed', await signer.locator('#signing-passphrase').inputValue(), PASS);
	await signer.locator('#signing-code').fill(await code(p.signer));
	await signer.getByRole('button', { name: '签发 129 张' }).click();
	await signer.getByText('已签发 129 张').waitFor();
	same('they are signed', states(), { evaluator_signed: '129' });
	await settled(signer);
	await look(signer, 'evaluator-signing-done');
	check('no trace of the passphrase in the page', !(await signer.content()).includes(PASS));
	same('nor in what the browser keeps', await signer.evaluate((t) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes(t), PASS), false);
});

const site = await enter(p.siteSigner);
await step('the exam site signs', async () => {
	await menu(site, '签发密钥');
	await makeKey(site, '考核站点签发');
	await look(site, 'school-signing-keys');
	await site.goto(`${env.url}/school/signing`);
	await site.getByRole('link', { name: '核对并签发' }).waitFor();
	await look(site, 'school-signing');
	await site.getByRole('link', { name: '核对并签发' }).click();
	await site.getByText('整个清单的摘要').waitFor();
	await look(site, 'school-signing-room');
	// The worker dies between signing and storing: the page says so, and the same act goes on.
	await arm('signing.before_store kill');
	expectStatus(site, 502, 503);
	await signAll(site, await code(p.siteSigner), '签发 129 张');
	await site.getByText('暂不可签发，请稍后再试').waitFor();
	await site.getByText('您有一批未完成：已签发 0 / 129 张。输入口令即可继续，不会重复。').waitFor({ timeout: 60000 });
	same('nothing is half signed', states(), { evaluator_signed: '129' });
	await look(site, 'school-signing-interrupted');
	await site.reload();
	await site.getByText('您有一批未完成').waitFor();
	check('nobody else is said to be at it', await site.getByText('输入口令即可继续').isVisible());
	await signAll(site, await code(p.siteSigner), '签发 129 张');
	await site.getByText('已签发 129 张').waitFor();
	await site.getByText('您有一批未完成').waitFor({ state: 'detached' });
	same('they are signed twice', states(), { site_signed: '129' });
});

const sealer = await enter(p.sealer);
await step('who signed does not seal, another person does', async () => {
	await menu(signer, '签发密钥');
	await makeKey(signer, '盖章');
	await signer.goto(`${env.url}/evaluator/sealing/${q.id}`);
	await signer.getByText('整个清单的摘要').waitFor();
	await signAll(signer, await code(p.signer), '盖章 129 张');
	await signer.getByText('同一人不能办理同一证书的两个环节').waitFor();
	await menu(sealer, '签发密钥');
	await makeKey(sealer, '盖章');
	await sealer.goto(`${env.url}/evaluator/sealing`);
	await sealer.getByRole('link', { name: '核对并盖章' }).click();
	await sealer.getByText('整个清单的摘要').waitFor();
	await look(sealer, 'evaluator-sealing-room');
	await signAll(sealer, await code(p.sealer), '盖章 129 张');
	await sealer.getByText('已盖章 129 张').waitFor();
	same('they are sealed', states(), { sealed: '129' });
	await sealer.goto(`${env.url}/evaluator/signing-batches`);
	await sealer.getByText('129 / 129').first().waitFor();
	await look(sealer, 'evaluator-signing-batches');
});

for (let i = 0; i < 600 && Number(sqlValue(`SELECT COUNT(*) FROM certificate_file f JOIN issued_certificate c ON c.id = f.issued_certificate_id WHERE c.plan_id = ${q.id}`)) < 129; i++) await sleep(300);

const school = await enter(p.schoolOfficer);
await step('the school has its certificates', async () => {
	await school.goto(`${env.url}/school/issued-certificates`);
	await school.getByRole('link', { name: '查看' }).first().waitFor();
	await look(school, 'school-certificates');
	const boxes = school.locator('.el-table__body .el-checkbox');
	await boxes.nth(0).click();
	await boxes.nth(1).click();
	const archive = school.waitForEvent('download');
	await school.getByRole('button', { name: '下载 2 张电子证书' }).click();
	check('two of them as an archive', (await archive).suggestedFilename().endsWith('.zip'), (await archive).suggestedFilename());
	const pdf = school.waitForEvent('download');
	await school.getByRole('button', { name: /的电子证书$/ }).first().click();
	check('one as a PDF', (await pdf).suggestedFilename().endsWith('.pdf'), (await pdf).suggestedFilename());
	await school.getByRole('link', { name: '查看' }).first().click();
	await school.locator('.signature-line li.good').nth(2).waitFor();
	same('three signatures with names', (await school.locator('.signature-line').innerText()).match(/培训评价组织签发|考核站点签发|培训评价组织盖章/g)?.length, 3);
	await look(school, 'school-certificate');
	same('a school revokes nothing', await school.getByRole('button', { name: '申请撤销' }).count(), 0);
});

await step('two signers revoke, the old one says so', async () => {
	await signer.goto(`${env.url}/evaluator/issued-certificates?plan=${q.id}`);
	await signer.getByRole('link', { name: '查看' }).first().waitFor();
	await look(signer, 'evaluator-certificates');
	await signer.getByRole('link', { name: '查看' }).first().click();
	await signer.getByRole('button', { name: '申请撤销' }).click();
	await signer.getByRole('dialog').locator('textarea').fill('考生身份核实有误');
	await signer.getByRole('dialog').getByRole('button', { name: '申请撤销' }).click();
	await signer.getByText(/申请撤销，尚待办理/).waitFor();
	await look(signer, 'evaluator-certificate');
	const certificate = signer.url();
	await signer.goto(`${env.url}/evaluator/revocations`);
	await signer.getByRole('button', { name: '撤回' }).waitFor();
	same('who asked does not approve', await signer.getByRole('button', { name: '批准', exact: true }).count(), 0);
	const second = await enter(p.second);
	await second.goto(`${env.url}/evaluator/revocations`);
	await second.getByRole('button', { name: '批准', exact: true }).click();
	await second.locator('#revocation-code').waitFor();
	await look(second, 'evaluator-revocations'); // looking may outlast a code
	await second.locator('#revocation-code').fill(await code(p.second));
	await second.getByRole('button', { name: '批准撤销' }).click();
	await second.locator('.state-tag').filter({ hasText: '已批准' }).waitFor();
	await signer.goto(certificate);
	await signer.getByText(/撤销。理由：考生身份核实有误/).waitFor();
	same('it is revoked', states(), { revoked: '1', sealed: '128' });
	await look(signer, 'evaluator-certificate-revoked');
});

await step('a certificate is corrected: the new one goes through all three acts, then the old one names it', async () => {
	const old = sql(`SELECT id, number, result_id FROM issued_certificate WHERE plan_id = ${q.id} AND state = 'sealed' ORDER BY id LIMIT 1`)[0];
	sql(`UPDATE result SET total_centi = 9000 WHERE id = ${old[2]}`); // as a review leaves it
	await officer.goto(`${env.url}/evaluator/issued-certificates/${old[0]}`);
	await officer.getByRole('button', { name: '申请更正' }).click();
	await officer.getByRole('dialog').locator('textarea').fill('复核后总成绩更正为 90 分');
	await accessible(officer, 'the dialog of a correction');
	await officer.getByRole('dialog').getByRole('button', { name: '申请更正' }).click();
	await officer.getByText(/申请更正，尚待办理。理由：复核后总成绩更正为 90 分/).waitFor();
	await officer.getByRole('heading', { name: '生成更正证书' }).waitFor();
	await officer.getByText('已完成', { exact: true }).waitFor();
	await look(officer, 'evaluator-certificate-correction');
	same('the old one is valid until then', (await nobody().get(`/public/certificates/verify/${old[1]}`)).status, 'valid');
	for (const [page, actor, where, verb] of [[signer, p.signer, 'evaluator/signing', '签发'], [site, p.siteSigner, 'school/signing', '签发'], [sealer, p.sealer, 'evaluator/sealing', '盖章']]) {
		await page.goto(`${env.url}/${where}/${q.id}`);
		await signAll(page, await code(actor), `${verb} 1 张`);
		await page.getByText(`已${verb} 1 张`).waitFor();
	}
	await officer.goto(`${env.url}/evaluator/issued-certificates/${old[0]}`);
	const [number] = sql(`SELECT number FROM issued_certificate WHERE replaces_id = ${old[0]}`)[0];
	await officer.getByRole('status').filter({ hasText: '此证书已被更正' }).waitFor();
	await look(officer, 'evaluator-certificate-replaced');
	await officer.getByRole('link', { name: number }).click();
	await officer.getByText('90.00').first().waitFor();
	await officer.getByRole('link', { name: old[1] }).waitFor();
	const page = await b.page({ alone: true });
	await page.goto(`${env.url}/verify`);
	for (const [typed, verdict, other] of [[old[1], '已更正', number], [number, '有效', old[1]]]) {
		await page.getByLabel('证书编号').fill(typed);
		await page.getByRole('button', { name: '验证', exact: true }).click();
		const found = page.getByRole('region', { name: '验证结果' });
		await found.getByText(typed, { exact: true }).waitFor();
		same(`${verdict}: for everybody`, [await found.getByRole('heading', { level: 2 }).first().innerText(), (await found.innerText()).includes(other)], [verdict, true]);
	}
	await page.close();
});

await step('the credit bank', async () => {
	await officer.goto(`${env.url}/evaluator/credit-exports`);
	await officer.getByRole('button', { name: '导出', exact: true }).click();
	await officer.getByRole('button', { name: '下载' }).waitFor();
	await settled(officer);
	await look(officer, 'evaluator-credit-exports');
	const file = officer.waitForEvent('download');
	await officer.getByRole('button', { name: '下载' }).first().click();
	check('a workbook', (await file).suggestedFilename().endsWith('.xlsx'), (await file).suggestedFilename());
});

await step('a key is retired', async () => {
	await sealer.goto(`${env.url}/evaluator/signing-keys`);
	await sealer.getByRole('button', { name: '停用' }).click();
	await sealer.getByRole('dialog').getByRole('button', { name: '停用' }).click();
	await sealer.getByText('还没有密钥').waitFor();
	same('in the database, too', sqlValue(`SELECT state FROM signing_key WHERE account_id = ${p.sealer.account}`), 'retired');
});

await b.close();
