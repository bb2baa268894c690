/*
 * openapi_test.mjs: the API document that ctl prints: OpenAPI 3.1 by the recommended rules of a linter that is not ours, and
 * true to the route table: every route with its method, permission, parameters and key.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { check, ctl, env, nobody, same } from './lib.mjs';

const text = ctl('openapi');
const doc = JSON.parse(text);
const routes = JSON.parse(ctl('routes'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openapi-'));
const file = path.join(folder, 'openapi.json');
fs.writeFileSync(file, text);

// --- the linter
const redocly = path.join(env.root, 'tests/node_modules/.bin/redocly');
{
	const r = spawnSync(redocly, ['lint', file, '--extends', 'recommended', '--format', 'json'], {
		encoding: 'utf8', cwd: folder, env: { ...process.env, REDOCLY_TELEMETRY: 'off' }, timeout: 120000,
	});
	let found = null;
	try {
		found = JSON.parse(r.stdout.slice(r.stdout.indexOf('{')));
	} catch {
		// what it said is shown below
	}
	check('the linter finds no error and no warning', found && found.problems.length === 0 && r.status === 0,
		found ? found.problems.slice(0, 10).map((p) => `${p.ruleId}: ${p.message} ${p.location?.[0]?.pointer ?? ''}`).join('\n') : r.stdout + r.stderr);
}
fs.rmSync(folder, { recursive: true });

// --- every route is in it
const shape = (p) => p.replace(/\{[^}]*\}/g, '{}');
const byShape = new Map(Object.entries(doc.paths).map(([p, item]) => [shape(p), [p, item]]));
const wrong = [];
for (const r of routes) {
	const [p, item] = byShape.get(shape(r.path)) ?? [];
	const op = item?.[r.method.toLowerCase()];
	if (!op) {
		wrong.push(`${r.method} ${r.path} is missing`);
		continue;
	}
	if (op.operationId !== r.name || op['x-permission'] !== r.permission || op.summary !== r.title) wrong.push(`${r.method} ${r.path} is told wrongly`);
	if ((op.security.length === 0) !== (r.permission === 'PUBLIC')) wrong.push(`${r.method} ${r.path}: security`);
	const names = (op.parameters ?? []).filter((q) => q.in === 'path').map((q) => `{${q.name}}`);
	if (names.join() !== (p.match(/\{[^}]*\}/g) ?? []).join()) wrong.push(`${r.method} ${r.path}: parameters of the path`);
	if (r.key !== (op.parameters ?? []).some((q) => q.$ref?.endsWith('/IdempotencyKey'))) wrong.push(`${r.method} ${r.path}: Idempotency-Key`);
}
same('every route is in the document, as it is', wrong, []);
const names = Object.values(doc.paths).flatMap((item) => Object.values(item)).map((o) => o.operationId).filter(Boolean);
same('every operation has a name of its own', names.length, new Set(names).size);

// --- references and limits
const refs = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
same('every reference leads somewhere', refs.filter(([, kind, name]) => !doc.components[kind]?.[name]).map((m) => m[0]), []);
const input = doc.components.schemas.AccountInput;
same('an input has the limits of its table', [input.required, input.additionalProperties, input.properties.login.minLength,
	input.properties.duties.items.enum.length], [['login', 'name', 'duties'], false, 4, 6]);
same('a password is never read', doc.components.schemas.SignIn.properties.password.writeOnly, true);

// --- what is served is what is printed
const served = await nobody().get('/openapi.json');
same('the same document is served', served, doc);
check('no route is without the linter’s two answers', Object.values(served.paths).every((item) => Object.entries(item)
	.every(([verb, o]) => verb === 'servers' || (o.responses['2XX'] && o.responses['400']))));
