/* results.ts: the columns and filters of a list of results, as evaluation organisations, schools and offices see it. */
import { h } from 'vue'
import { RouterLink } from 'vue-router'
import { labelOf } from '@/api/form'
import StateTag from '@/components/StateTag.vue'
import type { Column, Filter, RowOf } from '@/components/table'
import { Result, ResultComponent } from '@gen/forms'

export type ResultRow = RowOf<'/plans/{id}/results'>
type Parts = NonNullable<ResultRow['answer']>['components']

const scoreOf = (c: Parts[number]) => (c.state === 'normal' ? (c.score ?? '') : labelOf(ResultComponent, 'state', c.state))
export const partsText = (parts: Parts | undefined) => (parts ?? []).map((c) => `${c.name} ${scoreOf(c)}`).join('　')
export const outcome = (r: Pick<ResultRow, 'passed'>) => (r.passed ? '合格' : '不合格')

/** own: a school's own candidates; reviews: the address before a review's id, empty when there is none. */
export function resultColumns(own: boolean, reviews: string): Column<ResultRow>[] {
  return [
    { key: 'ticket_number', title: '准考证号', width: 152, sortable: true },
    { key: 'name', title: '姓名', width: 100, sortable: true },
    { key: 'class', title: '班级', width: 110, hidden: !own },
    { key: 'level', title: '证书等级', minWidth: 184, format: (r) => (r.answer ? `${r.answer.certificate}（${r.answer.level_title}）` : '') },
    { key: 'parts', title: '各项成绩', minWidth: 180, format: (r) => partsText(r.answer?.components) },
    { key: 'total', title: '总成绩', width: 100, align: 'right', sortable: true },
    {
      key: 'passed', title: '结果', minWidth: 150, format: (r) => [outcome(r), r.answer?.reasons].filter(Boolean).join('：'),
      render: (r) => [
        h(StateTag, { code: r.passed ? 'passed' : 'failed', title: outcome(r), tone: r.passed ? 'good' : 'calm' }),
        r.answer?.reasons ? h('div', { class: 'quiet' }, r.answer.reasons) : null,
      ],
    },
    { key: 'attendance', title: '参考情况', width: 90, hidden: true, format: (r) => labelOf(Result, 'attendance', r.attendance) },
    { key: 'school', title: '学校', minWidth: 130, hidden: own },
    { key: 'site_name', title: '考核站点', minWidth: 150, hidden: true },
    {
      key: 'review_state', title: '复核', width: 112, format: (r) => (r.review_state ? labelOf(Result, 'review_state', r.review_state) : ''),
      render: (r) =>
        r.review && r.review_state && reviews
          ? h(RouterLink, { to: `${reviews}/${r.review}` }, () => h(StateTag, { code: r.review_state, title: labelOf(Result, 'review_state', r.review_state) }))
          : '',
    },
  ]
}

export const resultFilters: Filter[] = [
  { key: 'outcome', title: '结果', choices: [{ value: 'passed', label: '合格' }, { value: 'failed', label: '不合格' }] },
  { key: 'attendance', title: '参考情况', choices: [{ value: 'normal', label: '正常' }, { value: 'absent', label: '缺考' }, { value: 'misconduct', label: '违纪' }] },
  { key: 'q', title: '姓名开头或准考证号', private: true, width: 200 },
]
