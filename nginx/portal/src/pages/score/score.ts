/* score.ts: scores as they are typed: cells of a candidate and a component, what is wrong with one, what is to be sent. */
import type { components } from '@gen/schema'

export type Level = components['schemas']['ScoreLevel']
export type Component = components['schemas']['ScoreComponent']
export type Line = components['schemas']['ScoreLine']
export type ScoreState = components['schemas']['ScoreValue']['state']
export type Sent = components['schemas']['ScoreItem']

export interface Cell {
  registration: string
  component: Component
  score: string
  state: ScoreState
  /** 0: nothing is stored yet. */
  version: number
  /** As it is stored. */
  stored: string
  fault: string
}

export const keyOf = (registration: string, code: string) => `${registration} ${code}`
const asText = (score: string, state: ScoreState) => `${state} ${score}`

/** The cells of these candidates, of the components of a kind (all without one). */
export function cellsOf(lines: readonly Line[], levels: readonly Level[], kind?: string): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  for (const line of lines) {
    for (const component of levels.find((l) => l.id === line.level_id)?.components ?? []) {
      if (kind && component.kind !== kind) continue
      const found = line.scores.find((s) => s.component === component.code)
      const score = found?.score ?? ''
      const state = found?.state ?? 'normal'
      cells.set(keyOf(line.id, component.code), { registration: line.id, component, score, state, version: found?.version ?? 0, stored: asText(score, state), fault: '' })
    }
  }
  return cells
}

export const dirty = (c: Cell) => asText(c.score.trim(), c.state) !== c.stored && !(c.version === 0 && c.score.trim() === '' && c.state === 'normal')

/** What can be said before the server is asked. */
export function faultOf(c: Cell): string {
  const text = c.score.trim()
  if (c.state === 'absent') return text ? '缺考不填成绩' : ''
  if (text === '') return c.state === 'normal' && c.version > 0 ? '请填写成绩，或改为缺考' : ''
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(text)) return '须为数字，最多两位小数'
  return Number(text) > Number(c.component.max) ? `超过满分 ${Number(c.component.max)} 分` : ''
}

export const toSend = (c: Cell): Sent => ({
  registration: c.registration, component: c.component.code, state: c.state, ...(c.score.trim() && { score: c.score.trim() }), ...(c.version && { version: c.version }),
})

export function stored(c: Cell, version: number): void {
  c.score = c.score.trim()
  c.version = version
  c.stored = asText(c.score, c.state)
  c.fault = ''
}

/** "92%" of what is wanted. */
export const share = (done: number, wanted: number) => (wanted ? Math.min(100, Math.floor((done / wanted) * 100)) : 0)
