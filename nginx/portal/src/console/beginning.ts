/* beginning.ts: how each role begins when nothing waits for it: the way and one sentence. */
import type { Role } from '@/api/session'

const beginnings: Record<Role, { to: string; title: string; hint: string }> = {
  school: { to: '/school/pilot-applications', title: '申报试点', hint: '选择证书和等级，在本省的申报时间内提交试点申报。' },
  evaluator: { to: '/evaluator/plans', title: '发布考试计划', hint: '证书标准发布后，即可发布考试计划，安排五个时段。' },
  office: { to: '/office/windows', title: '设置申报时间', hint: '公布本省试点申报和名额申报的时间，院校才能提交。' },
  platform: { to: '/platform/organisations', title: '登记机构', hint: '登记教育行政部门和培训评价组织，把首位管理员的一次性密码交给他们。' },
  expert: { to: '/expert/reviews', title: '查看评审任务', hint: '有任务指派给您时，会列在这里并通知您。' },
}

export const beginning = (role: Role) => beginnings[role]
