import { describe, expect, it } from 'vitest'
import { bodyOfRow, changed, pastedRows, rowOf, written } from './items'

const judged = { id: '7', kind: 'equipment' as const, name: '精馏塔', quantity: 3, description: '', file: null, file_name: null, decision: 'accepted' as const, comment: '' }

describe('rows of a site application', () => {
  it('know whether their judgement still holds', () => {
    const row = rowOf(judged)
    expect(changed(row)).toBe(false)
    expect(changed({ ...row, quantity: 4 })).toBe(true)
    expect(changed({ ...row, quantity: 4, judged: undefined })).toBe(false)
  })
  it('are sent without what only the page knows', () => {
    expect(bodyOfRow({ ...rowOf(judged), name: ' 精馏塔 ', file: '9', file_name: '清单.pdf' })).toEqual({ id: '7', kind: 'equipment', name: '精馏塔', quantity: 3, file: '9' })
    expect(written({ kind: 'premises', name: '', quantity: undefined })).toBe(false)
  })
  it('come from the clipboard', () => {
    expect(pastedRows('teaching', '双师型教师')).toBeUndefined()
    expect(pastedRows('teaching', '双师型教师\t6\t含高级 2 人\r\n企业导师\tx\n\n')).toEqual([
      { kind: 'teaching', name: '双师型教师', quantity: 6, description: '含高级 2 人' },
      { kind: 'teaching', name: '企业导师', quantity: undefined, description: '' },
    ])
  })
})
