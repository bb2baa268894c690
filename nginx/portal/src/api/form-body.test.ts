import { describe, expect, it } from 'vitest'
import type { FormTable } from './form'
import { bodyOf, bodyWith, faultsByPointer, startOf } from './form-body'

const table: FormTable = [
  { name: 'name', title: '名称', kind: 'text', required: true },
  { name: 'note', title: '备注', kind: 'text' },
  { name: 'secret', title: '密码', kind: 'password' },
  { name: 'levels', title: '等级', kind: 'ids' },
  { name: 'items', title: '明细', kind: 'list', required: true },
  { name: 'open', title: '公开', kind: 'boolean' },
]

describe('forms', () => {
  it('leave out what is empty and trim text, never passwords', () => {
    const values = { ...startOf(table, { name: ' 甲 ' }), secret: ' a ' }
    expect(bodyOf(table, values)).toEqual({ name: '甲', secret: ' a ', items: [], open: false })
  })
  it('send what the page adds, and not what was emptied', () => {
    const model = { name: '甲', note: '旧', version: 3 }
    expect(bodyWith(model, table, { ...startOf(table, model), note: '' })).toEqual({ name: '甲', items: [], open: false, version: 3 })
  })
  it('put faults at their fields, and a list with a faulty item is marked', () => {
    const { at, loose } = faultsByPointer(
      [
        { level: 'error', pointer: '/name', detail: '已被使用' },
        { level: 'error', pointer: '/items/2/count', detail: '人数过多', fix: '40' },
        { level: 'error', pointer: '/version', detail: '版本不对' },
        { level: 'error', detail: '整体不对' },
      ],
      table,
    )
    expect(at).toEqual({ '/name': '已被使用', '/items/2/count': '人数过多（建议：40）', '/items': '请改正其中标出的内容' })
    expect(loose).toEqual(['版本不对', '整体不对'])
  })
})
