/*
 * load.ts: what a page shows, asked for when it is set up and again by load(): data, problem, loading. Of two questions the later
 * one counts.
 *   const { data: plan, problem, load } = useLoad(() => api.get('/plans/{id}', { path: { id: id.value } }), id)
 */
import { ref, shallowRef, watch } from 'vue'
import type { WatchSource } from 'vue'
import { asProblem } from './problem'
import type { ApiProblem } from './problem'

export function useLoad<T>(ask: () => Promise<T>, again?: WatchSource) {
  const data = shallowRef<T>()
  const problem = shallowRef<ApiProblem>()
  const loading = ref(false)
  let last = 0

  async function load(): Promise<void> {
    const mine = ++last
    loading.value = true
    problem.value = undefined
    try {
      const answer = await ask()
      if (mine === last) data.value = answer
    } catch (e) {
      if (mine === last) problem.value = asProblem(e)
    } finally {
      if (mine === last) loading.value = false
    }
  }
  if (again) watch(again, () => void load())
  void load()
  return { data, problem, loading, load }
}
