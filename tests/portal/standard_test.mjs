/*
 * standard_test.mjs: a certificate and its standard from the first line to the public: written level by level, kept over a reload,
 * handed in, judged by experts who do not know of each other, decided by the operator beside the version in force, published.
 */
import fs from 'node:fs';
import path from 'node:path';
import { check, colleague, env, operator, organisation, organisationCode, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { scratch } from '../api/main_line_world.mjs';
import { accessible, browser, expectStatus, look, settled, signIn } from './lib.mjs';

const op = Object.assign(await operator(), { role: 'platform' });
const administrator = await organisation(op, 'evaluator', { name: unique('虚构评价组织'), certificate_code: organisationCode() });
const officer = Object.assign(await colleague(administrator, ['exam_officer'], '考务'), { role: 'evaluator' });
const names = ['专家甲', '专家乙', '专家丙'].map((n) => `${n}${unique('')}`);
const experts = [];
for (const n of names) experts.push(Object.assign(await colleague(op, ['expert'], n), { role: 'expert', shown: n }));
await experts[2].post('/review-conflicts', { organisation: administrator.organisation, reason: '曾任顾问' });

const b = await browser();
const page = await b.page();
const desk = await b.page({ alone: true });
const open = async (p, address) => {
	await p.goto(`${env.url}${address}`);
	await settled(p);
};
const dialog = (p) => p.getByRole('dialog').last();
const file = path.join(scratch, '职业技能等级标准.pdf');
fs.writeFileSync(file, '%PDF-1.4 invented standard');
const code = String(100 + Math.floor(Math.random() * 900));
const name = `${unique('虚构')}安全控制`;
let certificate;
let version;

await step('a certificate is registered', async () => {
	await signIn(page, officer);
	await open(page, '/evaluator/certificates');
	await look(page, 'evaluator-certificates-empty');
	await page.getByRole('button', { name: '登记证书' }).first().click();
	await page.getByLabel('证书名称').fill(name);
	await page.getByLabel('证书代码').fill('12a');
	expectStatus(page, 422);
	await page.getByRole('button', { name: '保存' }).click();
	await page.locator('.faulty .fault').first().waitFor();
	await page.getByLabel('证书代码').fill(code);
	await look(page, 'evaluator-certificate-edit');
	await page.getByRole('button', { name: '保存' }).click();
	await page.getByRole('heading', { level: 1, name }).waitFor();
	certificate = /certificates\/(\d+)$/.exec(page.url())[1];
	await settled(page);
	check('it says how to go on', await page.getByText('还没有标准').isVisible());
});

await step('its standard is written', async () => {
	await page.getByRole('button', { name: '起草标准' }).click();
	await page.locator('.level-editor').waitFor();
	await page.setInputFiles('.document input[type=file]', file);
	await page.getByText('职业技能等级标准.pdf').waitFor();
	await page.getByLabel('初级第 1 项权重（%）').fill('30');
	check('weights that do not make 100 are said at once', (await page.locator('.sum').innerText()).includes('90%，须为 100%'));
	await page.getByRole('button', { name: '选择专业' }).click();
	await dialog(page).getByLabel('专业名称或代码').fill('5702');
	await dialog(page).getByRole('button', { name: '加入 570201 应用化工技术' }).waitFor();
	await settled(page);
	check('both catalogues stand side by side', (await dialog(page).locator('.sides').innerText()).includes('2021 年目录'));
	await accessible(page, 'the search for majors');
	await dialog(page).getByRole('button', { name: '加入 570201 应用化工技术' }).first().click();
	await dialog(page).getByText('在另一目录中对应').waitFor();
	await dialog(page).getByRole('button', { name: '一并加入' }).click();
	await dialog(page).getByRole('button', { name: /^完成/ }).click();
	check('old and new are chosen together', /570201[\s\S]*470201/.test(await page.locator('.major-columns').innerText()));
	await page.getByRole('button', { name: '添加通用标准' }).click();
	await page.getByLabel('初级第 1 项收费（元）').fill('320.5');
	await page.waitForTimeout(900);

	// The tab is lost; what was typed is not.
	await page.reload();
	await page.getByText('没有保存到平台的内容').waitFor();
	await page.getByRole('button', { name: '恢复' }).click();
	same('the weight is there', await page.getByLabel('初级第 1 项权重（%）').inputValue(), '30');
	check('majors and the document, too', (await page.locator('.api-form').innerText()).includes('470201') && (await page.locator('.document').innerText()).includes('职业技能等级标准.pdf'));
	expectStatus(page, 422);
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.locator('.level-editor .fault').first().waitFor();
	check('the server says at the components that weights are wrong', /权重/.test(await page.locator('.level-editor .fault').first().innerText()));
	await page.getByLabel('初级第 1 项权重（%）').fill('40');
	await page.getByRole('button', { name: '添加中级' }).click();
	await page.getByLabel('中级第 2 项单项合格线').fill('65');
	await settled(page);
	await look(page, 'evaluator-standard-edit');
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.waitForURL(/\/evaluator\/standards\/\d+$/);
	version = /standards\/(\d+)$/.exec(page.url())[1];
	await settled(page);
	same('what the server has', sql(`SELECT l.level, f.fee_fen FROM level_rule r JOIN certificate_level l ON l.id = r.certificate_level_id JOIN level_fee f ON f.level_rule_id = r.id WHERE r.standard_version_id = ${version} ORDER BY 1`), [['1', '32050'], ['2', '32050']]);
	await look(page, 'evaluator-standard');
	await page.getByRole('button', { name: '提交', exact: true }).click();
	await dialog(page).getByRole('button', { name: '提交' }).click();
	await page.getByText('评审中').first().waitFor();
});

await step('the operator asks experts, not those who must stand aside', async () => {
	await signIn(desk, op);
	await open(desk, '/platform/standards');
	await desk.getByLabel('证书或组织名称').fill(name);
	await desk.getByRole('link', { name }).waitFor();
	await settled(desk);
	await look(desk, 'platform-standards');
	await desk.getByRole('link', { name }).click();
	await desk.getByRole('button', { name: '指派专家' }).click();
	await dialog(desk).getByLabel('查找姓名或机构').fill('专家丙');
	await dialog(desk).locator('.el-checkbox', { hasText: names[2] }).waitFor();
	check('a conflict of interest bars', (await dialog(desk).locator('.el-checkbox', { hasText: names[2] }).getAttribute('class')).includes('is-disabled'));
	await dialog(desk).getByLabel('查找姓名或机构').fill('');
	for (const n of names.slice(0, 2)) await dialog(desk).locator('.el-checkbox', { hasText: n }).click();
	await look(desk, 'platform-standard-assign');
	await dialog(desk).getByRole('button', { name: '指派 2 位专家' }).click();
	await desk.getByText('已提交 0 / 2').waitFor();
	check('approval waits for them', (await desk.getByRole('button', { name: '批准', exact: true }).count()) === 0);
});

await step('an expert judges, without loss', async () => {
	const mine = await b.page({ alone: true });
	await signIn(mine, experts[0]);
	await open(mine, '/expert/reviews');
	await mine.locator('.waiting a').first().waitFor();
	check('the deadline counts down', /还有 .*天/.test(await mine.locator('.waiting').innerText()));
	await look(mine, 'expert-reviews');
	await mine.locator('.waiting a').first().click();
	await mine.getByLabel('职业需求得分').waitFor();
	for (const [item, score] of [['职业需求', '18'], ['等级划分', '25']]) await mine.getByLabel(`${item}得分`).fill(score);
	check('too much is said at once', (await mine.locator('.score-form').innerText()).includes('须为 0 至 20 的数'));
	await mine.getByLabel('等级划分得分').fill('17');
	await mine.getByLabel('等级划分说明').fill('中级与初级的区分可再细化。');
	await mine.waitForTimeout(900);
	await mine.reload();
	await mine.getByLabel('职业需求得分').waitFor();
	same('a reload keeps what was typed', [await mine.getByLabel('职业需求得分').inputValue(), await mine.getByLabel('等级划分说明').inputValue()], ['18', '中级与初级的区分可再细化。']);
	expectStatus(mine, 422);
	await mine.getByText('建议通过').or(mine.getByRole('combobox', { name: '结论' })).first().click();
	await mine.getByRole('option', { name: '建议通过' }).click();
	await mine.getByLabel('评审意见').fill('内容完整，考核方案可行。');
	await mine.getByRole('button', { name: '提交评审意见' }).click();
	await dialog(mine).getByRole('button', { name: '提交' }).click();
	await mine.locator('.faulty').first().waitFor();
	check('a missing score is said at its line', /技能要求/.test(await mine.locator('.line.faulty').first().innerText()));
	for (const [item, score] of [['技能要求', '27'], ['专业范围', '13'], ['考核方案', '12.5']]) await mine.getByLabel(`${item}得分`).fill(score);
	check('the sum', (await mine.locator('.total').innerText()).includes('87.5'));
	await look(mine, 'expert-review');
	const [got] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('button', { name: '职业技能等级标准.pdf' }).click()]);
	same('the document comes down', fs.readFileSync(await got.path(), 'utf8'), '%PDF-1.4 invented standard');
	await mine.getByRole('button', { name: '提交评审意见' }).click();
	await dialog(mine).getByText('87.50').waitFor();
	await dialog(mine).getByRole('button', { name: '提交' }).click();
	await mine.getByRole('heading', { name: '我的评审', exact: true }).waitFor();
	await look(mine, 'expert-review-done');
	await mine.close();
});

await step('another stands aside', async () => {
	const mine = await b.page({ alone: true });
	await signIn(mine, experts[1]);
	await open(mine, '/expert/reviews');
	await mine.locator('.waiting a').first().click();
	await mine.getByRole('button', { name: '申请回避' }).click();
	await dialog(mine).getByLabel('理由').fill('与该组织有合作项目');
	await dialog(mine).getByText('与被评审机构有利害关系').click();
	await accessible(mine, 'the dialog of standing aside');
	await dialog(mine).getByRole('button', { name: '申请回避' }).click();
	await mine.getByText('您已申请回避').waitFor();
	await open(mine, '/expert/conflicts');
	await mine.getByText('与该组织有合作项目').waitFor();
	await mine.getByRole('button', { name: '登记利害关系' }).click();
	await mine.getByRole('combobox', { name: '机构' }).fill(administrator.name.slice(0, 6));
	await mine.getByRole('option').first().waitFor();
	await mine.getByRole('option').first().click();
	await mine.getByLabel('原因').fill('亲属任职');
	await look(mine, 'expert-conflicts');
	await mine.getByRole('button', { name: '登记', exact: true }).click();
	await mine.getByText('亲属任职').waitFor();
	await mine.getByRole('button', { name: /^撤销与/ }).first().click();
	await dialog(mine).getByRole('button', { name: '撤销登记' }).click();
	await dialog(mine).waitFor({ state: 'hidden' });
	await mine.close();
});

await step('the operator hears them and approves; it is published', async () => {
	await open(desk, `/platform/standards/${version}`);
	await desk.getByText('已提交 1 / 2').waitFor();
	check('opinion and reason stand there', /内容完整，考核方案可行。[\s\S]*回避理由：与该组织有合作项目/.test(await desk.locator('.review-panel').innerText()));
	await look(desk, 'platform-standard-summary');
	await desk.getByRole('button', { name: '批准', exact: true }).click();
	await dialog(desk).getByRole('button', { name: '批准' }).last().click();
	await desk.getByText('已批准').first().waitFor();
	await open(page, `/evaluator/standards/${version}`);
	await page.getByRole('button', { name: '发布', exact: true }).click();
	await dialog(page).getByRole('button', { name: '发布' }).click();
	await page.getByText('已发布').first().waitFor();
	same('in force', sqlValue(`SELECT state FROM standard_version WHERE id = ${version}`), 'published');
});

await step('the next version is compared with the one in force, and returned', async () => {
	await open(page, `/evaluator/certificates/${certificate}`);
	await look(page, 'evaluator-certificate');
	await page.getByRole('button', { name: '新建标准版本' }).click();
	await page.locator('.level-editor').first().waitFor();
	check('it begins with what is in force', (await page.locator('.level-editor').count()) === 2);
	await page.getByLabel('总分合格线').first().fill('65');
	await page.getByRole('button', { name: '移除 470201 应用化工技术' }).first().click();
	await page.getByLabel('修订说明').fill('提高初级合格线，调整初级专业范围。');
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.waitForURL(/\/evaluator\/standards\/\d+$/);
	const second = /standards\/(\d+)$/.exec(page.url())[1];
	await page.getByRole('button', { name: '提交', exact: true }).click();
	await dialog(page).getByRole('button', { name: '提交' }).click();
	await page.getByText('评审中').first().waitFor();
	await open(desk, `/platform/standards/${second}`);
	const compared = desk.locator('.standard-compare');
	await compared.waitFor();
	check('two things differ, and which', /有 2 处不同/.test(await compared.innerText()) && /65 分/.test(await compared.innerText()) && (await compared.locator('.removed').innerText().catch(async () => (await compared.locator('.removed').allInnerTexts()).join())).includes('470201'));
	await look(desk, 'platform-standard-compare');
	await desk.getByRole('button', { name: '退回' }).click();
	await dialog(desk).locator('textarea').fill('请说明提高合格线的依据。');
	await dialog(desk).getByRole('button', { name: '退回' }).last().click();
	await desk.getByText('草稿').first().waitFor();
	await open(page, '/evaluator/certificates');
	await look(page, 'evaluator-certificates');
	await open(page, `/evaluator/standards/${second}/edit`);
	check('the reason stands over the form', (await page.locator('.returned').innerText()).includes('请说明提高合格线的依据。'));
});

await b.close();
