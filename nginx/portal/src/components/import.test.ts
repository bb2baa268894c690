import { describe, expect, it } from 'vitest'
import { asSheet, worst } from './import'
import type { ImportFault } from './import'

const fault = (cell: string, row: number, column: string, severity: ImportFault['severity'] = 'error'): ImportFault => ({
  cell, row, column, severity, sheet: '考生', seq: 0, code: 'x', value: '', detail: '', fix: '',
})

describe('asSheet', () => {
  it('stands like the sheet: columns by letter, rows by number', () => {
    const { columns, rows } = asSheet([fault('AA3', 3, '班级'), fault('C2', 2, '证件号码'), fault('A3', 3, '姓名'), fault('C3', 3, '证件号码')])
    expect(columns.map((c) => c.letter)).toEqual(['A', 'C', 'AA'])
    expect(rows.map((r) => r.row)).toEqual([2, 3])
    expect(Object.keys(rows[1]?.cells ?? {}).sort()).toEqual(['A', 'AA', 'C'])
  })
  it('keeps what concerns the whole sheet', () => {
    const { columns, rows } = asSheet([fault('', 0, '')])
    expect(columns).toEqual([])
    expect(rows[0]?.cells['']).toHaveLength(1)
  })
  it('colours a cell by its gravest fault', () => {
    expect(worst([fault('A1', 1, '', 'repaired'), fault('A1', 1, '', 'warning')])).toBe('warning')
  })
})
