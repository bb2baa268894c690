import { describe, expect, it } from 'vitest'
import { faultOf, hiddenWhileTyped } from './form'
import type { FormColumn } from './form'

const text: FormColumn = { name: 'name', title: '姓名', kind: 'text', required: true, min: 2, max: 4 }

describe('what is typed unseen', () => {
  it('is passwords and codes, no document numbers', () => {
    const names = ['password', 'passphrase', 'old', 'new', 'code', 'document_number', 'phone', 'name']
    expect(names.map((name) => hiddenWhileTyped({ name, title: '', kind: 'password' }))).toEqual([true, true, true, true, true, false, false, false])
  })
})

describe('faultOf', () => {
  it('asks for what is required, by the way it is given', () => {
    expect(faultOf(text, '')).toBe('请填写姓名')
    expect(faultOf({ ...text, kind: 'choice', title: '民族' }, undefined)).toBe('请选择民族')
    expect(faultOf({ ...text, required: false }, null)).toBeUndefined()
  })
  it('counts characters, not code units', () => {
    expect(faultOf(text, '𠮷𠮷𠮷𠮷')).toBeUndefined()
    expect(faultOf(text, '一二三四五')).toBe('姓名不能超过 4 个字')
    expect(faultOf(text, '一')).toBe('姓名不能少于 2 个字')
  })
  it('keeps numbers between their limits', () => {
    const year: FormColumn = { name: 'year', title: '年度', kind: 'integer', min: 2019, max: 2099 }
    expect(faultOf(year, 2018)).toBe('年度不能小于 2019')
    expect(faultOf(year, 2100)).toBe('年度不能大于 2099')
    expect(faultOf(year, 2026)).toBeUndefined()
  })
  it('takes two decimals at most', () => {
    const score: FormColumn = { name: 'score', title: '成绩', kind: 'decimal' }
    expect(faultOf(score, '59.999')).toBe('成绩须为数字，最多两位小数')
    expect(faultOf(score, '59.99')).toBeUndefined()
  })
  it('counts the items of lists', () => {
    const ids: FormColumn = { name: 'levels', title: '证书等级', kind: 'ids', required: true, max: 2 }
    expect(faultOf(ids, [])).toBe('请选择证书等级')
    expect(faultOf(ids, ['1', '2', '3'])).toBe('证书等级最多 2 项')
  })
})
