/*
 * outbox.ts: what is recorded on exam day goes out at once, and waits in this browser while there is no network: each event has
 * an identifier of its own, so what is sent twice, or was recorded on two devices, is stored once. Only ids, the ticket's code
 * and the note are kept, and only until the server has them.
 */
import { ref } from 'vue'
import { api, newKey } from '@/api/client'
import type { Answer } from '@/api/client'
import { asProblem } from '@/api/problem'
import { serverNow } from '@/base/time'
import type { components } from '@gen/schema'

export type ExamEvent = components['schemas']['ExamEvent']
export type Outcome = Answer<'/session-rooms/{id}/events', 'post'>['items'][number]
const ATONCE = 200

function uuid(): string {
  const h = newKey()
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}
/** An event of now, by the server's clock. */
export const happened = (fields: Omit<ExamEvent, 'uuid' | 'occurred_at'>): ExamEvent => ({ uuid: uuid(), occurred_at: serverNow().toISOString(), ...fields })

export function useOutbox(room: string, sent: (outcomes: Outcome[]) => unknown) {
  const name = `exam-events:${room}`
  const read = (): ExamEvent[] => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? '[]') as ExamEvent[]
    } catch {
      return []
    }
  }
  const waiting = ref(read().length)
  const trouble = ref('')
  let busy = false
  function keep(events: ExamEvent[]) {
    if (events.length) localStorage.setItem(name, JSON.stringify(events))
    else localStorage.removeItem(name)
    waiting.value = events.length
  }
  /** Sends what waits; what the server cannot take now stays. */
  async function flush(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (let events = read(); events.length; events = read()) {
        const part = events.slice(0, ATONCE)
        const answer = await api.post('/session-rooms/{id}/events', { path: { id: room }, body: { events: part } })
        const done = new Set(part.map((e) => e.uuid))
        keep(read().filter((e) => !done.has(e.uuid)))
        trouble.value = ''
        await sent(answer.items)
      }
    } catch (e) {
      const problem = asProblem(e)
      trouble.value = problem.text
      // A refusal of the whole is not cured by sending it again.
      if (!problem.unknown && problem.status !== 503) keep([])
    } finally {
      busy = false
    }
  }
  async function record(events: ExamEvent[]): Promise<void> {
    keep([...read(), ...events])
    await flush()
  }
  return { waiting, trouble, record, flush }
}
