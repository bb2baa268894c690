/*
 * main_line_test.mjs: the whole main line over real HTTP as a table of steps: two provinces, three schools, two evaluation
 * organisations, 300 candidates, both certificates of the manual, and a clock that the test moves. Around each step the
 * wrong role, the wrong organisation, the wrong phase and the wrong order are refused, and the state is what it was.
 */
import { allRefused, check, step } from './lib.mjs';
import { prepare } from './main_line_prepare.mjs';
import { certificate } from './main_line_certificate.mjs';
import { exam } from './main_line_exam.mjs';
import { plan } from './main_line_plan.mjs';
import { atSchool } from './main_line_school.mjs';
import { save } from './main_line_world.mjs';

const steps = [...prepare, ...atSchool, ...plan, ...exam, ...certificate];
const w = {};
for (const one of steps) {
	const began = Date.now();
	if (one.before) await allRefused(one.name, await one.before(w));
	let whole = false;
	await step(one.name, async () => {
		await one.run(w);
		whole = true;
	});
	if (!whole) {
		check('the line goes on', false, `it stopped at: ${one.name}`);
		break;
	}
	if (one.after) await allRefused(one.name, await one.after(w));
	console.log(`# ${((Date.now() - began) / 1000).toFixed(1)} s: ${one.name}`);
}
save(w);
