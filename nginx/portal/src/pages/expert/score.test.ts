import { describe, expect, it } from 'vitest'
import { sentScores, totalOf, validScore } from './score'

describe('scores', () => {
  it('are numbers within the maximum', () => {
    expect(['20', '0', '19.55', '20.01', '-1', '', 'x', '1.234'].map((s) => validScore(s, '20.00'))).toEqual([true, true, true, false, false, false, false, false])
  })
  it('sum up only when all are there', () => {
    expect(totalOf([{ item: '1', score: '0.1', comment: '' }, { item: '2', score: '0.2', comment: '' }])).toBe(0.3)
    expect(totalOf([{ item: '1', score: '', comment: '' }])).toBeNaN()
  })
  it('are sent without empty comments', () => {
    expect(sentScores([{ item: '1', score: ' 8 ', comment: ' ' }])).toEqual([{ item: '1', score: '8' }])
  })
})
