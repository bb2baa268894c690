/* expert.ts: the menu of 专家评审. */
import { Finished, Setting } from '@element-plus/icons-vue'
import { me } from './own'
import type { Group } from './types'

export const expert: readonly Group[] = [
  { title: '专家评审', icon: Finished, pages: [] },
  { title: '本人', icon: Setting, pages: [me('expert')] },
]
