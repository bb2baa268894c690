/* evaluator.ts: the menu of 培训评价组织, in the manual's order and words. */
import { Calendar, Collection, DataAnalysis, EditPen, Medal, OfficeBuilding, Setting } from '@element-plus/icons-vue'
import { announcements, consultations, own, statistics } from './own'
import type { Group } from './types'

export const evaluator: readonly Group[] = [
  {
    title: '证书与标准',
    icon: Collection,
    pages: [
      { path: '/evaluator/certificates', title: '证书与标准', permission: 'STANDARD_VIEW', component: () => import('@/pages/evaluator/CertificateList.vue') },
      { path: '/evaluator/certificates/new', title: '登记证书', permission: 'STANDARD_EDIT', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/evaluator/CertificateEdit.vue') },
      { path: '/evaluator/certificates/:id', title: '证书', permission: 'STANDARD_VIEW', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/evaluator/CertificatePage.vue') },
      { path: '/evaluator/certificates/:id/edit', title: '修改证书', permission: 'STANDARD_EDIT', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/evaluator/CertificateEdit.vue') },
      { path: '/evaluator/certificates/:certificate/versions/new', title: '新建标准版本', permission: 'STANDARD_EDIT', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/evaluator/StandardEdit.vue') },
      { path: '/evaluator/standards/:id', title: '证书标准', permission: 'STANDARD_VIEW', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/standard/StandardPage.vue') },
      { path: '/evaluator/standards/:id/edit', title: '修改标准', permission: 'STANDARD_EDIT', menu: false, parent: '/evaluator/certificates', component: () => import('@/pages/evaluator/StandardEdit.vue') },
    ],
  },
  {
    title: '站点与试点',
    icon: OfficeBuilding,
    pages: [
      { path: '/evaluator/pilot-applications', title: '试点意见', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotList.vue') },
      { path: '/evaluator/pilot-applications/:id', title: '试点申报', permission: 'PILOT_VIEW', component: () => import('@/pages/pilot/PilotView.vue'), menu: false, parent: '/evaluator/pilot-applications' },
      { path: '/evaluator/site-applications', title: '站点审核', permission: 'SITE_VIEW', component: () => import('@/pages/evaluator/SiteApplicationList.vue') },
      { path: '/evaluator/site-applications/:id', title: '考核站点申报', permission: 'SITE_VIEW', menu: false, parent: '/evaluator/site-applications', component: () => import('@/pages/site/SiteApplicationPage.vue') },
      { path: '/evaluator/sites', title: '考核站点', permission: 'SITE_VIEW', component: () => import('@/pages/evaluator/SiteList.vue') },
      { path: '/evaluator/sites/:id', title: '站点', permission: 'SITE_VIEW', menu: false, parent: '/evaluator/sites', component: () => import('@/pages/site/SitePage.vue') },
      { path: '/evaluator/staff', title: '考评人员', permission: 'STAFF_VIEW', component: () => import('@/pages/site/StaffList.vue') },
      { path: '/evaluator/reviews', title: '专家评审', permission: 'REVIEW_ASSIGN', component: () => import('@/pages/review/ReviewList.vue') },
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
  {
    title: '成绩',
    icon: EditPen,
    pages: [
      { path: '/evaluator/scores', title: '成绩登记', permission: 'SCORE_EDIT', component: () => import('@/pages/score/ScorePlans.vue') },
      { path: '/evaluator/scores/:id', title: '登记成绩', permission: 'SCORE_EDIT', menu: false, parent: '/evaluator/scores', component: () => import('@/pages/score/ScorePlan.vue') },
      { path: '/evaluator/publicity', title: '成绩公示', permission: 'SCORE_VIEW', component: () => import('@/pages/score/PublicityPlans.vue') },
      { path: '/evaluator/publicity/:id', title: '公示', permission: 'SCORE_VIEW', menu: false, parent: '/evaluator/publicity', component: () => import('@/pages/score/PublicityPlan.vue') },
      { path: '/evaluator/score-reviews', title: '成绩复核', permission: 'SCORE_VIEW', component: () => import('@/pages/score/ReviewList.vue') },
      { path: '/evaluator/score-reviews/:id', title: '复核', permission: 'SCORE_VIEW', menu: false, parent: '/evaluator/score-reviews', component: () => import('@/pages/score/ReviewPage.vue') },
    ],
  },
  {
    title: '证书签发',
    icon: Medal,
    pages: [
      { path: '/evaluator/certificate-drafts', title: '证书生成', permission: 'CERTIFICATE_VIEW', component: () => import('@/pages/certificate/DraftPlans.vue') },
      { path: '/evaluator/certificate-drafts/:id', title: '生成', permission: 'CERTIFICATE_VIEW', menu: false, parent: '/evaluator/certificate-drafts', component: () => import('@/pages/certificate/DraftPlan.vue') },
      { path: '/evaluator/signing', title: '签发', permission: 'SIGN_EVALUATION', component: () => import('@/pages/signing/SigningPlans.vue') },
      { path: '/evaluator/signing/:plan', title: '签发室', permission: 'SIGN_EVALUATION', menu: false, parent: '/evaluator/signing', component: () => import('@/pages/signing/SigningRoom.vue') },
      { path: '/evaluator/sealing', title: '盖章', permission: 'SIGN_SEAL', component: () => import('@/pages/signing/SigningPlans.vue') },
      { path: '/evaluator/sealing/:plan', title: '盖章', permission: 'SIGN_SEAL', menu: false, parent: '/evaluator/sealing', component: () => import('@/pages/signing/SigningRoom.vue') },
      { path: '/evaluator/signing-keys', title: '签发密钥', permission: 'SIGNING_KEY', component: () => import('@/pages/signing/SigningKeys.vue') },
      { path: '/evaluator/signing-batches', title: '签发记录', permission: 'SIGNING_KEY', component: () => import('@/pages/signing/SigningBatches.vue') },
      { path: '/evaluator/issued-certificates', title: '证书管理', permission: 'CERTIFICATE_VIEW', component: () => import('@/pages/certificate/CertificateList.vue') },
      { path: '/evaluator/issued-certificates/:id', title: '证书', permission: 'CERTIFICATE_VIEW', menu: false, parent: '/evaluator/issued-certificates', component: () => import('@/pages/certificate/CertificatePage.vue') },
      { path: '/evaluator/revocations', title: '撤销与更正', permission: 'CERTIFICATE_REVOKE', component: () => import('@/pages/signing/RevocationList.vue') },
      { path: '/evaluator/credit-exports', title: '学分银行导出', permission: 'CREDIT_EXPORT', component: () => import('@/pages/certificate/CreditExports.vue') },
    ],
  },
  { title: '统计', icon: DataAnalysis, pages: [statistics('evaluator')] },
  { title: '本机构', icon: Setting, pages: [...announcements('evaluator'), ...consultations('evaluator'), ...own('evaluator')] },
]
