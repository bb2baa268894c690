/* unsaved.ts: leaving a page with typed and unsaved content is asked about, by link, back button or closing the tab. */
import { onBeforeUnmount } from 'vue'
import type { Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { confirm } from '@/components/confirm'

export function useUnsaved(dirty: Readonly<Ref<boolean>>): void {
  const hold = (e: BeforeUnloadEvent) => {
    if (dirty.value) e.preventDefault()
  }
  window.addEventListener('beforeunload', hold)
  onBeforeUnmount(() => window.removeEventListener('beforeunload', hold))
  onBeforeRouteLeave(async () => {
    if (!dirty.value) return true
    return (await confirm({ title: '离开本页？', text: '填写的内容还没有保存，离开后会丢失。', ok: '离开', danger: true })) !== undefined
  })
}
