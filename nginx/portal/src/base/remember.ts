/* remember.ts: a value that a tab keeps over a reload (an id, never personal data): what runs is found again. */
import { ref, watch } from 'vue'

export function useRemembered(name: string) {
  const value = ref(sessionStorage.getItem(`remembered:${name}`) ?? '')
  watch(value, (v) => (v ? sessionStorage.setItem(`remembered:${name}`, v) : sessionStorage.removeItem(`remembered:${name}`)))
  return value
}
