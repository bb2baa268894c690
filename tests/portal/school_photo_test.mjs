/*
 * school_photo_test.mjs: candidates' photos: a zip with a result for each, and one by one with the tool that cuts, turns and judges the
 * red background before anything is sent.
 */
import { check, same, sql, unique } from '../api/lib.mjs';
import { importAll, person, portrait, zip } from '../api/main_line_world.mjs';
import { newSchool } from '../api/pilot_scene.mjs';
import { browser, look, settled, signIn } from './lib.mjs';
import { answer, button, choose, dialogOf, go, told, walk } from './walk.mjs';

const year = 2026;
const b = await browser();
const school = await newSchool('420000');
sql(`UPDATE organisation SET state = 'active' WHERE id = ${school.organisation}`);
school.officer.role = 'school';
const people = Array.from({ length: 8 }, (_, i) => ({ ...person('420105'), student: `${unique('').slice(-4)}${2024000 + i}`.replace(/\W/g, '0') }));
const row = (p, over = {}) => ({
	姓名: p.name, 证件类型: '居民身份证', 证件号码: p.number, 性别: p.sex, 民族: '汉族', 手机号: '13900000001', 学号: p.student, 学历层次: '高职专科', 专业代码: '570201',
	专业名称: '应用化工技术', 入学年份: year - 2, 班级: '化工2401班', 照片文件名: `${p.student}.jpg`, ...over,
});
const choosing = (page) => page.locator('.file-drop input[type=file]');
await importAll(school.officer, 'candidate', people.map((p) => row(p)));
const page = await b.page({ alone: true });
page.setDefaultTimeout(15000);
await signIn(page, school.officer);

await walk('photos by zip', async () => {
	await go(page, '/school/candidates/photos');
	await look(page, 'school-photos');
	const entries = people.slice(0, 6).map((p, i) => [`${p.student}.png`, i === 5 ? portrait(5, { background: [30, 90, 200] }) : portrait(i)]);
	entries.push(['没有这个人.png', portrait(77)]);
	await choosing(page).setInputFiles({ name: '照片.zip', mimeType: 'application/zip', buffer: zip(entries) });
	await told(page, '2 张没有采用');
	await settled(page);
	same('seven results', await page.locator('.el-table__row').count(), 7);
	await choose(page, page, '结果', '失败');
	await settled(page);
	same('two failed', await page.locator('.el-table__row').count(), 2);
	await look(page, 'school-photo-results');
	await page.reload();
	await told(page, '2 张没有采用');
	check('the result survives a reload', true);
});

await walk('one photo, cut and turned', async () => {
	await go(page, '/school/candidates?sort=student_number');
	const mine = (await school.officer.all('/candidates')).find((c) => c.student_number === people[5].student);
	await go(page, `/school/candidates/${mine.id}`);
	await look(page, 'school-candidate');
	await button(page, '上传照片').click();
	const dialog = dialogOf(page);
	await dialog.locator('input[type=file]').setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: portrait(5, { width: 600, height: 800, background: [30, 90, 200] }) });
	await told(page, '不合格，上传后会被退回');
	check('the colour is named', (await dialog.locator('.verdict').innerText()).includes('蓝色'));
	check('and cannot be sent', await dialog.getByRole('button', { name: '上传', exact: true }).isDisabled());
	await look(page, 'school-photo-refused');
	await dialog.getByRole('button', { name: '换一张' }).click();
	await dialog.locator('input[type=file]').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: portrait(6, { width: 800, height: 1000 }) });
	await told(page, '背景与人像合格');
	await dialog.locator('canvas[tabindex]').focus();
	await dialog.getByRole('button', { name: '左转 90°' }).click();
	await dialog.getByRole('button', { name: '右转 90°' }).click();
	await dialog.locator('canvas[tabindex]').focus();
	for (const key of ['ArrowLeft', 'ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown', '+', '-', '[', ']']) await page.keyboard.press(key);
	await told(page, '背景与人像合格');
	await look(page, 'school-photo-tool');
	await dialog.getByRole('button', { name: '上传', exact: true }).click();
	await dialog.waitFor({ state: 'hidden' });
	await page.locator('.candidate-photo img').waitFor();
	const stored = await school.officer.get(`/candidates/${mine.id}`);
	same('the server took it without a doubt', [stored.photo, stored.photo_state], [true, 'ok']);
	await button(page, '查看').click();
	await dialogOf(page).locator('textarea').fill('核对证件');
	await answer(page, '查看');
	await told(page, people[5].number);
	check('the full number is shown for a reason', true);
});

await b.close();
