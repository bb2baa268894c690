/*
 * problem.ts: what the server, or the way to it, refused (RFC 9457). Every call of the client ends in an answer or throws
 * one of these; text() is what a person is told.
 */
export interface Fault {
  level: 'error' | 'doubt' | 'notice'
  /** JSON pointer of the field; of a query parameter with "?" before its name. */
  pointer?: string
  sheet?: string
  cell?: string
  row?: number
  field?: string
  value?: string
  detail: string
  fix?: string
}

interface ProblemDocument {
  type?: string
  title?: string
  status?: number
  detail?: string
  instance?: string
  errors?: Fault[]
}

export class ApiProblem extends Error {
  /** The last part of the type: "invalid", "wrong-state", …; "network" when no answer came. */
  readonly kind: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly errors: Fault[]
  readonly instance: string | undefined
  /** Seconds to wait, when the server said. */
  readonly retryAfter: number | undefined

  constructor(document: ProblemDocument, status: number, retryAfter?: number) {
    const title = document.title ?? '操作没有成功'
    super(document.detail ? `${title}：${document.detail}` : title)
    this.name = 'ApiProblem'
    this.kind = document.type?.replace(/^\/problems\//, '') ?? 'internal'
    this.status = status
    this.title = title
    this.detail = document.detail ?? ''
    this.errors = document.errors ?? []
    this.instance = document.instance
    this.retryAfter = retryAfter
  }

  /** One sentence for a person; the faults that belong to fields are shown there. */
  get text(): string {
    if (this.detail) return this.detail
    const loose = this.errors.filter((e) => !e.pointer).map((e) => e.detail)
    return loose.length ? loose.join('；') : this.title
  }

  /** Whether it is unknown if the request took effect: then it is repeated with the same key. */
  get unknown(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504 || this.kind === 'outcome-unknown'
  }
}

export const networkProblem = () =>
  new ApiProblem({ type: '/problems/network', title: '网络连接中断', detail: '没有收到平台的答复，请检查网络后重试' }, 0)

/** The problem in an answer that is not a success. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const wait = Number(answer.headers.get('Retry-After'))
  let document: ProblemDocument = {}
  try {
    document = (await answer.json()) as ProblemDocument
  } catch {
    document = { title: answer.status >= 500 ? '系统暂时不可用，请稍后再试' : '操作没有成功' }
  }
  return new ApiProblem(document, answer.status, Number.isFinite(wait) && wait > 0 ? wait : undefined)
}

/** Any thrown thing as a problem; what is no problem is a fault of the page. */
export function asProblem(e: unknown): ApiProblem {
  if (e instanceof ApiProblem) return e
  return new ApiProblem({ type: '/problems/page', title: '页面出错', detail: '页面出现错误，请刷新后重试' }, -1)
}
