/* own.ts: the pages about one's own organisation and person that several consoles have alike; each role keeps its own addresses. */
import type { Role } from '@/api/session'
import type { Page } from './types'

export const accounts = (role: Role): Page => ({ path: `/${role}/accounts`, title: '账号', permission: 'ACCOUNT_EDIT', component: () => import('@/pages/account/AccountList.vue') })
export const jobs = (role: Role): Page => ({ path: `/${role}/jobs`, title: '任务', permission: 'JOB_VIEW', component: () => import('@/pages/jobs/JobList.vue') })
export const audit = (role: Role): Page => ({ path: `/${role}/audit`, title: '审计', permission: 'AUDIT_VIEW', component: () => import('@/pages/audit/AuditTrail.vue') })
export const me = (role: Role): Page => ({ path: `/${role}/me`, title: '个人', component: () => import('@/pages/account/Me.vue') })
export const statistics = (role: Role): Page => ({
  path: `/${role}/statistics`, title: '统计', permission: 'STATISTICS_VIEW', component: () => import('@/pages/statistics/Statistics.vue'),
})
export const organisations = (role: Role, title: string): Page[] => [
  { path: `/${role}/organisations`, title, permission: 'ORGANISATION_VIEW', component: () => import('@/pages/organisation/OrganisationList.vue') },
  {
    path: `/${role}/organisations/:id`, title: '机构详情', permission: 'ORGANISATION_VIEW', component: () => import('@/pages/organisation/OrganisationShow.vue'),
    menu: false, parent: `/${role}/organisations`,
  },
]

export const announcements = (role: Role): Page[] => [
  { path: `/${role}/announcements`, title: '公告', permission: 'ANNOUNCEMENT_EDIT', component: () => import('@/pages/announcement/AnnouncementList.vue') },
  ...[['new', '起草公告'], [':id', '公告']].map<Page>(([last, title]) => ({
    path: `/${role}/announcements/${last}`, title: title!, permission: 'ANNOUNCEMENT_EDIT', component: () => import('@/pages/announcement/AnnouncementEdit.vue'),
    menu: false, parent: `/${role}/announcements`,
  })),
]
export const consultations = (role: Role): Page[] => [
  { path: `/${role}/consultations`, title: '咨询', permission: 'CONSULTATION_ANSWER', component: () => import('@/pages/consultation/ConsultationList.vue') },
  {
    path: `/${role}/consultations/:id`, title: '答复咨询', permission: 'CONSULTATION_ANSWER', component: () => import('@/pages/consultation/ConsultationShow.vue'),
    menu: false, parent: `/${role}/consultations`,
  },
]
export const profile = (role: Role): Page => ({ path: `/${role}/organisation`, title: '机构信息', component: () => import('@/pages/organisation/OrganisationOwn.vue') })

/** 本机构: what every organisation has. */
export const own = (role: Role): Page[] => [profile(role), accounts(role), jobs(role), audit(role), me(role)]
