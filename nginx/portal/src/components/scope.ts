/*
 * scope.ts: the thinking of ScopeRows: rows of an application as cells of a table (level × major) and back, the server's faults at
 * their cells, a pasted column of numbers.
 */
import type { components } from '@gen/schema'

export interface ScopeRow {
  level: string
  major: string
}
export type Cell = Record<string, number | undefined>
type Level = components['schemas']['StandardLevel']
export type ScopeMajor = components['schemas']['StandardMajor'] & { levels: Set<string> }

export const cellKey = (level: string, major: string) => `${level}:${major}`

/** Every major of some level once, in the order of code, with the levels that take it. */
export function majorsOf(levels: readonly Level[]): ScopeMajor[] {
  const found = new Map<string, ScopeMajor>()
  for (const l of levels)
    for (const m of l.majors) {
      const known = found.get(m.id) ?? { ...m, levels: new Set<string>() }
      known.levels.add(l.id)
      found.set(m.id, known)
    }
  return [...found.values()].sort((a, b) => a.education_level.localeCompare(b.education_level) || a.code.localeCompare(b.code) || b.catalogue - a.catalogue)
}

export function cellsOf(rows: readonly ScopeRow[], keys: readonly string[]): Map<string, Cell> {
  return new Map(rows.map((r) => [cellKey(r.level, r.major), Object.fromEntries(keys.map((k) => [k, (r as unknown as Cell)[k]]))]))
}

/** A cell without any number is no row. */
export function rowsOf<Row extends ScopeRow>(cells: ReadonlyMap<string, Cell>, keys: readonly string[]): Row[] {
  const rows: Row[] = []
  for (const [at, cell] of cells) {
    if (!keys.some((k) => cell[k])) continue
    const [level, major] = at.split(':') as [string, string]
    rows.push({ level, major, ...Object.fromEntries(keys.map((k) => [k, cell[k] ?? 0])) } as unknown as Row)
  }
  return rows
}

/** The faults of "/items/<n>/…" by the cell that row n fills. */
export function faultsOfCells(faults: Record<string, string>, pointer: string, rows: readonly ScopeRow[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [at, text] of Object.entries(faults)) {
    if (!at.startsWith(`${pointer}/`)) continue
    const row = rows[Number(at.slice(pointer.length + 1).split('/')[0])]
    if (!row) continue
    const key = cellKey(row.level, row.major)
    found.set(key, [...(found.get(key) ?? []), text])
  }
  return found
}

/** A column of a spreadsheet from the clipboard: the first cell of each line, empty for what is no number. */
export function pasted(text: string): (number | undefined)[] {
  const lines = text.replace(/\r/g, '').replace(/\n+$/, '').split('\n')
  return lines.map((line) => {
    const digits = (line.split('\t')[0] ?? '').replace(/[,\s，]/g, '')
    return /^\d{1,6}$/.test(digits) ? Number(digits) : undefined
  })
}
