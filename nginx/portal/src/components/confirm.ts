/*
 * confirm.ts: asking before something is done. The answer is undefined when the person would rather not, else the reason
 * (empty when none was asked for).
 *   const reason = await confirm({ title: '退回申报', text: '学校可修改后重新提交。', reason: true, danger: true })
 */
import { shallowRef } from 'vue'

export interface Question {
  title: string
  text?: string
  /** Facts that somebody should see before saying yes. */
  facts?: { title: string; value: string | number }[]
  /** A reason is asked for: true, or what the field is called and its limits. */
  reason?: boolean | { title?: string; min?: number; max?: number; hint?: string; optional?: boolean }
  ok?: string
  danger?: boolean
}

export interface Asked extends Question {
  answer: (reason: string | undefined) => void
}

/** The question that is open; ConfirmDialog shows it. */
export const asked = shallowRef<Asked>()

export function confirm(question: Question): Promise<string | undefined> {
  asked.value?.answer(undefined)
  return new Promise((done) => {
    asked.value = {
      ...question,
      answer(reason) {
        asked.value = undefined
        done(reason)
      },
    }
  })
}
