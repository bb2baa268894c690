import { describe, expect, it } from 'vitest'
import { step } from './grid'

describe('keys in a grid', () => {
  const at = { row: 2, column: 3 }
  it('moves within the grid and stops at its edges', () => {
    expect(step('ArrowUp', false, at, 4, 5)).toEqual({ row: 1, column: 3 })
    expect(step('ArrowRight', false, { row: 2, column: 5 }, 4, 5)).toEqual({ row: 2, column: 5 })
    expect(step('ArrowDown', false, { row: 4, column: 1 }, 4, 5)).toEqual({ row: 4, column: 1 })
  })
  it('knows the ends of a row and of the whole', () => {
    expect(step('Home', false, at, 4, 5)).toEqual({ row: 2, column: 1 })
    expect(step('End', true, at, 4, 5)).toEqual({ row: 4, column: 5 })
  })
  it('leaves other keys alone', () => {
    expect(step('a', false, at, 4, 5)).toBeUndefined()
  })
})
