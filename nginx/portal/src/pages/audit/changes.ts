/* changes.ts: before and after of an audit entry as lines that can be compared. */
export interface Change {
  name: string
  before: string
  after: string
  same: boolean
}

const words: Record<string, string> = {
  state: '状态', value: '值', duties: '岗位', reason: '原因', open: '开始时间', close: '截止时间', name: '名称', role: '类别', code: '代码', count: '数量', route: '接口',
  version: '版本', year: '年度', level: '等级', windows: '时段', items: '明细', title: '标题', plan: '考试计划', format: '格式',
}
export const wordOf = (name: string) => words[name] ?? name

const subjects: Record<string, string> = {
  account: '账号', announcement: '公告', audit_check: '审计核验', candidate: '考生', catalogue_use: '专业目录', certificate: '证书', consultation: '咨询', credit_export: '学分银行导出', file: '文件',
  import: '导入', job: '任务', notification: '通知', organisation: '机构', photo: '照片', pilot_application: '试点申报', plan: '考试计划', province_window: '申报时段', quota_application: '名额申报',
  quota_account: '名额账户', registration: '报考', result: '成绩', review_task: '评审任务', room: '考场', schedule: '排考', school: '院校', score_review: '成绩复核', score_change: '成绩更改',
  score_sheet: '成绩表', session: '登录', setting: '参数', signing_batch: '签发批次', signing_key: '签发密钥', site: '考核站点', site_application: '站点申报', staff: '考评人员', standard_version: '证书标准',
}
/** What an entry is about, in words where there are any. */
export const subjectOf = (kind: string, id: string | null) => [subjects[kind] ?? kind, id].filter(Boolean).join(' ')

function text(v: unknown): string {
  if (v === null || v === undefined) return ''
  if (typeof v === 'boolean') return v ? '是' : '否'
  return typeof v === 'object' ? JSON.stringify(v) : String(v)
}
const membersOf = (v: unknown): Record<string, unknown> =>
  v === null || v === undefined ? {} : typeof v === 'object' && !Array.isArray(v) ? (v as Record<string, unknown>) : { 内容: v }

/** Every member that one of the two has, the changed ones first. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [b, a] = [membersOf(before), membersOf(after)]
  return [...new Set([...Object.keys(b), ...Object.keys(a)])]
    .map((name) => ({ name, before: text(b[name]), after: text(a[name]), same: text(b[name]) === text(a[name]) }))
    .sort((x, y) => Number(x.same) - Number(y.same))
}

/** One line for the list. */
export function brief(before: unknown, after: unknown): string {
  return changesOf(before, after).filter((c) => !c.same)
    .map((c) => (c.before ? `${wordOf(c.name)}：${c.before} → ${c.after || '无'}` : `${wordOf(c.name)}：${c.after}`)).join('；')
}
