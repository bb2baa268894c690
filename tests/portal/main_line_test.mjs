/*
 * main_line_test.mjs: the whole main line as the people walk it, each in a browser of the own with password and second factor, through
 * nginx over TLS: from the school's registration and pilot application to the certificate that its holder finds and anybody
 * verifies on the public site. One plan with five windows; the test moves the clock. All that a person does is done on the pages by
 * visible labels; over the API stands only what is before the line: the first operator's account and the published standard.
 */
import path from 'node:path';
import { clock, clockOffset, env } from '../api/lib.mjs';
import { browser } from './lib.mjs';
import { certificate } from './main_line_certificate.mjs';
import { exam } from './main_line_exam.mjs';
import { people } from './main_line_people.mjs';
import { plan } from './main_line_plan.mjs';
import { atSchool } from './main_line_school.mjs';
import { walk } from './walk.mjs';

const began = Date.now();
const start = clockOffset();
const w = { b: await browser(), who: {}, at: {}, today: 0, opened: new Map() };
/** It is so many days later, for everybody. */
w.day = (n) => {
	clock(start + n * 86400);
	w.today = n;
};
for (const one of [...people, ...atSchool, ...plan, ...exam, ...certificate]) {
	const from = Date.now();
	let done = false;
	await walk(one.name, async () => {
		await one.run(w);
		done = true;
	});
	console.log(`# ${((Date.now() - from) / 1000).toFixed(1)} s: ${one.name}`);
	if (done) continue;
	// Where everybody stands when it did not go on.
	for (const [who, page] of Object.entries(w.at))
		if (!page.isClosed()) await page.screenshot({ path: path.join(env.root, 'build/screenshots', `stopped-${who.replace(' ', '-')}.png`) });
	break;
}
clock(start);
await w.b.close('nothing that a browser complains about, on the whole line');
console.log(`# ${Math.round((Date.now() - began) / 1000)} s in all`);
