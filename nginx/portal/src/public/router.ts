/* router.ts: the pages of the public site, one row each: address, title, component; "nav" puts it into the head's navigation. */
import { createRouter, createWebHistory } from 'vue-router'
import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    nav?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/Home.vue'), meta: { title: '首页', nav: true } },
  { path: '/register', component: () => import('./pages/Register.vue'), meta: { title: '院校注册' } },
  { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue'), meta: { title: '没有这个页面' } },
]

export const platformName = '职业技能等级证书信息管理服务平台'
export const navigation = routes.filter((r) => r.meta?.nav).map((r) => ({ path: r.path, title: r.meta?.title ?? '' }))
export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
})
router.afterEach((to) => {
  document.title = to.path === '/' ? platformName : `${to.meta.title} - ${platformName}`
})
