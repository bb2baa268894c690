/*
 * types.mjs OPENAPI FOLDER: from the API document: schema.d.ts (types of every request and answer), forms.ts (what each field
 * of an input or answer is: title, limits, choices; the same tables the server validates with), routes.ts (the permissions' names, and the
 * POST routes that take no idempotency key). Files that would not change keep their time stamp.
 */
import fs from 'node:fs'
import path from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'

const [source, folder] = process.argv.slice(2)
const doc = JSON.parse(fs.readFileSync(source, 'utf8'))
const head = '// Generated from the API document; see tools/types.mjs.\n'

function write(name, text) {
  const file = path.join(folder, name)
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) fs.writeFileSync(file, text)
}

const refName = (schema) => schema?.$ref?.split('/').pop()

/** One field of an input as the form needs it. */
function field(name, schema, required) {
  const f = { name, title: schema.title ?? name, kind: 'text', required }
  const choices = (s) => s.enum?.filter((value) => value !== null).map((value, i) => ({ value, label: s['x-labels']?.[i] ?? value }))
  const type = [schema.type].flat().find((t) => t !== 'null')
  if (schema.description) f.note = schema.description
  if (schema.examples?.[0]) f.example = schema.examples[0]
  if (type === 'boolean') f.kind = 'boolean'
  else if (type === 'integer') Object.assign(f, { kind: 'integer', min: schema.minimum, max: schema.maximum })
  else if (type === 'array') {
    const of = refName(schema.items)
    f.kind = of === 'Id' ? 'ids' : of ? 'list' : 'texts'
    if (f.kind === 'list') f.of = of
    Object.assign(f, { min: schema.minItems, max: schema.maxItems, choices: choices(schema.items) })
  } else if (schema.enum) Object.assign(f, { kind: 'choice', choices: choices(schema) })
  else if (schema.format === 'date') f.kind = 'date'
  else if (schema.format === 'date-time') f.kind = 'time'
  else if (schema.pattern?.includes('\\.')) f.kind = 'decimal'
  else if (schema.pattern) f.kind = 'id'
  else Object.assign(f, { kind: schema.format === 'password' ? 'password' : 'text', min: schema.minLength, max: schema.maxLength })
  return Object.fromEntries(Object.entries(f).filter(([, v]) => v !== undefined && v !== false))
}

const operations = Object.entries(doc.paths).flatMap(([p, item]) =>
  Object.entries(item).filter(([, o]) => o.operationId).map(([method, o]) => ({ path: p, method, ...o })))

// --- the bodies of requests and answers, and what stands inside them
const inputs = new Set()
function note(name) {
  if (!name || inputs.has(name) || doc.components.schemas[name]?.type !== 'object') return
  inputs.add(name)
  for (const s of Object.values(doc.components.schemas[name].properties ?? {})) if (s.type === 'array') note(refName(s.items))
}
for (const o of operations)
  for (const part of [o.requestBody, o.responses['2XX']])
    for (const c of Object.values(part?.content ?? {})) {
      note(refName(c.schema))
      note(refName(c.schema.properties?.items?.items)) // a page of a list
    }
const forms = [...inputs].sort().map((name) => {
  const s = doc.components.schemas[name]
  const fields = Object.entries(s.properties ?? {}).map(([k, v]) => field(k, v, s.required?.includes(k) ?? false))
  return `export const ${name}: FormTable = ${JSON.stringify(fields)}\n`
})

fs.mkdirSync(folder, { recursive: true })
write('schema.d.ts', head + astToString(await openapiTS(doc, { alphabetize: true })))
write('forms.ts', `${head}import type { FormTable } from '@/api/form'\n\n${forms.join('')}`)
const permissions = [...new Set(operations.map((o) => o['x-permission']))].sort()
const keyless = operations.filter((o) => o.method === 'post' && !o.parameters?.some((p) => p.$ref?.endsWith('/IdempotencyKey')))
write('routes.ts', `${head}export type Permission =\n${permissions.map((p) => `  | '${p}'`).join('\n')}\n\n` +
  `export const keylessPosts: readonly string[] = ${JSON.stringify(keyless.map((o) => o.path))}\n`)
