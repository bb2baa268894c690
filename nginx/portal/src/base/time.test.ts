import { describe, expect, it } from 'vitest'
import { day, fromWall, minute, relative, second, span } from './time'

describe('times', () => {
  it('are those of Shanghai, wherever the computer is', () => {
    expect(minute('2026-03-06T16:30:05Z')).toBe('2026-03-07 00:30')
    expect(second('2026-03-06T16:30:05Z')).toBe('2026-03-07 00:30:05')
    expect(day('2026-12-31T15:59:59Z')).toBe('2026-12-31')
    expect(day('2026-12-31')).toBe('2026-12-31')
    expect(minute(null)).toBe('')
  })
  it('come back from a wall clock', () => {
    expect(new Date(fromWall('2026-03-07 00:30')).toISOString()).toBe('2026-03-06T16:30:00.000Z')
  })
  it('are told as spans', () => {
    expect(span(30_000)).toBe('不到 1 分钟')
    expect(span(5 * 60_000)).toBe('5 分钟')
    expect(span(27 * 3_600_000)).toBe('1 天 3 小时')
    expect(relative('2026-03-07T00:00:00Z', new Date('2026-03-07T02:00:00Z'))).toBe('2 小时前')
    expect(relative('2026-03-07T04:00:00Z', new Date('2026-03-07T02:00:00Z'))).toBe('2 小时后')
  })
})
