/* kinds.ts: the columns of the public site that an organisation writes for: the operator all, others notices and news. */
import { column } from '@/api/form'
import type { Choice } from '@/api/form'
import { AnnouncementInput } from '@gen/forms'

export const kindsOf = (role: string): Choice[] =>
  (column(AnnouncementInput, 'kind').choices ?? []).filter((k) => role === 'platform' || k.value === 'notice' || k.value === 'news')
