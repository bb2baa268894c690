/*
 * router.ts: the addresses of the consoles, made from the menus; the guard lets nobody past who is not signed in, is of
 * another role, or has first to change a password or enrol a second factor. What a person may do is the server's answer:
 * the shell shows "no permission" instead of a page that the policy refuses.
 */
import { createRouter, createWebHistory } from 'vue-router'
import type { RouteRecordRaw } from 'vue-router'
import { useSession } from '@/api/session'
import type { Role } from '@/api/session'
import type { Permission } from '@gen/routes'
import { menus } from './menu'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    role?: Role
    permission?: Permission | readonly Permission[]
    parent?: string
  }
}

export const platformName = '职业技能等级证书信息管理服务平台'
export const roles = Object.keys(menus) as Role[]
export const isRole = (text: unknown): text is Role => roles.includes(text as Role)

const consoles = roles.map<RouteRecordRaw>((role) => ({
  path: `/${role}`,
  component: () => import('./shell/Shell.vue'),
  meta: { role },
  children: [
    { path: '', component: () => import('@/pages/home/Home.vue'), meta: { title: '首页' } },
    { path: 'notifications', component: () => import('@/pages/home/NotificationList.vue'), meta: { title: '我的通知' } },
    ...menus[role].flatMap((group) =>
      group.pages.map<RouteRecordRaw>((page) => ({
        path: page.path,
        component: page.component as () => Promise<never>,
        meta: { title: page.title, permission: page.permission, parent: page.parent },
      })),
    ),
    { path: ':rest(.*)*', component: () => import('./shell/NotFound.vue'), meta: { title: '没有这个页面' } },
  ],
}))

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/sign-in/:role', component: () => import('./sign-in/SignInPage.vue'), meta: { title: '登录' } },
    ...consoles,
    { path: '/:rest(.*)*', redirect: '/sign-in/school' },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  const role = to.meta.role
  if (!role) return isRole(to.params.role) ? true : '/sign-in/school'
  const session = useSession()
  if (session.who === undefined) await session.load()
  if (!session.who || session.duty) return { path: `/sign-in/${role}`, query: to.fullPath === `/${role}` ? {} : { next: to.fullPath } }
  if (session.who.role !== role) return `/${session.who.role}`
  return true
})

router.afterEach((to) => {
  document.title = to.meta.title ? `${to.meta.title} - ${platformName}` : platformName
})
