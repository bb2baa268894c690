/*
 * main_line_certificate.mjs: the end of the main line: drafts, evaluation organisation signs, exam site signs, evaluation organisation
 * seals, each with the own key; then the holder finds the certificate, anybody verifies it by number and by dropped PDF and JSON,
 * school and office see it.
 */
import { check, env, same, sql } from '../api/lib.mjs';
import { readPdf } from '../api/main_line_world.mjs';
import { look } from './lib.mjs';
import { visit } from './main_line_people.mjs';
import { planOf } from './main_line_plan.mjs';
import { makeKey, signAll } from './signing_scene.mjs';
import { button, downloaded, menu, told } from './walk.mjs';

const states = (w) => Object.fromEntries(sql(`SELECT c.state, COUNT(*) FROM issued_certificate c JOIN plan p ON p.id = c.plan_id WHERE p.number = '${w.plan}' GROUP BY c.state`));

/** A signer's whole act: a key of the own, the list, passphrase and one-time password. */
async function act(w, who, key, room, verb, picture) {
	const page = await visit(w, who, '签发密钥');
	await makeKey(page, key);
	await menu(page, room);
	await planOf(page, w).waitFor();
	if (picture) await look(page, picture);
	await planOf(page, w).getByRole('link', { name: `核对并${verb}` }).click();
	await signAll(page, await w.who[who].code(), `${verb} 5 张`);
	await told(page, `已${verb} 5 张`);
}

/** What the page of verification says of a dropped file. */
async function dropped(page, name, bytes) {
	await page.goto(`${env.url}/verify`);
	const data = await page.evaluateHandle(([n, text]) => {
		const all = new DataTransfer();
		all.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], n));
		return all;
	}, [name, bytes.toString('base64')]);
	await page.getByText('把电子证书（PDF）或机读凭证（JSON）拖到这里').dispatchEvent('drop', { dataTransfer: data });
	return verdict(page);
}
async function verdict(page) {
	const found = page.getByRole('region', { name: '验证结果' });
	await found.waitFor();
	return found.getByRole('heading', { level: 2 }).first().innerText();
}

export const certificate = [
	{
		name: 'certificates are drafted, signed by the evaluation organisation, by the exam site, and sealed',
		run: async (w) => {
			const page = await visit(w, 'evaluator', '证书生成');
			await planOf(page, w).getByRole('link', { name: '办理证书' }).click();
			await button(page, '生成待签证书（5）').click();
			await told(page, '5 张待评价组织签发。');
			await act(w, 'signer', '评价组织签发', '签发', '签发', 'evaluator-signing');
			await act(w, 'site signer', '考核站点签发', '证书签发', '签发');
			await act(w, 'sealer', '盖章', '盖章', '盖章', 'evaluator-sealing');
			same('all five are sealed', states(w), { sealed: '5' });
		},
	},
	{
		name: 'the holder finds the certificate and downloads it',
		run: async (w) => {
			const page = w.at.candidate;
			const [me] = w.people;
			await page.goto(env.url);
			await page.getByRole('link', { name: '成绩/证书查询' }).first().click();
			await button(page, '查证书').click();
			await page.getByLabel('姓名').fill(me.name);
			await page.getByLabel('证件号码').fill(me.number);
			const pdf = page.getByRole('link', { name: '下载电子证书（PDF）' });
			const soon = page.getByText('电子证书文件正在生成，请稍后再来下载。');
			for (let tries = 0; tries < 60; tries++) {
				await button(page, '查询').click();
				await page.getByRole('region', { name: '查到的证书' }).waitFor();
				await pdf.or(soon).first().waitFor();
				if (await pdf.isVisible()) break;
			}
			w.pdf = await downloaded(page, pdf);
			w.number = (await page.getByRole('region', { name: '查到的证书' }).getByText(/^[0-9A-Z]{15,}$/).innerText()).trim();
			const { text } = readPdf(w.pdf);
			check('name and number stand in the PDF', [me.name, w.number].every((t) => text.replace(/\s/g, '').includes(t)), text);
			await page.getByRole('link', { name: '查看签名与内容' }).click();
			same('and it is valid', await verdict(page), '有效');
		},
	},
	{
		name: 'anybody verifies it: by number, by the PDF, by the credential',
		run: async (w) => {
			const page = await w.b.page({ alone: true });
			await page.goto(env.url);
			await page.getByRole('link', { name: '证书验证' }).first().click();
			await page.getByLabel('证书编号').fill(w.number);
			await button(page, '验证').click();
			same('by its number', await verdict(page), '有效');
			const signatures = await page.getByRole('region', { name: '签名', exact: true }).innerText();
			same('all three acts have their signature', ['培训评价组织签发', '考核站点签发', '培训评价组织盖章'].filter((t) => signatures.includes(t)).length, 3);
			check('the name is not given away', !(await page.getByRole('region', { name: '验证结果' }).innerText()).includes(w.people[0].name));
			const json = await downloaded(page, page.getByRole('link', { name: '带全部签名' }));
			same('by the dropped PDF', await dropped(page, '证书.pdf', w.pdf), '有效');
			same('by the dropped credential', await dropped(page, 'credential.json', json), '有效');
			const forged = Buffer.from(json.toString().replaceAll('"value":"78"', '"value":"98"'));
			same('not with another score', await dropped(page, 'credential.json', forged), '内容不符');
			await page.close();
		},
	},
	{
		name: 'the school has the certificates, the office the statistics',
		run: async (w) => {
			const page = await visit(w, 'school', '证书');
			await page.getByRole('row').filter({ hasText: w.number }).waitFor();
			await menu(page, '首页');
			await page.getByRole('heading', { name: '未读通知' }).waitFor();
			await look(page, 'school-home-end');
			// What another test has looked at within ten minutes would be shown as it was.
			sql("UPDATE job SET finished_at = finished_at - INTERVAL 1 HOUR WHERE kind = 'statistics' AND finished_at IS NOT NULL");
			const office = await visit(w, 'office', '统计');
			await office.getByText('按院校', { exact: true }).click();
			const row = office.getByRole('row').filter({ hasText: w.names.school });
			await row.waitFor();
			const numbers = (await row.innerText()).split(/\s+/).slice(1);
			same('candidates, registrations, present, passed, certificates', numbers.filter((t) => /^\d+$/.test(t)), ['6', '6', '5', '5', '5']);
		},
	},
];
