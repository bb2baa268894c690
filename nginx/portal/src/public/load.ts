/*
 * load.ts: what a page asks the server for. useLoad: one answer, asked anew when what it depends on changes; an older
 * question's answer never lands over a newer one's. useList: a list, page after page.
 */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { WatchSource } from 'vue'
import { asProblem } from '@/api/problem'
import type { ApiProblem } from '@/api/problem'

export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>, on?: WatchSource) {
  const data = shallowRef<T>()
  const problem = shallowRef<ApiProblem>()
  const loading = ref(false)
  let open: AbortController | undefined

  async function reload() {
    open?.abort()
    const mine = (open = new AbortController())
    loading.value = true
    problem.value = undefined
    try {
      const answer = await ask(mine.signal)
      if (mine === open) data.value = answer
    } catch (e) {
      if (mine === open) problem.value = asProblem(e)
    } finally {
      if (mine === open) loading.value = false
    }
  }
  if (on) watch(on, () => void reload())
  onScopeDispose(() => open?.abort())
  void reload()
  return { data, problem, loading, reload }
}

interface Page<T> {
  items: T[]
  next: string | null
}

export function useList<T>(ask: (after: string | undefined, signal: AbortSignal) => Promise<Page<T>>, on?: WatchSource) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const first = useLoad(async (signal) => {
    const page = await ask(undefined, signal)
    items.value = page.items
    next.value = page.next
    return page
  }, on)
  const more = ref(false)

  async function loadMore() {
    if (!next.value || more.value) return
    const after = next.value
    more.value = true
    first.problem.value = undefined
    try {
      const page = await ask(after, new AbortController().signal)
      if (next.value !== after) return
      items.value = [...items.value, ...page.items]
      next.value = page.next
    } catch (e) {
      first.problem.value = asProblem(e)
    } finally {
      more.value = false
    }
  }
  return { ...first, items, next, more, loadMore }
}
