/*
 * edit.ts: a version of a standard 证书标准 as its form holds it: money in yuan, majors with their names; and what is sent.
 */
import { column } from '@/api/form'
import { StandardLevel as StandardLevelTable } from '@gen/forms'
import type { components } from '@gen/schema'

export type StandardLevel = components['schemas']['StandardLevel']
export type StandardMajor = components['schemas']['StandardMajor']
type LevelBody = components['schemas']['StandardLevelInput']
type ComponentBody = components['schemas']['StandardComponentInput']
export type ComponentKind = NonNullable<ComponentBody['kind']>

export interface ComponentForm {
  code: string
  name: string
  kind: ComponentKind
  weight: string
  min: string
  max: string
}
export interface LevelForm {
  level: number
  total_line: string
  credits: string
  description: string
  exam_forms: string[]
  components: ComponentForm[]
  majors: StandardMajor[]
  fees: { province: string; yuan: string }[]
}

export const everyProvince = '000000'

/** "60.00" → "60", "2.50" → "2.5". */
export const plain = (decimal: string | null | undefined) => (decimal ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
export const yuanOf = (fen: number) => plain((fen / 100).toFixed(2))
/** Fen of "320" or "320.5"; what is no amount goes to the server as it is none, and comes back as a fault. */
export const fenOf = (yuan: string) => (/^\d{1,6}(\.\d{1,2})?$/.test(yuan.trim()) ? Math.round(Number(yuan) * 100) : -1)

export const newComponent = (kind: ComponentKind, weight: string): ComponentForm => ({
  code: '', name: kind === 'theory' ? '理论知识' : '技能操作', kind, weight, min: '60', max: '100',
})
export const newLevel = (level: number): LevelForm => ({
  level, total_line: '60', credits: '', description: '', exam_forms: ['computer', 'practical'],
  components: [newComponent('theory', '40'), newComponent('practical', '60')], majors: [], fees: [],
})

export const levelForm = (l: StandardLevel): LevelForm => ({
  level: l.level, total_line: plain(l.total_line), credits: plain(l.credits), description: l.description, exam_forms: [...l.exam_forms],
  components: l.components.map((c) => ({ code: c.code, name: c.name, kind: c.kind, weight: plain(c.weight), min: plain(c.min), max: plain(c.max) })),
  majors: [...l.majors], fees: l.fees.map((f) => ({ province: f.province, yuan: yuanOf(f.fen) })),
})

/** Each component a code of its own in the level: what it has, else its kind, numbered from the second on. */
export function codesOf(list: readonly ComponentForm[]): string[] {
  const taken = new Set(list.map((c) => c.code).filter(Boolean))
  return list.map((c) => {
    if (c.code) return c.code
    let code: string = c.kind
    for (let n = 2; taken.has(code); n++) code = `${c.kind}${n}`
    taken.add(code)
    return code
  })
}

export function bodyOfLevel(l: LevelForm): LevelBody {
  const codes = codesOf(l.components)
  const decimal = (text: string) => text.trim()
  return {
    level: l.level, total_line: decimal(l.total_line), exam_forms: l.exam_forms as LevelBody['exam_forms'],
    ...(decimal(l.credits) && { credits: decimal(l.credits) }), ...(l.description.trim() && { description: l.description.trim() }),
    components: l.components.map((c, i) => ({
      code: codes[i]!, name: c.name.trim(), kind: c.kind, weight: decimal(c.weight), ...(decimal(c.min) && { min: decimal(c.min) }), ...(decimal(c.max) && { max: decimal(c.max) }),
    })),
    majors: l.majors.map((m) => m.id),
    fees: l.fees.map((f) => ({ province: f.province, fen: fenOf(f.yuan) })),
  }
}

/** The sum of the weights in tenths of a percent, so that 33.3 + 33.3 + 33.4 is 1000; NaN while one is no number. */
export const weightSum = (list: readonly ComponentForm[]) => list.reduce((sum, c) => sum + Math.round(Number(c.weight || 'x') * 10), 0)

export const examForms = column(StandardLevelTable, 'exam_forms').choices ?? []
/** 2021 is the catalogue in use, everything before it an old one: the same code means different majors in the two. */
export const newCatalogue = 2021
