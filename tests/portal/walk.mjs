/*
 * walk.mjs: what several tests of pages share: steps that stand on one another, and the few movements of a person's hand: go to a
 * page, press a button, choose from a list, answer a question. Not a test.
 */
import { check, env, step } from '../api/lib.mjs';
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
