/* figures.ts: the figures of the statistics and the shares made of them. */
import type { components } from '@gen/schema'

export type Line = components['schemas']['StatisticsLine']
type Count = Exclude<keyof Line, 'id' | 'name'>

export interface Measure {
  key: Count | 'verified_share' | 'present_share' | 'passed_share'
  title: string
  /** What a share is a share of. */
  part?: Count
  whole?: Count
  /** Known only where candidates are counted. */
  candidates?: boolean
  /** The server sorts by it. */
  sort?: Count
}

export const measures: readonly Measure[] = [
  { key: 'candidates', title: '考生数', candidates: true, sort: 'candidates' },
  { key: 'verified_share', title: '信息准确率', part: 'verified', whole: 'candidates', candidates: true },
  { key: 'registrations', title: '报考人次', sort: 'registrations' },
  { key: 'present', title: '参考人次', sort: 'present' },
  { key: 'present_share', title: '参考率', part: 'present', whole: 'registrations' },
  { key: 'passed', title: '合格人次', sort: 'passed' },
  { key: 'passed_share', title: '合格率', part: 'passed', whole: 'present' },
  { key: 'certificates', title: '证书数', sort: 'certificates' },
]

/** The value of a measure; a share in percent, null where there is nothing to share. */
export function valueOf(m: Measure, line: Line): number | null {
  if (!m.part || !m.whole) return line[m.key as Count]
  return line[m.whole] ? (line[m.part] / line[m.whole]) * 100 : null
}

export function textOf(m: Measure, line: Line): string {
  const v = valueOf(m, line)
  if (v === null) return '—'
  return m.part ? `${v.toFixed(1)}%` : v.toLocaleString('zh-CN')
}

export function sum(lines: readonly Line[]): Line {
  const total: Line = { id: '', name: '合计', candidates: 0, verified: 0, registrations: 0, present: 0, passed: 0, certificates: 0 }
  for (const l of lines) for (const k of ['candidates', 'verified', 'registrations', 'present', 'passed', 'certificates'] as const) total[k] += l[k]
  return total
}
