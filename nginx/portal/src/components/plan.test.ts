import { describe, expect, it } from 'vitest'
import { nextChange, stepsOf } from './plan'
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
