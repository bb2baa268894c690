/* evaluator.ts: the menu of 培训评价组织, in the manual's order and words. */
import { Calendar, Collection, DataAnalysis, EditPen, Medal, OfficeBuilding, Setting } from '@element-plus/icons-vue'
import { announcements, consultations, own, statistics } from './own'
import type { Group } from './types'

export const evaluator: readonly Group[] = [
  { title: '证书与标准', icon: Collection, pages: [] },
  {
    title: '站点与试点',
    icon: OfficeBuilding,
    pages: [
      { path: '/evaluator/pilot-applications', title: '试点意见', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotList.vue') },
      { path: '/evaluator/pilot-applications/:id', title: '试点申报', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotView.vue'), menu: false, parent: '/evaluator/pilot-applications' },
    ],
  },
  {
    title: '考试管理',
    icon: Calendar,
    pages: [
      { path: '/evaluator/plans', title: '考试计划', permission: 'PLAN_VIEW', component: () => import('@/pages/evaluator/PlanList.vue') },
      { path: '/evaluator/plans/new', title: '新建计划', permission: 'PLAN_EDIT', menu: false, parent: '/evaluator/plans', component: () => import('@/pages/evaluator/PlanEdit.vue') },
      { path: '/evaluator/plans/:id/edit', title: '修改计划', permission: 'PLAN_EDIT', menu: false, parent: '/evaluator/plans', component: () => import('@/pages/evaluator/PlanEdit.vue') },
      { path: '/evaluator/plans/:id', title: '计划', permission: 'PLAN_VIEW', menu: false, parent: '/evaluator/plans', component: () => import('@/pages/evaluator/PlanPage.vue') },
      { path: '/evaluator/scheduling', title: '排考', permission: 'SCHEDULE_VIEW', component: () => import('@/pages/evaluator/SchedulingList.vue') },
      { path: '/evaluator/scheduling/:id', title: '计划的排考', permission: 'SCHEDULE_VIEW', menu: false, parent: '/evaluator/scheduling', component: () => import('@/pages/evaluator/SchedulingPage.vue') },
      { path: '/evaluator/schedules/:id', title: '排考版本', permission: 'SCHEDULE_VIEW', menu: false, parent: '/evaluator/scheduling', component: () => import('@/pages/evaluator/ScheduleVersion.vue') },
      { path: '/evaluator/session-rooms/:id', title: '场次考场', permission: 'SCHEDULE_VIEW', menu: false, parent: '/evaluator/scheduling', component: () => import('@/pages/plan/SessionRoomPage.vue') },
    ],
  },
  { title: '成绩', icon: EditPen, pages: [] },
  { title: '证书签发', icon: Medal, pages: [] },
  { title: '统计', icon: DataAnalysis, pages: [statistics('evaluator')] },
  { title: '本机构', icon: Setting, pages: [...announcements('evaluator'), ...consultations('evaluator'), ...own('evaluator')] },
]
