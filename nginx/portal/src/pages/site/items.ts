/*
 * items.ts: the rows of an exam-site application 考核站点申报: what the form holds, what is sent, and rows pasted from a
 * spreadsheet.
 */
import type { components } from '@gen/schema'

type Judged = components['schemas']['SiteJudgedItem']
export type ItemKind = Judged['kind']
export type SiteItemBody = components['schemas']['SiteItem']
export interface SiteRow extends Omit<SiteItemBody, 'quantity'> {
  quantity: number | undefined
  file_name?: string
  decision?: Judged['decision']
  comment?: string
  /** As it was judged: while nothing of it changes, its judgement holds. */
  judged?: string
}

export const itemKinds: readonly { kind: ItemKind; title: string; hint: string; nameHint: string }[] = [
  { kind: 'teaching', title: '师资队伍', hint: '按岗位或资格填写人数，附名单与资格证明。', nameHint: '如 双师型教师' },
  { kind: 'equipment', title: '配套设备', hint: '按型号填写台（套）数，附清单或照片。', nameHint: '如 精馏仿真工作站' },
  { kind: 'premises', title: '场地', hint: '按用途填写间数，附平面图；说明面积、监控和无障碍条件。', nameHint: '如 标准化机房' },
]

const content = (r: Pick<SiteRow, 'name' | 'quantity' | 'description' | 'file'>) => JSON.stringify([r.name, r.quantity, r.description ?? '', r.file ?? ''])
export const changed = (r: SiteRow) => r.judged !== undefined && r.judged !== content(r)

export const rowOf = ({ id, kind, name, quantity, description, file, file_name, decision, comment }: Judged): SiteRow => {
  const row: SiteRow = { id, kind, name, quantity, description, decision, comment, ...(file && { file, file_name: file_name ?? '附件' }) }
  return { ...row, judged: content(row) }
}

export const bodyOfRow = ({ id, kind, name, quantity, description, file }: SiteRow): SiteItemBody => ({
  kind, name: name.trim(), quantity: quantity as number, ...(id && { id }), ...(description?.trim() && { description: description.trim() }), ...(file && { file }),
})

/** A row that nobody has written anything into is not sent. */
export const written = (r: SiteRow) => !!(r.id || r.name.trim() || r.description?.trim() || r.file)

/** Cells copied from a spreadsheet: 名称, 数量, 说明; undefined for plain text of one cell. */
export function pastedRows(kind: ItemKind, text: string): SiteRow[] | undefined {
  if (!/[\t\n]/.test(text.replace(/[\r\n]+$/, ''))) return undefined
  return text.replace(/\r/g, '').split('\n').filter((line) => line.trim()).map((line) => {
    const [name = '', quantity = '', ...rest] = line.split('\t').map((cell) => cell.trim())
    const n = Number(quantity)
    return { kind, name: name.slice(0, 120), quantity: quantity && Number.isInteger(n) && n >= 0 ? n : undefined, description: rest.join(' ').trim().slice(0, 1000) }
  })
}
