/*
 * walk.mjs: what several tests of pages share: steps that stand on one another, and the few movements of a person's hand: go to a
 * page, press a button, choose from a list, answer a question, fill the template of an import, hand a password over. Not a test.
 */
import fs from 'node:fs';
import { check, env, step } from '../api/lib.mjs';
import { filled } from '../api/main_line_world.mjs';
import { settled } from './lib.mjs';

let walking = true;
/** A step of a scenario; after one that failed the rest is not tried, but counted. */
export async function walk(name, fn) {
	if (!walking) return check(name, false, 'a step before it failed');
	walking = false;
	return step(name, async () => {
		const value = await fn();
		walking = true;
		return value;
	});
}

export const go = (page, path) => page.goto(`${env.url}${path}`).then(() => settled(page));
export const button = (page, name) => page.getByRole('button', { name, exact: true });
/** The dialog that is open. */
export const dialogOf = (page) => page.locator('.el-overlay-dialog:visible');
/** Presses the button of an open dialog that answers its question. */
export const answer = (page, name) => dialogOf(page).locator('.el-dialog__footer').getByRole('button', { name, exact: true }).click();
/** Chooses from a select inside a page or a part of it, by its label. */
export async function choose(page, part, label, option) {
	await part.getByRole('combobox', { name: label, exact: true }).click();
	await page.locator('.el-select-dropdown__item:visible', { hasText: option }).first().click();
}
export const told = (page, text) => page.getByText(text).locator('visible=true').first().waitFor();

/** Opens a page by the side menu. */
export async function menu(page, title) {
	await page.getByRole('navigation', { name: '主菜单' }).getByText(title, { exact: true }).last().click();
	await settled(page);
}
/** Types a time into a picker, as it is shown ("2026-03-01 08:00"). */
export async function time(part, label, text) {
	const input = part.getByLabel(label);
	await input.fill(text);
	await input.press('Enter');
}
/** What is chosen in a field for files. */
export const file = (name, buffer, mimeType = 'application/octet-stream') => ({ name, mimeType, buffer });

/** Presses what begins a download: its bytes. */
export async function downloaded(page, control) {
	const [got] = await Promise.all([page.waitForEvent('download'), control.click()]);
	return fs.readFileSync(await got.path());
}
/** Chooses a workbook for the import that the page shows and waits until it is checked. */
export async function upload(page, name, bytes) {
	await page.getByLabel('把填好的表格拖到这里').setInputFiles(file(name, bytes));
	await page.getByText('可以导入', { exact: true }).waitFor();
	await settled(page);
}
/** Downloads the template of the import that the page shows, fills it by headings, uploads it and imports every row. */
export async function importTemplate(page, name, rows) {
	await upload(page, name, await filled(await downloaded(page, button(page, '下载模板')), rows));
	await confirmImport(page, rows.length);
}
export async function confirmImport(page, rows) {
	await button(page, `导入 ${rows} 行`).click();
	await page.getByRole('term').filter({ hasText: '已导入' }).waitFor();
}

/** Reads the one-time password off the screen and closes the dialog as a careful person does. */
export async function handOver(page) {
	const dialog = page.getByRole('dialog').last();
	await page.locator('[data-test=password]').waitFor();
	const given = { login: await page.locator('[data-test=login]').innerText(), password: await page.locator('[data-test=password]').innerText() };
	check('it cannot be closed before it was copied', await dialog.getByRole('button', { name: '完成' }).isDisabled());
	await dialog.getByText('我已复制或抄下').click();
	await dialog.getByRole('button', { name: '完成' }).click();
	await page.locator('[data-test=password]').waitFor({ state: 'hidden' });
	return given;
}
/** An administrator opens an account: its login and one-time password. */
export async function openAccount(page, login, name, ...duties) {
	await button(page, '开设账号').click();
	const dialog = page.getByRole('dialog').last();
	await dialog.getByLabel('账号').first().fill(login);
	await dialog.getByLabel('姓名').first().fill(name);
	for (const d of duties) await dialog.getByText(d, { exact: true }).click();
	await dialog.getByRole('button', { name: '开设' }).click();
	return handOver(page);
}
