/* usePlan.ts: a plan and what it lacks, for the pages that are about one plan: loading, problem, reload. */
import { computed, ref, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { api } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { ApiProblem } from '@/api/problem'
import { setServerTime } from '@/base/time'
import type { components } from '@gen/schema'

export type Plan = components['schemas']['Plan']
export type Missing = components['schemas']['PlanMissing']

export function usePlan(id: Readonly<Ref<string>>) {
  const plan = shallowRef<Plan>()
  const missing = shallowRef<Missing[]>([])
  const problem = shallowRef<ApiProblem>()
  const loading = ref(true)
  async function load() {
    loading.value = true
    problem.value = undefined
    try {
      const [p, m] = await Promise.all([api.get('/plans/{id}', { path: { id: id.value } }), api.get('/plans/{id}/missing', { path: { id: id.value } })])
      setServerTime(p.now)
      plan.value = p
      missing.value = m.items
    } catch (e) {
      problem.value = asProblem(e)
    } finally {
      loading.value = false
    }
  }
  void load()
  /** Whether an act of this title (as in the manual: 报考, 排考, 设置考场 …) may be done now. */
  const may = (title: string) => computed(() => plan.value?.state === 'published' && (plan.value.acts.find((a) => a.title === title)?.now ?? false))
  return { plan, missing, problem, loading, load, may }
}
