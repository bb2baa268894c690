/*
 * client.ts: the one way to the server. Paths, parameters, bodies and answers are typed by the API document.
 *   await api.get('/plans/{id}', { path: { id } })          await api.post('/plans', { body })
 * A refusal is thrown as ApiProblem. A POST carries an idempotency key that stays the same while the outcome is unknown,
 * so nothing acts twice; give one (useAction does) to keep it over a person's own second try. Somebody whose session has
 * ended signs in again over the page, and the request is repeated. Never put personal data into a query.
 */
import type { paths } from '@gen/schema'
import { keylessPosts } from '@gen/routes'
import { ApiProblem, networkProblem, problemOf } from './problem'

type Verb = 'get' | 'post' | 'put' | 'delete'
export type PathOf<M extends Verb> = { [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never }[keyof paths]
type Operation<P extends keyof paths, M extends Verb> = paths[P] extends { [K in M]: infer O } ? O : never
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined
type Params<O, K extends string> = O extends { parameters: { [k in K]?: infer T } } ? T : undefined
type Body<O> = O extends { requestBody: { content: infer C } } ? C[keyof C] : undefined
/** A member that may be left out when there is nothing in it that must be given. */
type Member<K extends string, T> = [T] extends [undefined] ? { [k in K]?: undefined } : object extends T ? { [k in K]?: T } : { [k in K]: T }

export type Answer<P extends keyof paths, M extends Verb> =
  Operation<P, M> extends { responses: infer R } ? (R extends { '2XX': infer S } ? Content<S> : undefined) : undefined

interface Common {
  /** Idempotency key of a POST; made here when it is not given. */
  key?: string
  signal?: AbortSignal
  /** No sign-in dialog when the session has ended: the problem is thrown. */
  quiet?: boolean
}
export type Options<P extends keyof paths, M extends Verb> = Common &
  Member<'path', Params<Operation<P, M>, 'path'>> &
  Member<'query', Params<Operation<P, M>, 'query'>> &
  Member<'body', Body<Operation<P, M>>>
type Rest<T> = object extends T ? [options?: T] : [options: T]

interface Loose extends Common {
  path?: Record<string, string | number> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
}

/** A page of a list, where the API document does not yet say of what. */
export interface ListOf<T> {
  items: T[]
  next: string | null
}

export const apiRoot = '/api/v1'
const PATIENCE = 40_000

/** What a page does when a request says that first something else is needed; set by the console, absent in public. */
export interface Gate {
  /** The session has ended. Resolves when the same person has signed in again; rejects when he would not. */
  signIn: () => Promise<void>
}
let gate: Gate | undefined
export const setGate = (g: Gate) => (gate = g)

/** Over the page, the same person signs in again; false where there is no such dialog. */
export async function signInAgain(): Promise<boolean> {
  if (!gate) return false
  await gate.signIn()
  return true
}

export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
}

export function address(path: string, options: Pick<Loose, 'path' | 'query'> = {}): string {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(options.path?.[name] ?? '')))
  const query = new URLSearchParams()
  for (const [k, v] of Object.entries(options.query ?? {}))
    if (v !== undefined && v !== null && v !== '') query.set(k, String(v))
  const text = query.toString()
  return apiRoot + filled + (text ? `?${text}` : '')
}

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000))

async function once(method: string, url: string, options: Loose, key: string | undefined): Promise<Response> {
  const headers: Record<string, string> = {}
  if (key) headers['Idempotency-Key'] = key
  let body: BodyInit | undefined
  if (options.body instanceof Blob) body = options.body
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  const late = AbortSignal.timeout(PATIENCE)
  const stop = new AbortController()
  const end = () => stop.abort()
  late.addEventListener('abort', end)
  options.signal?.addEventListener('abort', end)
  if (options.signal?.aborted) end()
  try {
    return await fetch(url, { method, headers, body, signal: stop.signal, credentials: 'same-origin' })
  } catch (e) {
    if (options.signal?.aborted) throw e
    throw networkProblem()
  } finally {
    options.signal?.removeEventListener('abort', end)
  }
}

/** Whether, and after how many seconds, a request that failed for the n-th time may simply be sent again. */
export function again(method: string, keyed: boolean, problem: ApiProblem, n: number): number | undefined {
  if (method === 'GET') return problem.status === 503 && problem.retryAfter !== undefined && n < 1 ? problem.retryAfter : undefined
  if (n >= 3) return undefined
  // "busy" was refused before anything was done; what is unknown is settled by the key, or by nobody.
  if (problem.status === 503 && problem.kind !== 'outcome-unknown') return problem.retryAfter ?? 1
  return problem.unknown && keyed ? 2 ** n * 0.5 : undefined
}

export async function call(method: string, path: string, options: Loose = {}): Promise<Response> {
  const url = address(path, options)
  const keyed = method === 'POST' && !keylessPosts.includes(path)
  const key = keyed ? (options.key ?? newKey()) : undefined
  for (let n = 0; ; n++) {
    let problem: ApiProblem
    try {
      const answer = await once(method, url, options, key)
      if (answer.ok) return answer
      problem = await problemOf(answer)
    } catch (e) {
      if (!(e instanceof ApiProblem)) throw e
      problem = e
    }
    if (problem.kind === 'signed-out' && !options.quiet && (await signInAgain())) {
      n = -1
      continue
    }
    const wait = again(method, keyed, problem, n)
    if (wait === undefined) throw problem
    await pause(Math.min(wait, 10))
  }
}

async function json(method: string, path: string, options?: Loose): Promise<unknown> {
  const answer = await call(method, path, options)
  if (answer.status === 204) return undefined
  const text = await answer.text()
  return text ? JSON.parse(text) : undefined
}

export const api = {
  get: <P extends PathOf<'get'>>(path: P, ...[o]: Rest<Options<P, 'get'>>) =>
    json('GET', path, o as Loose | undefined) as Promise<Answer<P, 'get'>>,
  post: <P extends PathOf<'post'>>(path: P, ...[o]: Rest<Options<P, 'post'>>) =>
    json('POST', path, o as Loose | undefined) as Promise<Answer<P, 'post'>>,
  put: <P extends PathOf<'put'>>(path: P, ...[o]: Rest<Options<P, 'put'>>) =>
    json('PUT', path, o as Loose | undefined) as Promise<Answer<P, 'put'>>,
  remove: <P extends PathOf<'delete'>>(path: P, ...[o]: Rest<Options<P, 'delete'>>) =>
    json('DELETE', path, o as Loose | undefined) as Promise<Answer<P, 'delete'>>,
}
