/*
 * signing_scene.mjs: what a signer's hand does in the browser: make a key under a passphrase, check the list and sign it. Not a test.
 */
export const PASS = '十二个字以上的签发口令呀呀';

/** Makes the key of this name (评价组织签发, 考核站点签发, 盖章) on the page of keys. */
export async function makeKey(page, name, pass = PASS) {
	const row = page.getByRole('listitem').filter({ hasText: name });
	await row.getByRole('button', { name: '生成密钥' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.locator('#key-passphrase').fill(pass);
	await dialog.locator('#key-again').fill(pass);
	await dialog.getByRole('button', { name: '生成' }).click();
	await row.getByText('使用中').waitFor();
}
/** Signs the list of the open signing room with the button of this name. code: a fresh one-time password. */
export async function signAll(page, code, button, pass = PASS) {
	await page.getByText('整个清单的摘要').waitFor();
	await page.getByText(/^我已核对清单/).click();
	await page.getByLabel('签发口令').fill(pass);
	await page.getByLabel('动态口令').fill(code);
	await page.getByRole('button', { name: button }).click();
}
