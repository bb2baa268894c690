/* diff.ts: two versions of a standard side by side: what each says about the same thing, and whether it differs. */
import { labelOf } from '@/api/form'
import { StandardComponent, StandardLevel as StandardLevelTable } from '@gen/forms'
import type { components } from '@gen/schema'
import { everyProvince, plain, yuanOf } from './edit'
import type { StandardLevel } from './edit'

type Version = components['schemas']['StandardVersion']
export interface Line {
  text: string
  mark?: 'added' | 'removed'
}
export interface DiffRow {
  title: string
  before: Line[]
  after: Line[]
  changed: boolean
}
export interface DiffPart {
  title: string
  rows: DiffRow[]
}

/** Lines with the same key and text are the same; a line whose text differs was removed and added. */
function row(title: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): DiffRow {
  const same = (key: string) => before.get(key) === after.get(key)
  const b = [...before].map(([key, text]): Line => (same(key) ? { text } : { text, mark: 'removed' }))
  const a = [...after].map(([key, text]): Line => (same(key) ? { text } : { text, mark: 'added' }))
  return { title, before: b, after: a, changed: [...b, ...a].some((l) => l.mark) }
}
const one = (text: string | undefined) => new Map(text ? [['', text]] : [])

function levelRows(before: StandardLevel | undefined, after: StandardLevel | undefined): DiffRow[] {
  const text = (pick: (l: StandardLevel) => string) => [one(before && pick(before)), one(after && pick(after))] as const
  const lines = (pick: (l: StandardLevel) => [string, string][]) => [new Map(before ? pick(before) : []), new Map(after ? pick(after) : [])] as const
  return [
    row('总分合格线', ...text((l) => `${plain(l.total_line)} 分`)),
    row('学分', ...text((l) => plain(l.credits) || '0')),
    row('考核方式', ...text((l) => l.exam_forms.map((f) => labelOf(StandardLevelTable, 'exam_forms', f)).join('、'))),
    row('说明', ...text((l) => l.description)),
    row('考核项目', ...lines((l) => l.components.map((c) => [c.code, `${c.name}（${labelOf(StandardComponent, 'kind', c.kind)}）：权重 ${plain(c.weight)}%，单项合格线 ${plain(c.min) || '不设'}，满分 ${plain(c.max)}`]))),
    row('试点专业', ...lines((l) => l.majors.map((m) => [m.id, `${m.education} ${m.code} ${m.name}（${m.catalogue}）`]))),
    row('考核费', ...lines((l) => l.fees.map((f) => [f.province, `${f.province === everyProvince ? '未单列的省份' : f.name}：${yuanOf(f.fen)} 元`]))),
  ]
}

export function compare(before: Version, after: Version): DiffPart[] {
  const numbers = [...new Set([...before.levels, ...after.levels].map((l) => l.level))].sort((a, b) => a - b)
  return [
    {
      title: '标准',
      rows: [row('标题', one(before.title), one(after.title)), row('标准文件', new Map(before.document ? [[before.document, before.document_name ?? '']] : []), new Map(after.document ? [[after.document, after.document_name ?? '']] : []))],
    },
    ...numbers.map((n) => {
      const [b, a] = [before.levels.find((l) => l.level === n), after.levels.find((l) => l.level === n)]
      const title = (a ?? b)!.title
      return { title: !b ? `${title}（新增等级）` : !a ? `${title}（取消等级）` : title, rows: levelRows(b, a) }
    }),
  ]
}
