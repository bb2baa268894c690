/*
 * faults.ts: what is wrong with a form, field by field: first by the API's table, then as the server says. The first faulty
 * field gets the focus.
 */
import { nextTick, reactive, ref } from 'vue'
import { column, faultOf } from '@/api/form'
import type { FormTable } from '@/api/form'
import { asProblem } from '@/api/problem'

export function useFaults(table: FormTable, names: string[], form: Record<string, string>) {
  const faults = reactive<Record<string, string | undefined>>({})
  /** What belongs to no field. */
  const told = ref('')

  async function focusFirst(root: HTMLElement | null) {
    await nextTick()
    root?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }
  function clear() {
    told.value = ''
    for (const name of names) faults[name] = undefined
  }
  function check(root: HTMLElement | null): boolean {
    clear()
    for (const name of names) faults[name] = faultOf(column(table, name), form[name]?.trim())
    const right = !names.some((n) => faults[n])
    if (!right) void focusFirst(root)
    return right
  }
  function take(e: unknown, root: HTMLElement | null) {
    const problem = asProblem(e)
    clear()
    for (const f of problem.errors) {
      const name = f.pointer?.replace(/^\//, '') ?? ''
      if (names.includes(name)) faults[name] = f.fix ? `${f.detail}，可改为 ${f.fix}` : f.detail
    }
    if (names.some((n) => faults[n])) void focusFirst(root)
    else told.value = problem.text
    return problem
  }
  return { faults, told, clear, check, take }
}
