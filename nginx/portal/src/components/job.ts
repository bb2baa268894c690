/* job.ts: a job 任务 as GET /jobs and GET /jobs/{id} tell it, its words, and how long it will take. */
import type { Answer } from '@/api/client'

export type Job = Answer<'/jobs/{id}', 'get'>
/** What a list of jobs and one job have in common. */
export type JobView = Pick<Job, 'state' | 'total' | 'done' | 'failed' | 'error' | 'started_at' | 'finished_at'>

export const jobTitles: Record<string, string> = {
  schedule: '排考',
  schedule_clear: '清理排考版本',
  schedule_publish: '发布排考',
  papers: '生成考场资料',
  statistics: '统计',
  draft_certificates: '生成待签证书',
  draft_correction: '生成更正证书',
  certificate_pdf: '生成电子证书',
  certificate_bundle: '打包电子证书',
  credit_export: '学分银行导出',
  import_check: '检查导入表格',
  import_confirm: '导入',
  import_undo: '撤销导入',
  template: '生成导入模板',
  results: '计算考核结果',
  publicity: '成绩公示',
  verify: '批量认证',
  photo_import: '批量上传照片',
  photo_one: '处理照片',
  audit_check: '核验审计记录链',
  sweep: '定期整理',
}
export const jobTitle = (kind: string) => jobTitles[kind] ?? kind

export const jobStates: Record<Job['state'], string> = { queued: '排队中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已取消' }
export const jobEnded = (j: Pick<Job, 'state'>) => j.state === 'done' || j.state === 'failed' || j.state === 'cancelled'

/** Milliseconds until a running job ends, by what it has done so far; undefined while that says nothing. */
export function jobRemaining(j: JobView, now: Date): number | undefined {
  if (j.state !== 'running' || !j.started_at || j.total === 0) return undefined
  const share = j.done / j.total
  const spent = now.getTime() - Date.parse(j.started_at)
  if (share < 0.02 || spent < 1000) return undefined
  return (spent / share) * (1 - share)
}
