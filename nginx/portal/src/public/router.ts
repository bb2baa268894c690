/* router.ts: the pages of the public site, one row each: address, title, component; "nav" puts it into the head's navigation. */
import { createRouter, createWebHistory } from 'vue-router'
import type { RouteRecordRaw } from 'vue-router'
import { setTitle } from './site'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    nav?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/Home.vue'), meta: { title: '首页', nav: true } },
  { path: '/news', component: () => import('./pages/NewsList.vue'), meta: { title: '工作动态', nav: true } },
  { path: '/news/:id(\\d+)', component: () => import('./pages/Article.vue'), meta: { title: '公告正文' } },
  { path: '/organisations', component: () => import('./pages/OrganisationList.vue'), meta: { title: '机构信息', nav: true } },
  { path: '/organisations/:id(\\d+)', component: () => import('./pages/OrganisationShow.vue'), meta: { title: '机构详情' } },
  { path: '/certificates', component: () => import('./pages/CertificateList.vue'), meta: { title: '证书信息', nav: true } },
  { path: '/certificates/:id(\\d+)', component: () => import('./pages/CertificateShow.vue'), meta: { title: '证书详情' } },
  { path: '/consultation', component: () => import('./pages/Consultation.vue'), meta: { title: '在线咨询', nav: true } },
  { path: '/about', component: () => import('./pages/About.vue'), meta: { title: '关于我们', nav: true } },
  { path: '/support', component: () => import('./pages/Support.vue'), meta: { title: '技术支持' } },
  { path: '/query', component: () => import('./pages/Query.vue'), meta: { title: '成绩/证书查询' } },
  { path: '/ticket', component: () => import('./pages/Ticket.vue'), meta: { title: '准考证下载' } },
  { path: '/verify', component: () => import('./pages/Verify.vue'), meta: { title: '证书验证' } },
  { path: '/register', component: () => import('./pages/Register.vue'), meta: { title: '院校注册' } },
  // What the QR code of a certificate leads to; the digest of what was printed stands behind "#h=".
  { path: '/v/:uuid([0-9a-f-]{36})', component: () => import('./pages/Verify.vue'), meta: { title: '证书验证' } },
  { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue'), meta: { title: '没有这个页面' } },
]

export const navigation = routes.filter((r) => r.meta?.nav).map((r) => ({ path: r.path, title: r.meta?.title ?? '' }))
export const services = [
  { path: '/query', title: '成绩/证书查询' },
  { path: '/ticket', title: '准考证下载' },
  { path: '/verify', title: '证书验证' },
  { path: '/support', title: '技术支持' },
]
export const router = createRouter({
  history: createWebHistory(),
  routes,
  sensitive: true, // as nginx takes them
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
})
router.afterEach((to, from) => {
  if (to.path !== from.path || !from.matched.length) setTitle(to.path === '/' ? undefined : to.meta.title)
})
