/* plan.ts: the five windows of an exam plan as steps: which are over, which is open, how far "now" is in it. */
import type { Answer } from '@/api/client'

export type PlanView = Answer<'/plans/{id}', 'get'>
export type PlanWindow = PlanView['windows'][number]
export interface Step {
  window: PlanWindow
  state: 'over' | 'open' | 'ahead'
  /** How far, 0 to 1, when it is open. */
  share: number
}

export function stepsOf(windows: readonly PlanWindow[], now: Date): Step[] {
  const at = now.getTime()
  return windows.map((window) => {
    const from = Date.parse(window.open)
    const to = Date.parse(window.close)
    const state = at < from ? 'ahead' : at < to ? 'open' : 'over'
    return { window, state, share: state === 'open' ? (at - from) / (to - from) : 0 }
  })
}

/** The next instant at which something of the plan changes, and what happens then. */
export function nextChange(windows: readonly PlanWindow[], now: Date): { at: string; title: string; opens: boolean } | undefined {
  const changes = windows.flatMap((w) => [
    { at: w.open, title: w.title, opens: true },
    { at: w.close, title: w.title, opens: false },
  ])
  return changes.filter((c) => Date.parse(c.at) > now.getTime()).sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(a.opens) - Number(b.opens))[0]
}
