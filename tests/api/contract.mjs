/*
 * contract.mjs: does an answer keep to the API document? Every test over HTTP asks it of every answer, so that what the
 * portal's types say is what the programs send. Uses a schema checker that is not ours.
 */
import Ajv from 'ajv/dist/2020.js';

/** document: the parsed OpenAPI document. Gives fault(method, path, status, body): what is wrong, or null. */
export function contract(document) {
	const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
	ajv.addSchema({ $id: 'doc', components: document.components });
	const exact = (p) => new RegExp(`^${p.replace(/\{[^}]*\}/g, '[^/]+')}$`);
	const routes = Object.entries(document.paths)
		.map(([path, item]) => ({ path, item, match: exact(path) }))
		.sort((a, b) => (a.path.match(/\{/g)?.length ?? 0) - (b.path.match(/\{/g)?.length ?? 0));
	const known = new Map();
	const checker = (path, method, operation) => {
		const key = `${method} ${path}`;
		if (!known.has(key)) {
			const schema = operation.responses['2XX']?.content?.['application/json']?.schema;
			const text = schema && JSON.stringify(schema).replaceAll('"#/', '"doc#/');
			known.set(key, text ? ajv.compile(JSON.parse(text)) : null);
		}
		return known.get(key);
	};
	return (method, path, status, body) => {
		const plain = path.split('?')[0];
		const found = routes.find((r) => r.match.test(plain) && r.item[method.toLowerCase()]);
		if (!found || status < 200 || status >= 300 || typeof body !== 'object' || body === null) return null;
		const content = found.item[method.toLowerCase()].responses['2XX']?.content;
		if (content && !content['application/json']) return null; // a stored file, which may be JSON
		const right = checker(found.path, method, found.item[method.toLowerCase()]);
		if (!right) return status === 204 ? null : `${method} ${found.path}: the document knows no such answer`;
		if (right(body)) return null;
		const e = right.errors[0];
		return `${method} ${found.path}: ${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`;
	};
}
