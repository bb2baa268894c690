/*
 * action.ts: something a person does with a button. While the outcome of a try is unknown, a second try with the same content
 * carries the same idempotency key; run() never throws, it gives undefined and tells the problem.
 *   const publish = useAction((key, id: string) => api.post('/plans/{id}/publish', { path: { id }, body, key }), { success: '已发布' })
 */
import { ElMessage } from 'element-plus'
import { ref, shallowRef } from 'vue'
import { newKey } from './client'
import { asProblem } from './problem'
import type { ApiProblem } from './problem'

export interface ActionOptions {
  /** Told when it went well. */
  success?: string
  /** The page shows the problem itself. */
  quiet?: boolean
}

export function useAction<A extends unknown[], R>(act: (key: string, ...args: A) => Promise<R>, options: ActionOptions = {}) {
  const running = ref(false)
  const problem = shallowRef<ApiProblem>()
  let open: { content: string; key: string } | undefined

  async function run(...args: A): Promise<R | undefined> {
    if (running.value) return undefined
    const content = JSON.stringify(args)
    const key = open?.content === content ? open.key : newKey()
    running.value = true
    problem.value = undefined
    try {
      const answer = await act(key, ...args)
      open = undefined
      if (options.success) ElMessage.success(options.success)
      return answer
    } catch (e) {
      const p = asProblem(e)
      open = p.unknown || p.status === 503 ? { content, key } : undefined
      problem.value = p
      if (!options.quiet) ElMessage.error({ message: p.text, duration: 6000, showClose: true, grouping: true })
      return undefined
    } finally {
      running.value = false
    }
  }
  return { run, running, problem }
}
