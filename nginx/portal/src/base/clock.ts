/* clock.ts: the server's time as a ref that goes on, for countdowns. */
import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { serverNow } from './time'

export function useNow(every = 20_000) {
  const now = shallowRef(serverNow())
  const timer = window.setInterval(() => (now.value = serverNow()), every)
  onScopeDispose(() => window.clearInterval(timer))
  return shallowReadonly(now)
}
