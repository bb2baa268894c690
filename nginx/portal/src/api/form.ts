/*
 * form.ts: what an input field is. The tables themselves (@gen/forms) are generated from the API document, so a form
 * asks for what the server validates: titles, limits, choices.
 */
export interface Choice {
  value: string
  label: string
}

export type FieldKind =
  | 'text' | 'password' | 'integer' | 'decimal' | 'boolean' | 'date' | 'time' | 'choice' | 'id' | 'ids' | 'texts' | 'list'

export interface FormColumn {
  name: string
  title: string
  kind: FieldKind
  required?: boolean
  /** Lengths of text, values of numbers, items of lists. */
  min?: number
  max?: number
  note?: string
  example?: string
  choices?: Choice[]
  /** The table of a list's items. */
  of?: string
}

export type FormTable = FormColumn[]

/** The column of a table by its name; a wrong name is a mistake of the page. */
export function column(table: FormTable, name: string): FormColumn {
  const found = table.find((f) => f.name === name)
  if (!found) throw new Error(`the form has no field ${name}`)
  return found
}

/** Whether it is hidden while it is typed: passwords and codes; a document number must be read by who types it. */
export const hiddenWhileTyped = (f: FormColumn) => f.kind === 'password' && /pass|^(old|new|code)$/.test(f.name)

/** The label of a choice, the value itself when the table does not know it. */
export function labelOf(table: FormTable, name: string, value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  return column(table, name).choices?.find((c) => c.value === text)?.label ?? text
}

/** What can be said before the server is asked; undefined when nothing is wrong. */
export function faultOf(field: FormColumn, value: unknown): string | undefined {
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  const choose = ['choice', 'id', 'ids', 'date', 'time'].includes(field.kind)
  if (empty) return field.required ? `请${choose ? '选择' : '填写'}${field.title}` : undefined
  if (typeof value === 'string' && (field.kind === 'text' || field.kind === 'password')) {
    const length = [...value].length
    if (field.max !== undefined && length > field.max) return `${field.title}不能超过 ${field.max} 个字`
    if (field.min !== undefined && length < field.min) return `${field.title}不能少于 ${field.min} 个字`
  }
  if (typeof value === 'number') {
    if (field.min !== undefined && value < field.min) return `${field.title}不能小于 ${field.min}`
    if (field.max !== undefined && value > field.max) return `${field.title}不能大于 ${field.max}`
  }
  if (field.kind === 'decimal' && !/^-?\d{1,15}(\.\d{1,2})?$/.test(String(value)))
    return `${field.title}须为数字，最多两位小数`
  if (Array.isArray(value)) {
    if (field.min !== undefined && value.length < field.min) return `${field.title}至少 ${field.min} 项`
    if (field.max !== undefined && value.length > field.max) return `${field.title}最多 ${field.max} 项`
  }
  return undefined
}
