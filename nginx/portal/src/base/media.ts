/* media.ts: a media query as a ref that follows it. */
import { onScopeDispose, readonly, ref } from 'vue'

export function useMedia(query: string) {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  const follow = () => (matches.value = list.matches)
  list.addEventListener('change', follow)
  onScopeDispose(() => list.removeEventListener('change', follow))
  return readonly(matches)
}

/** Phones: tables become cards, dialogs take the whole width. */
export const usePhone = () => useMedia('(max-width: 640px)')
