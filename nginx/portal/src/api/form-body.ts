/*
 * form-body.ts: between what stands in a form's fields and what the API takes: an empty optional field is left out, and the
 * server's faults find their fields by JSON pointer.
 */
import type { FormTable } from './form'
import type { Fault } from './problem'

/** What the fields begin with. */
export function startOf(fields: FormTable, model: object | undefined): Record<string, unknown> {
  const from = (model ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    fields.map((f) => {
      const empty = f.kind === 'boolean' ? false : ['ids', 'texts', 'list'].includes(f.kind) ? [] : f.kind === 'integer' ? undefined : ''
      return [f.name, from[f.name] ?? empty]
    }),
  )
}

/** The members of the body that the fields make. */
export function bodyOf(fields: FormTable, values: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const f of fields) {
    const v = values[f.name]
    if (v === undefined || v === null) continue
    if (typeof v === 'string') {
      const text = f.kind === 'password' ? v : v.trim()
      if (text !== '') body[f.name] = text
    } else if (!(Array.isArray(v) && v.length === 0 && !f.required)) body[f.name] = v
  }
  return body
}

/** The whole body: what the page adds to the fields (a version), and what the fields make; an emptied field is in neither. */
export function bodyWith(model: object, fields: FormTable, values: Record<string, unknown>): Record<string, unknown> {
  const others = Object.entries(model).filter(([name]) => !fields.some((f) => f.name === name))
  return { ...Object.fromEntries(others), ...bodyOf(fields, values) }
}

/** Faults by the pointer of their field, and the ones that point to no field of the form. */
export function faultsByPointer(errors: readonly Fault[], fields: FormTable): { at: Record<string, string>; loose: string[] } {
  const at: Record<string, string> = {}
  const loose: string[] = []
  for (const e of errors) {
    const name = e.pointer?.split('/')[1]
    const text = e.fix ? `${e.detail}（建议：${e.fix}）` : e.detail
    if (!e.pointer || !fields.some((f) => f.name === name)) loose.push(text)
    else at[e.pointer] = at[e.pointer] ? `${at[e.pointer]}；${text}` : text
    // A fault inside a list also marks the list.
    if (name && e.pointer !== `/${name}` && fields.some((f) => f.name === name)) at[`/${name}`] ??= '请改正其中标出的内容'
  }
  return { at, loose }
}
