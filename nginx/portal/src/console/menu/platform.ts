/* platform.ts: the menu of 综合业务管理, in the manual's order and words. */
import { ChatDotRound, Collection, DataAnalysis, OfficeBuilding, Setting } from '@element-plus/icons-vue'
import { accounts, announcements, audit, consultations, jobs, me, organisations, statistics } from './own'
import type { Group } from './types'

export const platform: readonly Group[] = [
  { title: '机构与账号', icon: OfficeBuilding, pages: [...organisations('platform', '机构'), accounts('platform')] },
  {
    title: '证书与专业',
    icon: Collection,
    pages: [
      { path: '/platform/standards', title: '证书标准审批', permission: 'STANDARD_APPROVE', component: () => import('@/pages/platform/StandardList.vue') },
      { path: '/platform/standards/:id', title: '证书标准', permission: 'STANDARD_VIEW', menu: false, parent: '/platform/standards', component: () => import('@/pages/standard/StandardPage.vue') },
      { path: '/platform/reviews', title: '专家评审', permission: 'REVIEW_ASSIGN', component: () => import('@/pages/review/ReviewList.vue') },
      { path: '/platform/majors', title: '专业目录', component: () => import('@/pages/majors/Majors.vue') },
    ],
  },
  { title: '公告与咨询', icon: ChatDotRound, pages: [...announcements('platform'), ...consultations('platform')] },
  { title: '监管与统计', icon: DataAnalysis, pages: [statistics('platform')] },
  {
    title: '系统',
    icon: Setting,
    pages: [
      { path: '/platform/settings', title: '配置', permission: 'SETTING_EDIT', component: () => import('@/pages/platform/Settings.vue') },
      audit('platform'),
      jobs('platform'),
      me('platform'),
    ],
  },
]
