import { describe, expect, it } from 'vitest'
import { needTitles, seatNumbers } from './seat'

describe('seats of a room', () => {
  it('counts the usable ones from the front, row by row', () => {
    const n = seatNumbers(2, 3, [{ row: 1, column: 2, kind: 'broken' }])
    expect([...n]).toEqual([['1-1', 1], ['1-3', 2], ['2-1', 3], ['2-2', 4], ['2-3', 5]])
  })
  it('names what a room offers', () => {
    expect(needTitles(5)).toEqual(['轮椅可达', '可单独设置延时考场'])
    expect(needTitles(0)).toEqual([])
  })
})
