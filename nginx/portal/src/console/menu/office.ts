/* office.ts: the menu of 教育行政部门, in the manual's order and words. */
import { Collection, DataAnalysis, Finished, Setting } from '@element-plus/icons-vue'
import { organisations, own, statistics } from './own'
import type { Group } from './types'

export const office: readonly Group[] = [
  {
    title: '审批',
    icon: Finished,
    pages: [{ path: '/office/windows', title: '申报时段', permission: 'PILOT_VIEW', component: () => import('@/pages/office/WindowList.vue') }],
  },
  { title: '学籍库', icon: Collection, pages: [] },
  { title: '监管与统计', icon: DataAnalysis, pages: [statistics('office'), ...organisations('office', '机构一览')] },
  { title: '本机构', icon: Setting, pages: own('office') },
]
