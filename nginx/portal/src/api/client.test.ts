import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { address, api, setGate } from './client'
import { ApiProblem } from './problem'

type Reply = [status: number, body?: object, headers?: Record<string, string>] | 'lost'
const seen: { url: string; method: string; key: string | null }[] = []

/** Answers the requests one after another. */
function server(...replies: Reply[]) {
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    seen.push({ url, method: init.method ?? '', key: new Headers(init.headers).get('Idempotency-Key') })
    const reply = replies.shift() ?? 'lost'
    if (reply === 'lost') return Promise.reject(new TypeError('lost'))
    return Promise.resolve(new Response(reply[1] ? JSON.stringify(reply[1]) : null, { status: reply[0], headers: reply[2] }))
  })
}
const busy: Reply = [503, { type: '/problems/busy', title: '系统繁忙' }, { 'Retry-After': '1' }]

beforeEach(() => {
  seen.length = 0
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 2000 })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the client', () => {
  it('fills paths and leaves empty query members out', () => {
    expect(address('/plans/{id}/rooms', { path: { id: '1/2' }, query: { after: undefined, limit: 20, q: '' } })).toBe('/api/v1/plans/1%2F2/rooms?limit=20')
  })
  it('repeats a write whose outcome is unknown with the same key', async () => {
    server('lost', [504, { type: '/problems/outcome-unknown', title: '未知' }], [201, { id: '7' }])
    expect(await api.post('/rooms', { body: {} as never })).toEqual({ id: '7' })
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map((s) => s.key)).size).toBe(1)
    expect(seen[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  })
  it('never repeats a write without a key when the outcome is unknown', async () => {
    server('lost', [201, {}])
    await expect(api.post('/session', { body: { login: 'a', password: 'b' } })).rejects.toMatchObject({ kind: 'network' })
    expect(seen).toEqual([{ url: '/api/v1/session', method: 'POST', key: null }])
  })
  it('asks once more when a read was told to wait, and only once', async () => {
    server(busy, [200, { items: [] }])
    await api.get('/jobs')
    server(busy, busy, [200, { items: [] }])
    await expect(api.get('/jobs')).rejects.toMatchObject({ status: 503 })
  })
  it('takes a refusal as it is, with its faults', async () => {
    server([422, { type: '/problems/invalid', title: '内容有误', status: 422, errors: [{ level: 'error', pointer: '/name', detail: '请填写名称' }] }])
    const e = await api.post('/rooms', { body: {} as never }).catch((x: unknown) => x)
    expect(e).toBeInstanceOf(ApiProblem)
    expect((e as ApiProblem).errors[0]?.pointer).toBe('/name')
    expect(seen).toHaveLength(1)
  })
  it('waits for the person to sign in again and then sends the same request', async () => {
    const signedOut: Reply = [401, { type: '/problems/signed-out', title: '登录已过期' }]
    server(signedOut, [201, { id: '9' }])
    const signIn = vi.fn(() => Promise.resolve())
    setGate({ signIn })
    expect(await api.post('/rooms', { body: {} as never })).toEqual({ id: '9' })
    expect(signIn).toHaveBeenCalledTimes(1)
    expect(seen[0]?.key).toBe(seen[1]?.key)
  })
})
