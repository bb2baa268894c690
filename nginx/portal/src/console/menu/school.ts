/* school.ts: the menu of 试点院校业务, in the manual's order and words. */
import { Collection, DataAnalysis, EditPen, Files, Medal, Setting } from '@element-plus/icons-vue'
import { own, statistics } from './own'
import type { Group } from './types'

export const school: readonly Group[] = [
  {
    title: '试点与名额',
    icon: Collection,
    pages: [
      { path: '/school/pilot-applications', title: '申报试点', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotList.vue') },
      { path: '/school/pilot-applications/new', title: '新建试点申报', permission: 'PILOT_APPLY', component: () => import('@/pages/pilot/PilotEdit.vue'), menu: false, parent: '/school/pilot-applications' },
      { path: '/school/pilot-applications/:id', title: '试点申报', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotView.vue'), menu: false, parent: '/school/pilot-applications' },
      { path: '/school/pilot-applications/:id/edit', title: '修改试点申报', permission: 'PILOT_APPLY', component: () => import('@/pages/pilot/PilotEdit.vue'), menu: false, parent: '/school/pilot-applications' },
      { path: '/school/quota-applications', title: '名额申报', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaList.vue') },
      { path: '/school/quota-applications/new', title: '新建名额申报', permission: 'QUOTA_APPLY', component: () => import('@/pages/quota/QuotaEdit.vue'), menu: false, parent: '/school/quota-applications' },
      { path: '/school/quota-applications/import', title: '从表格导入名额申报', permission: 'QUOTA_APPLY', component: () => import('@/pages/quota/QuotaImport.vue'), menu: false, parent: '/school/quota-applications' },
      { path: '/school/quota-applications/:id', title: '名额申报', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaView.vue'), menu: false, parent: '/school/quota-applications' },
      { path: '/school/quota-applications/:id/edit', title: '修改名额申报', permission: 'QUOTA_APPLY', component: () => import('@/pages/quota/QuotaEdit.vue'), menu: false, parent: '/school/quota-applications' },
      { path: '/school/quota', title: '可用名额', permission: 'QUOTA_VIEW', component: () => import('@/pages/quota/QuotaAccounts.vue') },
    ],
  },
  {
    title: '考务管理',
    icon: Files,
    pages: [
      { path: '/school/candidates', title: '考生管理', permission: 'CANDIDATE_VIEW', component: () => import('@/pages/candidate/CandidateList.vue') },
      { path: '/school/candidates/new', title: '录入考生', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/CandidateEdit.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/import', title: '从表格导入考生', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/CandidateImport.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/photos', title: '批量上传照片', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/PhotoImport.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/confirm', title: '人工确认', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/ConfirmPage.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/conflicts', title: '重复考生', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/ConflictList.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/:id', title: '考生', permission: 'CANDIDATE_VIEW', component: () => import('@/pages/candidate/CandidateView.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/candidates/:id/edit', title: '修改考生信息', permission: 'CANDIDATE_EDIT', component: () => import('@/pages/candidate/CandidateEdit.vue'), menu: false, parent: '/school/candidates' },
      { path: '/school/plans', title: '考试计划', permission: 'PLAN_VIEW', component: () => import('@/pages/school/PlanList.vue') },
      { path: '/school/plans/:id', title: '计划', permission: 'PLAN_VIEW', menu: false, parent: '/school/plans', component: () => import('@/pages/school/PlanPage.vue') },
      { path: '/school/rooms', title: '考场管理', permission: 'ROOM_VIEW', component: () => import('@/pages/school/RoomList.vue') },
      { path: '/school/rooms/:id', title: '考场', permission: 'ROOM_VIEW', menu: false, parent: '/school/rooms', component: () => import('@/pages/school/RoomEdit.vue') },
      { path: '/school/registrations', title: '报考管理', permission: 'REGISTRATION_VIEW', component: () => import('@/pages/school/RegistrationList.vue') },
      {
        path: '/school/registrations/:id', title: '报考', permission: 'REGISTRATION_VIEW', menu: false, parent: '/school/registrations',
        component: () => import('@/pages/school/RegistrationPage.vue'),
      },
      { path: '/school/scheduling', title: '排考管理', permission: 'SCHEDULE_VIEW', component: () => import('@/pages/school/SchedulingList.vue') },
      { path: '/school/scheduling/:id', title: '计划的考场', permission: 'SCHEDULE_VIEW', menu: false, parent: '/school/scheduling', component: () => import('@/pages/school/SchedulingPage.vue') },
      { path: '/school/session-rooms/:id', title: '查看考场', permission: 'SCHEDULE_VIEW', menu: false, parent: '/school/scheduling', component: () => import('@/pages/plan/SessionRoomPage.vue') },
      { path: '/school/exam-day', title: '考场情况', permission: 'SCHEDULE_VIEW', component: () => import('@/pages/school/ExamDayList.vue') },
      { path: '/school/exam-day/:id', title: '计划的考场情况', permission: 'SCHEDULE_VIEW', menu: false, parent: '/school/exam-day', component: () => import('@/pages/school/ExamDayPage.vue') },
      { path: '/school/exam-day/rooms/:id', title: '登记考场情况', permission: 'SCHEDULE_VIEW', menu: false, parent: '/school/exam-day', component: () => import('@/pages/school/ExamDayRoom.vue') },
      { path: '/school/register', title: '学籍库', permission: 'REGISTER_EDIT', component: () => import('@/pages/register/RegisterPage.vue') },
      { path: '/school/imports', title: '导入记录', permission: 'JOB_VIEW', component: () => import('@/pages/candidate/ImportList.vue') },
    ],
  },
  { title: '成绩', icon: EditPen, pages: [] },
  { title: '证书签发', icon: Medal, pages: [] },
  { title: '统计', icon: DataAnalysis, pages: [statistics('school')] },
  { title: '本机构', icon: Setting, pages: own('school') },
]
