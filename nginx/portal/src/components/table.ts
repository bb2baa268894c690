/*
 * table.ts: what a list is declared with, and the parts of DataTable that can be thought about without a screen: filters in
 * the address, the stack of cursors, rows for a spreadsheet.
 */
import type { VNodeChild } from 'vue'
import type { Answer, PathOf } from '@/api/client'
import type { Choice } from '@/api/form'

/** A row of the list that a GET route answers. */
export type RowOf<P extends PathOf<'get'>> = Answer<P, 'get'> extends { items: (infer R)[] } ? R : never

export interface Column<Row> {
  /** The member of the row; the slot "cell-<key>" may draw it. It is also the value of ?sort when sortable. */
  key: string
  title: string
  width?: number
  minWidth?: number
  align?: 'left' | 'center' | 'right'
  /** The server can sort by it. */
  sortable?: boolean
  /** Not shown until somebody chooses it. */
  hidden?: boolean
  /** The text of the cell, also in the spreadsheet. Without it: the member itself. */
  format?: (row: Row) => string | number | null | undefined
  /** What is drawn instead of the text. */
  render?: (row: Row) => VNodeChild
  /** Not in the spreadsheet (buttons, pictures). */
  noExport?: boolean
}

export interface Filter {
  /** The query parameter. */
  key: string
  title: string
  choices?: readonly Choice[]
  /** Personal data (names, numbers): kept in this browser tab only, never in the address. */
  private?: boolean
  placeholder?: string
  width?: number
}

export type Values = Record<string, string>

/** The filters' values in an address's query. */
export function filtersIn(query: Record<string, unknown>, filters: readonly Filter[], prefix = ''): Values {
  const found: Values = {}
  for (const f of filters) {
    const v = query[prefix + f.key]
    if (!f.private && typeof v === 'string' && v !== '') found[f.key] = v
  }
  return found
}

/** The query with the filters' values and the sort in it; everything else stays, private filters never come in. */
export function queryWith(
  query: Record<string, unknown>, filters: readonly Filter[], values: Values, sort: Sort | undefined, prefix = '',
): Record<string, unknown> {
  const next = { ...query }
  for (const f of filters) {
    if (f.private || !values[f.key]) Reflect.deleteProperty(next, prefix + f.key)
    else next[prefix + f.key] = values[f.key]
  }
  if (sort) Object.assign(next, { [`${prefix}sort`]: sort.key, [`${prefix}order`]: sort.order })
  else for (const k of ['sort', 'order']) Reflect.deleteProperty(next, prefix + k)
  return next
}

export interface Sort {
  key: string
  order: 'asc' | 'desc'
}
export function sortIn(query: Record<string, unknown>, columns: readonly { key: string; sortable?: boolean }[], prefix = ''): Sort | undefined {
  const key = query[`${prefix}sort`]
  const column = columns.find((c) => c.sortable && c.key === key)
  return column ? { key: column.key, order: query[`${prefix}order`] === 'desc' ? 'desc' : 'asc' } : undefined
}

/** The text of a cell. */
export function textOf<Row>(column: Column<Row>, row: Row): string {
  const v = column.format ? column.format(row) : (row as Record<string, unknown>)[column.key]
  if (v === null || v === undefined) return ''
  if (typeof v === 'boolean') return v ? '是' : '否'
  return String(v)
}

/** The value of a cell in a spreadsheet: numbers stay numbers, everything else is text that no program will run. */
export function cellOf<Row>(column: Column<Row>, row: Row): string | number {
  const v = column.format ? column.format(row) : (row as Record<string, unknown>)[column.key]
  return typeof v === 'number' ? v : textOf(column, row)
}

/** Values that only this tab keeps. */
export const keepInTab = {
  read<T>(name: string, otherwise: T): T {
    try {
      return (JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null) ?? otherwise
    } catch {
      return otherwise
    }
  },
  write(name: string, value: unknown): void {
    sessionStorage.setItem(name, JSON.stringify(value))
  },
}
