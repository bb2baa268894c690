/* site.ts: the platform's name, slogan, addresses and links, asked for once; and the title of the page that is shown. */
import { shallowRef } from 'vue'
import { api } from '@/api/client'
import type { Answer } from '@/api/client'

export const platformName = '职业技能等级证书信息管理服务平台'
export const site = shallowRef<Answer<'/public/site', 'get'>>()

let asked = false
/** The head and the foot can do without: when it fails they show what the page itself knows. */
export function loadSite(): void {
  if (asked) return
  asked = true
  api.get('/public/site').then((answer) => (site.value = answer), () => (asked = false))
}

export function setTitle(text: string | undefined): void {
  document.title = text ? `${text} - ${platformName}` : platformName
}
