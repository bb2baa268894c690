import { describe, expect, it } from 'vitest'
import { cellOf, filtersIn, queryWith, sortIn, textOf } from './table'
import type { Column, Filter } from './table'

const filters: Filter[] = [{ key: 'state', title: '状态' }, { key: 'q', title: '姓名', private: true }]

describe('filters in the address', () => {
  it('never takes or gives personal data', () => {
    expect(filtersIn({ state: 'draft', q: '张三' }, filters)).toEqual({ state: 'draft' })
    expect(queryWith({ q: '张三', tab: 'a' }, filters, { state: 'draft', q: '李四' }, undefined)).toEqual({ tab: 'a', state: 'draft' })
  })
  it('keeps two tables of a page apart', () => {
    expect(queryWith({ state: 'x' }, filters, { state: 'y' }, { key: 'name', order: 'desc' }, 'b-')).toEqual({ state: 'x', 'b-state': 'y', 'b-sort': 'name', 'b-order': 'desc' })
  })
  it('sorts only by what can be sorted', () => {
    const columns = [{ key: 'name', sortable: true }, { key: 'age' }]
    expect(sortIn({ sort: 'name', order: 'desc' }, columns)).toEqual({ key: 'name', order: 'desc' })
    expect(sortIn({ sort: 'age' }, columns)).toBeUndefined()
  })
})

describe('cells', () => {
  const plain: Column<{ v: unknown }> = { key: 'v', title: '值' }
  it('shows nothing for nothing', () => {
    expect(textOf(plain, { v: null })).toBe('')
    expect(textOf(plain, { v: false })).toBe('否')
  })
  it('keeps numbers as numbers and everything else as text', () => {
    expect(cellOf(plain, { v: 12 })).toBe(12)
    expect(cellOf(plain, { v: '=1+1' })).toBe('=1+1')
    expect(cellOf({ ...plain, format: () => '007' }, { v: 7 })).toBe('007')
  })
})
