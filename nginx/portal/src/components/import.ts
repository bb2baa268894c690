/* import.ts: what a spreadsheet import finds, arranged as the person's own sheet: rows by number, columns by letter. */
import type { components } from '@gen/schema'

export type Import = components['schemas']['Import']
export type ImportFault = components['schemas']['ImportFault']
export type ImportKind = Import['kind']

export interface SheetColumn {
  letter: string
  name: string
}
export interface SheetRow {
  sheet: string
  row: number
  /** Faults by column letter; those of no cell stand under "". */
  cells: Record<string, ImportFault[]>
}

const letterOf = (fault: ImportFault) => /^([A-Z]+)\d+$/.exec(fault.cell)?.[1] ?? ''
const numberOf = (letter: string) => [...letter].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0)

/** Rows and columns that have faults, in the order of the sheet. */
export function asSheet(faults: readonly ImportFault[]): { columns: SheetColumn[]; rows: SheetRow[] } {
  const columns = new Map<string, string>()
  const rows = new Map<string, SheetRow>()
  for (const f of faults) {
    const letter = letterOf(f)
    if (letter && !columns.get(letter)) columns.set(letter, f.column)
    const key = `${f.sheet} ${f.row}`
    let row = rows.get(key)
    if (!row) rows.set(key, (row = { sheet: f.sheet, row: f.row, cells: {} }))
    ;(row.cells[letter] ??= []).push(f)
  }
  return {
    columns: [...columns].map(([letter, name]) => ({ letter, name })).sort((a, b) => numberOf(a.letter) - numberOf(b.letter)),
    rows: [...rows.values()].sort((a, b) => a.sheet.localeCompare(b.sheet) || a.row - b.row),
  }
}

const grave = { error: 3, warning: 2, repaired: 1 }
/** The gravest of a cell's faults. */
export const worst = (faults: readonly ImportFault[]) =>
  faults.reduce<ImportFault['severity']>((s, f) => (grave[f.severity] > grave[s] ? f.severity : s), 'repaired')

export const severities: Record<ImportFault['severity'], string> = { error: '不能导入', warning: '请核对', repaired: '已自动修正' }
