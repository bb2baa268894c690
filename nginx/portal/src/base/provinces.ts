/* provinces.ts: the provinces (GB/T 2260) as choices, fetched once. */
import { api } from '@/api/client'
import type { Choice } from '@/api/form'

let kept: Promise<Choice[]> | undefined

/** "000000" 全国 comes first; leave it out for what belongs to one province. */
export function provinces(national = true): Promise<Choice[]> {
  kept ??= api.get('/public/codes').then(
    (codes) => (codes as unknown as { provinces: { code: string; name: string }[] }).provinces.map((p) => ({ value: p.code, label: p.name })),
    (e: unknown) => {
      kept = undefined
      throw e
    },
  )
  return kept.then((all) => all.filter((p) => national || p.value !== '000000'))
}
