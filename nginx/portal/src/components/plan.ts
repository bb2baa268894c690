/*
 * plan.ts: the five windows of an exam plan as steps: which are over, which is open, how far "now" is in it; a plan's standing
 * in words; faults in the order of windows that somebody types.
 */
import type { Answer } from '@/api/client'
import { minute, span } from '@/base/time'

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

/** "报考还有 2 天 3 小时截止", "排考将在 5 小时后开始", "各时段都已结束". */
export function whereabouts(plan: Pick<PlanView, 'state' | 'windows'>, now: Date): string {
  if (plan.state === 'draft') return '草稿，尚未发布'
  if (plan.state === 'cancelled') return '计划已取消'
  if (plan.state === 'closed') return '计划已结束'
  const next = nextChange(plan.windows, now)
  if (!next) return '各时段都已结束'
  const left = span(Date.parse(next.at) - now.getTime())
  return next.opens ? `${next.title}将在 ${left}后开始` : `${next.title}还有 ${left}截止`
}

export interface WindowTimes {
  open: string
  close: string
}
/** What is wrong with the order of five windows, by "index/open" and "index/close"; the server says the same. */
export function windowFaults(windows: readonly WindowTimes[], titles: readonly string[]): Record<string, string> {
  const faults: Record<string, string> = {}
  windows.forEach((w, i) => {
    const title = titles[i] ?? ''
    const before = windows[i - 1]
    if (w.open && w.close && Date.parse(w.close) <= Date.parse(w.open)) faults[`${i}/close`] = `${title}的结束应晚于开始（${minute(w.open)}）`
    if (w.open && before?.close && Date.parse(w.open) < Date.parse(before.close)) faults[`${i}/open`] = `${title}不能早于${titles[i - 1]}的结束（${minute(before.close)}）`
  })
  return faults
}
