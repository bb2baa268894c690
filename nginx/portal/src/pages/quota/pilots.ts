/* pilots.ts: of which certificates and levels the school is a pilot: what it may ask quota for. */
import { api } from '@/api/client'
import type { Choice } from '@/api/form'

export async function ownPilots(): Promise<{ certificates: Choice[]; levels: Set<string> }> {
  const active = (await api.get('/pilots', { query: { limit: 500 } })).items.filter((p) => p.state === 'active')
  return {
    certificates: [...new Map(active.map((p) => [p.certificate, { value: p.certificate, label: p.certificate_name }])).values()],
    levels: new Set(active.map((p) => p.level)),
  }
}
