/* expert.ts: the menu of 专家评审. */
import { Finished } from '@element-plus/icons-vue'
import type { Group } from './types'

export const expert: readonly Group[] = [{ title: '专家评审', icon: Finished, pages: [] }]
