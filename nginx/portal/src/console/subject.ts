/*
 * subject.ts: where the page of a thing is, by the role that looks at it. A notification names kind and id, a to-do its kind; one
 * without a row here has no page of its own for that role.
 */
import type { Answer } from '@/api/client'
import type { Role } from '@/api/session'

export type Notification = Answer<'/notifications', 'get'>['items'][number]

/** kind → role → address; "{id}" is the thing. Filled by the pages that show the thing. */
const places: Record<string, Partial<Record<Role, string>>> = {
  candidate: { school: '/school/candidates/{id}' },
}

/** What waits for somebody (GET /todo) → role → the page where it is done, with its filter. */
const todos: Record<string, Partial<Record<Role, string>>> = {}

export const todoPath = (role: Role, kind: string): string | undefined => todos[kind]?.[role]

export function subjectPath(role: Role, kind: string | null, id: string | null): string | undefined {
  const place = kind && id ? places[kind]?.[role] : undefined
  return place?.replace('{id}', id ?? '')
}
