/* index.ts: the menus of the five consoles as one table. */
import type { Role } from '@/api/session'
import { evaluator } from './evaluator'
import { expert } from './expert'
import { office } from './office'
import { platform } from './platform'
import { school } from './school'
import type { Group } from './types'

export const menus: Record<Role, readonly Group[]> = { school, evaluator, office, platform, expert }
export type { Group, Page } from './types'
