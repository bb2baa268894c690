/*
 * session.ts: who is signed in and what he may do, from GET /session: the same policy that the server's gate uses.
 */
import { defineStore } from 'pinia'
import type { Permission } from '@gen/routes'
import { setServerTime } from '@/base/time'
import { api } from './client'
import type { Answer } from './client'
import { ApiProblem } from './problem'

export type Role = Session['role']
export type Session = Answer<'/session', 'get'>
export type Organisation = Answer<'/organisation', 'get'>

export const roleTitles: Record<Role, string> = {
  school: '试点院校业务',
  evaluator: '培训评价组织',
  office: '教育行政部门',
  platform: '综合业务管理',
  expert: '专家评审',
}
export const dutyTitles: Record<string, string> = {
  administrator: '管理员', exam_officer: '考务人员', signer: '签发人', sealer: '盖章人', auditor: '审计员', expert: '评审专家',
}

const MARK = 'signed-in'

export const useSession = defineStore('session', {
  state: () => ({
    /** null: nobody is signed in; undefined: not asked yet. */
    who: undefined as Session | null | undefined,
    organisation: null as Organisation | null,
  }),
  getters: {
    role: (s) => s.who?.role,
    /** What must be done before anything else. */
    duty: (s): 'password' | 'second-factor' | undefined => {
      if (s.who?.password_change) return 'password'
      return s.who?.second_factor_needed && !s.who.second_factor_enrolled ? 'second-factor' : undefined
    },
  },
  actions: {
    can(permission: Permission | readonly Permission[] | undefined): boolean {
      if (!permission) return true
      const wanted = typeof permission === 'string' ? [permission] : permission
      return wanted.some((p) => this.who?.permissions.includes(p))
    },
    async load(): Promise<Session | null> {
      // The session's cookie is hidden from scripts; the mark tells that there may be one, so strangers are not asked.
      if (!localStorage.getItem(MARK)) {
        this.organisation = null
        return (this.who = null)
      }
      try {
        this.who = await api.get('/session', { quiet: true })
        setServerTime(this.who.now)
      } catch (e) {
        if (!(e instanceof ApiProblem) || e.status !== 401) throw e
        localStorage.removeItem(MARK)
        this.who = null
      }
      return this.who
    },
    /** The server has just made a session. */
    async begin(): Promise<void> {
      localStorage.setItem(MARK, '1')
      await this.load()
    },
    async loadOrganisation(): Promise<void> {
      this.organisation = await api.get('/organisation')
    },
    /** The page on the screen still needs the person: the sign-in page, where the caller goes next, forgets him. */
    async signOut(): Promise<void> {
      try {
        await api.remove('/session', { quiet: true })
      } catch (e) {
        if (!(e instanceof ApiProblem) || e.status !== 401) throw e
      }
      localStorage.removeItem(MARK)
    },
  },
})
