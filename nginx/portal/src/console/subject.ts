/*
 * subject.ts: where the page of a thing is, by the role that looks at it. A notification or job names kind and id; a kind without
 * a row here has no page of its own for that role.
 */
import type { Role } from '@/api/session'

export interface Notification {
  id: string
  kind: string
  title: string
  body: string
  subject_kind: string | null
  subject: string | null
  created_at: string
  read_at: string | null
}

/** kind → role → address; "{id}" is the thing. Filled by the pages that show the thing. */
const places: Record<string, Partial<Record<Role, string>>> = {
  candidate: { school: '/school/candidates/{id}' },
}

export function subjectPath(role: Role, kind: string | null, id: string | null): string | undefined {
  const place = kind && id ? places[kind]?.[role] : undefined
  return place?.replace('{id}', id ?? '')
}
