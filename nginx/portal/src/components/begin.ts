/* begin.ts: a list that opens with filters when its address names none; whoever wants all clears them. */
import { ref } from 'vue'
import type { Ref } from 'vue'
import type { RouteLocationNormalizedLoaded, Router } from 'vue-router'
import type { Values } from './table'

/** True when the address is right and the list can be asked for. */
export function beginWith(route: RouteLocationNormalizedLoaded, router: Router, filters: Values): Ref<boolean> {
  const ready = ref(Object.keys(route.query).length > 0)
  if (!ready.value) void router.replace({ query: filters }).then(() => (ready.value = true))
  return ready
}
