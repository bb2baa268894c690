/*
 * captcha.ts: a look-up that the server may want a proof of work for, after wrong answers. It is made without the person's
 * doing: asked for, solved in workers, sent with a second try.
 */
import { api } from '@/api/client'
import type { paths } from '@gen/schema'
import { ApiProblem } from '@/api/problem'
import type { Share } from './worker'

export type Purpose = paths['/public/captcha']['get']['parameters']['query']['purpose']

function find(challenge: Omit<Share, 'from' | 'step'>): Promise<number> {
  const step = Math.min(4, navigator.hardwareConcurrency || 2)
  const workers = Array.from({ length: step }, () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }))
  const failed = new ApiProblem({ type: '/problems/page', title: '安全验证没有完成', detail: '浏览器没能完成安全验证，请刷新页面后重试' }, -1)
  return new Promise<number>((done, fail) => {
    let open = step
    workers.forEach((w, from) => {
      w.onmessage = (e: MessageEvent<number | null>) => {
        if (e.data !== null) done(e.data)
        else if (--open === 0) fail(failed)
      }
      w.onerror = () => fail(failed)
      w.postMessage({ ...challenge, from, step } satisfies Share)
    })
  }).finally(() => workers.forEach((w) => w.terminate()))
}

async function solve(purpose: Purpose): Promise<string> {
  const { token, salt, target, most } = await api.get('/public/captcha', { query: { purpose } })
  return `${token}.${await find({ salt, target, most })}`
}

/** Sends; when a proof of work is wanted, makes one and sends again. working tells the page while it is being made. */
export async function guarded<T>(purpose: Purpose, send: (captcha?: string) => Promise<T>, working: (is: boolean) => void): Promise<T> {
  try {
    return await send()
  } catch (e) {
    if (!(e instanceof ApiProblem) || e.kind !== 'captcha-required') throw e
  }
  working(true)
  try {
    return await send(await solve(purpose))
  } finally {
    working(false)
  }
}
