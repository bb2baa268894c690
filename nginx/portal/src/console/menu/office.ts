/* office.ts: the menu of 教育行政部门, in the manual's order and words. */
import { Collection, DataAnalysis, Finished, Setting } from '@element-plus/icons-vue'
import { announcements, consultations, organisations, own, statistics } from './own'
import type { Group } from './types'

export const office: readonly Group[] = [
  {
    title: '审批',
    icon: Finished,
    pages: [
      { path: '/office/pilot-applications', title: '试点审批', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotList.vue') },
      { path: '/office/pilot-applications/:id', title: '试点申报', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotView.vue'), menu: false, parent: '/office/pilot-applications' },
      { path: '/office/quota-applications', title: '名额审批', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaList.vue') },
      { path: '/office/quota-applications/:id', title: '名额申报', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaView.vue'), menu: false, parent: '/office/quota-applications' },
      { path: '/office/quota', title: '名额台账', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaAccounts.vue') },
      { path: '/office/windows', title: '申报时段', permission: 'PILOT_VIEW', component: () => import('@/pages/office/WindowList.vue') },
    ],
  },
  {
    title: '学籍库',
    icon: Collection,
    pages: [
      { path: '/office/register', title: '学籍库', permission: 'REGISTER_EDIT', component: () => import('@/pages/register/RegisterPage.vue') },
    ],
  },
  { title: '监管与统计', icon: DataAnalysis, pages: [statistics('office'), ...organisations('office', '机构一览')] },
  { title: '本机构', icon: Setting, pages: [...announcements('office'), ...consultations('office'), ...own('office')] },
]
