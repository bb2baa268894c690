/* entrances.ts: the ways into the consoles, which are another page (plain links, no router). */
export const entrances = [
  { path: '/sign-in/platform', title: '综合业务管理', text: '机构、目录、公告与平台运行', icon: 'grid' },
  { path: '/sign-in/office', title: '教育行政部门', text: '试点与名额审批、监管与统计', icon: 'landmark' },
  { path: '/sign-in/evaluator', title: '培训评价组织', text: '证书标准、考试计划、排考与签发', icon: 'seal' },
  { path: '/sign-in/school', title: '试点院校业务', text: '申报试点、考生与报考、站点与成绩', icon: 'school' },
] as const
export const review = '/sign-in/expert'
