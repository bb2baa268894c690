/* place.ts: an address when this console has a page there, nothing otherwise. */
import { useRouter } from 'vue-router'

export function usePlace() {
  const router = useRouter()
  return (to: string | undefined): string | undefined => {
    if (!to) return undefined
    const found = router.resolve(to)
    return found.matched.length && !found.params.rest ? to : undefined
  }
}
