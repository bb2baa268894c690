/* expert.ts: the menu of 专家评审. */
import { Finished, Setting } from '@element-plus/icons-vue'
import { me } from './own'
import type { Group } from './types'

export const expert: readonly Group[] = [
  {
    title: '专家评审',
    icon: Finished,
    pages: [
      { path: '/expert/reviews', title: '我的评审任务', permission: 'REVIEW_DO', component: () => import('@/pages/expert/TaskList.vue') },
      { path: '/expert/reviews/:id', title: '评审任务', permission: 'REVIEW_DO', menu: false, parent: '/expert/reviews', component: () => import('@/pages/expert/TaskPage.vue') },
      { path: '/expert/conflicts', title: '利害关系', permission: 'REVIEW_DO', component: () => import('@/pages/expert/ConflictList.vue') },
    ],
  },
  { title: '本人', icon: Setting, pages: [me('expert')] },
]
