/* school.ts: the menu of 试点院校业务, in the manual's order and words. */
import { Collection, DataAnalysis, EditPen, Files, Medal, Setting } from '@element-plus/icons-vue'
import { own, statistics } from './own'
import type { Group } from './types'

export const school: readonly Group[] = [
  { title: '试点与名额', icon: Collection, pages: [] },
  {
    title: '考务管理',
    icon: Files,
    pages: [
      { path: '/school/candidates', title: '考生管理', permission: 'CANDIDATE_VIEW', component: () => import('@/pages/school/CandidateList.vue') },
      {
        path: '/school/candidates/import', title: '批量导入考生', permission: 'CANDIDATE_EDIT', menu: false, parent: '/school/candidates',
        component: () => import('@/pages/school/CandidateImport.vue'),
      },
      { path: '/school/plans', title: '考试计划', permission: 'PLAN_VIEW', component: () => import('@/pages/school/PlanList.vue') },
      { path: '/school/plans/:id', title: '计划', permission: 'PLAN_VIEW', menu: false, parent: '/school/plans', component: () => import('@/pages/school/PlanPage.vue') },
      { path: '/school/rooms', title: '考场管理', permission: 'ROOM_VIEW', component: () => import('@/pages/school/RoomList.vue') },
      { path: '/school/rooms/:id', title: '考场', permission: 'ROOM_VIEW', menu: false, parent: '/school/rooms', component: () => import('@/pages/school/RoomEdit.vue') },
      { path: '/school/registrations', title: '报考管理', permission: 'REGISTRATION_VIEW', component: () => import('@/pages/school/RegistrationList.vue') },
      {
        path: '/school/registrations/:id', title: '报考', permission: 'REGISTRATION_VIEW', menu: false, parent: '/school/registrations',
        component: () => import('@/pages/school/RegistrationPage.vue'),
      },
    ],
  },
  { title: '成绩', icon: EditPen, pages: [] },
  { title: '证书签发', icon: Medal, pages: [] },
  { title: '统计', icon: DataAnalysis, pages: [statistics('school')] },
  { title: '本机构', icon: Setting, pages: own('school') },
]
