/*
 * content_test.mjs: what the operator writes and answers: an announcement with its preview and attachment to the public site, a
 * consultation, the catalogues of majors with their switch dates.
 */
import { check, nobody, operator, same, sql, sqlValue, step, unique } from '../api/lib.mjs';
import { browser, look, settled, signIn } from './lib.mjs';

const b = await browser();
const op = Object.assign(await operator(), { role: 'platform' });
const pub = nobody();
const page = await b.page();
const open = async (path) => {
	await page.goto(`${process.env.TEST_URL}${path}`);
	await settled(page);
};
const dialog = () => page.getByRole('dialog').last();

const title = `${unique('关于开展考核工作的通知')}`;
await step('an announcement is written, previewed, published, withdrawn', async () => {
	await signIn(page, op);
	await open('/platform/announcements');
	await look(page, 'platform-announcements');
	await page.getByRole('button', { name: '起草公告' }).click();
	await page.waitForURL(/\/new$/);
	await page.getByLabel('标题').fill(title);
	await page.getByLabel('正文').fill('各试点院校：\n\n现将有关事项通知如下。\n第一，核对考生信息。\n\n请按时完成。');
	check('the preview shows paragraphs', (await page.locator('.preview .paragraph').count()) === 3);
	await page.locator('input[type=file]').setInputFiles({ name: '附件一.txt', mimeType: 'text/plain', buffer: Buffer.from('内容') });
	await page.locator('.file-attachment').getByText('附件一.txt').waitFor();
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.waitForURL(/\/announcements\/\d+$/);
	await page.getByRole('button', { name: '发布' }).waitFor();
	await look(page, 'platform-announcement');
	await page.getByLabel('标题').fill(`${title}（修订）`);
	check('with unsaved words it cannot be published', (await page.getByRole('button', { name: '发布' }).count()) === 0);
	await page.getByRole('button', { name: '保存草稿' }).click();
	await page.getByRole('button', { name: '发布' }).click();
	await dialog().getByRole('button', { name: '发布' }).click();
	await page.locator('h1 .state-tag', { hasText: '已发布' }).waitFor();
	const id = page.url().split('/').pop();
	const shown = await pub.get(`/public/announcements/${id}`);
	same('the public reads it with its attachment', [shown.title, shown.file_name], [`${title}（修订）`, '附件一.txt']);
	await page.getByRole('button', { name: '撤下' }).click();
	await dialog().getByRole('button', { name: '撤下' }).click();
	await page.locator('h1 .state-tag', { hasText: '已撤下' }).waitFor();
	await page.getByRole('button', { name: '以此内容起草新公告' }).click();
	await page.locator('h1 .state-tag', { hasText: '草稿' }).waitFor();
	check('a new draft has its words', (await page.getByLabel('正文').inputValue()).includes('核对考生信息'));
});

await step('a consultation is answered', async () => {
	sql("DELETE FROM throttle WHERE kind = 'question'");
	const subject = unique('报考时间');
	const { ticket } = await pub.post('/public/consultations', { subject, question: '今年的报考什么时候开始？', contact: '0571-88880000' });
	await open('/platform');
	check('the home page counts it', (await page.locator('.todo a', { hasText: '待答复的在线咨询' }).count()) === 1);
	await page.locator('.todo a', { hasText: '待答复的在线咨询' }).click();
	await page.waitForURL(/consultations\?state=open/);
	await settled(page);
	await look(page, 'platform-consultations');
	await page.getByRole('link', { name: subject }).click();
	await page.getByRole('textbox', { name: '答复' }).waitFor();
	check('how to reach the asker is there', await page.getByText('0571-88880000').isVisible());
	await look(page, 'platform-consultation');
	await page.getByRole('textbox', { name: '答复' }).fill('以考试计划公布的报考时段为准。');
	await page.getByText('公开问答').click();
	await page.getByRole('button', { name: '答复', exact: true }).click();
	await page.waitForURL((u) => !u.pathname.endsWith(`/${sqlValue(`SELECT id FROM consultation WHERE subject = '${subject}'`)}`));
	same('the asker sees the answer', (await pub.get(`/public/consultations/${ticket}`)).answer, '以考试计划公布的报考时段为准。');
	check('and so does everybody', (await pub.get('/public/consultations')).items.some((c) => c.subject === subject));
});

await step('the catalogues', async () => {
	await open('/platform/majors?code=570201');
	check('one code, two majors', (await page.locator('.el-table__row').count()) === 2);
	await look(page, 'platform-majors');
	await page.locator('.el-table__row', { hasText: '2015' }).getByRole('button', { name: '新旧对照' }).click();
	await dialog().getByText('470201').waitFor();
	check('and what the old one became', true);
	await open('/platform/majors?tab=uses');
	await look(page, 'platform-catalogue-uses');
	await page.getByRole('button', { name: '设置考生高职专科的目录' }).click();
	await dialog().getByLabel('目录版本').click();
	await page.getByRole('option', { name: '2021 版' }).click();
	await dialog().getByLabel('启用时间').fill('2099-09-01 00:00');
	await page.keyboard.press('Enter');
	await dialog().getByRole('button', { name: '设置' }).click();
	await page.getByText('2099-09-01 00:00 起改用 2021 版').waitFor();
	same('from that day on', sqlValue("SELECT catalogue FROM catalogue_use WHERE upload_kind = 'candidate' AND education_level = 'college' AND from_at > '2099-01-01'"), '2021');
	sql("DELETE FROM catalogue_use WHERE from_at > '2099-01-01'");
	await open('/platform/majors?tab=import');
	await look(page, 'platform-major-import');
});

await b.close();
