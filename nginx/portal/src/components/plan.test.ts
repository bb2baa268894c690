import { describe, expect, it } from 'vitest'
import { nextChange, stepsOf, whereabouts, windowFaults } from './plan'
import type { PlanWindow } from './plan'

const w = (code: PlanWindow['code'], open: string, close: string): PlanWindow => ({ code, title: code, open, close })
const windows = [w('registration', '2026-03-01T00:00:00Z', '2026-03-05T00:00:00Z'), w('scheduling', '2026-03-05T00:00:00Z', '2026-03-07T00:00:00Z')]

describe('the windows of a plan', () => {
  it('are closed at their start and open at their end: [open, close)', () => {
    expect(stepsOf(windows, new Date('2026-03-05T00:00:00Z')).map((s) => s.state)).toEqual(['over', 'open'])
    expect(stepsOf(windows, new Date('2026-02-28T00:00:00Z')).map((s) => s.state)).toEqual(['ahead', 'ahead'])
  })
  it('tell how far now is', () => {
    expect(stepsOf(windows, new Date('2026-03-03T00:00:00Z'))[0]?.share).toBe(0.5)
  })
  it('tell what comes next', () => {
    expect(nextChange(windows, new Date('2026-03-02T00:00:00Z'))).toMatchObject({ title: 'registration', opens: false })
    expect(nextChange(windows, new Date('2026-02-02T00:00:00Z'))).toMatchObject({ title: 'registration', opens: true })
    expect(nextChange(windows, new Date('2026-04-02T00:00:00Z'))).toBeUndefined()
  })
})

describe('where a plan stands, in words', () => {
  it('says what ends or begins next', () => {
    expect(whereabouts({ state: 'published', windows }, new Date('2026-03-04T12:00:00Z'))).toBe('registration还有 12 小时截止')
    expect(whereabouts({ state: 'published', windows }, new Date('2026-02-28T12:00:00Z'))).toBe('registration将在 12 小时后开始')
    expect(whereabouts({ state: 'published', windows }, new Date('2026-04-01T00:00:00Z'))).toBe('各时段都已结束')
    expect(whereabouts({ state: 'draft', windows }, new Date('2026-03-04T12:00:00Z'))).toBe('草稿，尚未发布')
  })
})

describe('the order of windows that are typed', () => {
  const [first, second] = windows.map(({ open, close }) => ({ open, close })) as [{ open: string; close: string }, { open: string; close: string }]
  const titles = ['报考', '排考']
  it('is right when they touch', () => {
    expect(windowFaults([first, second], titles)).toEqual({})
  })
  it('is wrong when one ends before it begins, or begins before the one before ends', () => {
    expect(Object.keys(windowFaults([first, { open: second.close, close: second.open }], titles))).toEqual(['1/close'])
    expect(Object.keys(windowFaults([first, { ...second, open: first.open }], titles))).toEqual(['1/open'])
  })
  it('is not judged before it is filled in', () => {
    expect(windowFaults([first, { open: '', close: '' }], titles)).toEqual({})
  })
})
