/*
 * draft.ts: what somebody types is kept in this browser until it is sent, per person, so that a crash or a closed tab loses
 * nothing. Never for personal data of others. begin() starts keeping (when the page has loaded), clear() forgets.
 */
import { onScopeDispose, ref, watch } from 'vue'
import type { Ref } from 'vue'
import { useSession } from '@/api/session'
import { serverNow } from './time'

interface Kept<T> {
  at: string
  value: T
}

export function useDraft<T>(name: () => string, value: Readonly<Ref<T>>) {
  const key = () => `draft:${useSession().who?.account ?? ''}:${name()}`
  const savedAt = ref('')
  let keeping = false
  let timer: number | undefined

  function read(): Kept<T> | undefined {
    try {
      return (JSON.parse(localStorage.getItem(key()) ?? 'null') as Kept<T> | null) ?? undefined
    } catch {
      return undefined
    }
  }
  function write() {
    window.clearTimeout(timer)
    timer = undefined
    savedAt.value = serverNow().toISOString()
    localStorage.setItem(key(), JSON.stringify({ at: savedAt.value, value: value.value } satisfies Kept<T>))
  }
  function clear() {
    window.clearTimeout(timer)
    timer = undefined
    keeping = false
    savedAt.value = ''
    localStorage.removeItem(key())
  }
  watch(value, () => {
    if (!keeping) return
    window.clearTimeout(timer)
    timer = window.setTimeout(write, 600)
  }, { deep: true })
  const leave = () => timer !== undefined && write()
  window.addEventListener('pagehide', leave)
  onScopeDispose(() => {
    leave()
    window.removeEventListener('pagehide', leave)
  })
  return { read, clear, begin: () => (keeping = true), savedAt }
}
