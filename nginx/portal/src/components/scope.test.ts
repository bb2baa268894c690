import { describe, expect, it } from 'vitest'
import { cellsOf, faultsOfCells, majorsOf, pasted, rowsOf } from './scope'

const major = (id: string, code: string) => ({ id, catalogue: 2015, education_level: 'college', education: '高职专科', code, name: `专业${id}` })
const level = (id: string, majors: ReturnType<typeof major>[]) =>
  ({ id, level: 1, title: '初级', total_line: '60.00', credits: '2.00', exam_forms: [], description: '', components: [], majors, fees: [] })

describe('the scope of certificates', () => {
  it('has every major once, with its levels', () => {
    const m = majorsOf([level('1', [major('a', '570208'), major('b', '570201')]), level('2', [major('b', '570201')])])
    expect(m.map((x) => [x.id, [...x.levels]])).toEqual([['b', ['1', '2']], ['a', ['1']]])
  })
  it('goes from rows to cells and back, leaving out what is empty', () => {
    const rows = [{ level: '1', major: 'a', count: 5 }, { level: '1', major: 'b', count: 7 }]
    const cells = cellsOf(rows, ['count'])
    expect(rowsOf(cells, ['count'])).toEqual(rows)
    cells.set('1:a', { count: undefined })
    expect(rowsOf(cells, ['count'])).toEqual([rows[1]])
  })
  it('puts the faults of a row at its cell', () => {
    const rows = [{ level: '1', major: 'a' }, { level: '2', major: 'b' }]
    expect([...faultsOfCells({ '/items/1/major': '不在范围', '/year': '?' }, '/items', rows)]).toEqual([['2:b', ['不在范围']]])
  })
  it('reads a pasted column', () => {
    expect(pasted('12\t甲\r\n1,200\r\n\r\n7\r\n')).toEqual([12, 1200, undefined, 7])
  })
})
