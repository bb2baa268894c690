/* usePublished.ts: the schedule in force of a plan, its sessions and the caller's sites, for the pages of an exam site. */
import { ref, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { api } from '@/api/client'
import type { Answer } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { ApiProblem } from '@/api/problem'

export function usePublished(id: Readonly<Ref<string>>) {
  const version = shallowRef<Answer<'/plans/{id}/schedules', 'get'>['items'][number]>()
  const sessions = shallowRef<Answer<'/plans/{id}/exam-sessions', 'get'>['items']>([])
  const sites = shallowRef<Answer<'/plans/{id}/sites', 'get'>['items']>([])
  const problem = shallowRef<ApiProblem>()
  const loading = ref(true)
  async function load() {
    loading.value = true
    problem.value = undefined
    try {
      const path = { id: id.value }
      const [v, s, p] = await Promise.all([
        api.get('/plans/{id}/schedules', { path }), api.get('/plans/{id}/exam-sessions', { path }), api.get('/plans/{id}/sites', { path, query: { limit: 500 } }),
      ])
      version.value = v.items.find((x) => x.state === 'published')
      sessions.value = s.items
      sites.value = p.items
    } catch (e) {
      problem.value = asProblem(e)
    } finally {
      loading.value = false
    }
  }
  void load()
  return { version, sessions, sites, problem, loading, load }
}
