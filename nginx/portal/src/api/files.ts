/*
 * files.ts: files up, with progress, and down. A file goes up as it is (POST /files) and gets an id that other requests
 * name; nothing of it is looked at before a job does.
 */
import type { paths } from '@gen/schema'
import { address, call, signInAgain } from './client'
import type { PathOf } from './client'
import { ApiProblem, networkProblem } from './problem'

export type FilePurpose = NonNullable<paths['/files']['post']['parameters']['query']>['purpose']
export interface StoredFile {
  id: string
  size: number
  sha256: string
}

type Progress = (share: number) => void

/** Sends a file; progress is told as a share from 0 to 1. Whose session has ended signs in again and need not choose it anew. */
export async function upload(purpose: FilePurpose, file: File | Blob, name: string, progress?: Progress, signal?: AbortSignal): Promise<StoredFile> {
  try {
    return await send(purpose, file, name, progress, signal)
  } catch (e) {
    if (!(e instanceof ApiProblem) || e.kind !== 'signed-out' || !(await signInAgain())) throw e
    return send(purpose, file, name, progress, signal)
  }
}

function send(purpose: FilePurpose, file: File | Blob, name: string, progress?: Progress, signal?: AbortSignal): Promise<StoredFile> {
  return new Promise((done, fail) => {
    const x = new XMLHttpRequest()
    x.open('POST', address('/files', { query: { purpose, name } }))
    x.setRequestHeader('Content-Type', 'application/octet-stream')
    x.upload.onprogress = (e) => progress?.(e.total ? e.loaded / e.total : 0)
    x.onerror = () => fail(networkProblem())
    x.ontimeout = () => fail(networkProblem())
    x.onabort = () => fail(new DOMException('cancelled', 'AbortError'))
    x.onload = () => {
      let answer: unknown = {}
      try {
        answer = JSON.parse(x.responseText)
      } catch {
        // told below by its status
      }
      if (x.status >= 200 && x.status < 300) done(answer as StoredFile)
      else fail(new ApiProblem(answer as object, x.status))
    }
    signal?.addEventListener('abort', () => x.abort())
    x.send(file)
  })
}

function nameIn(answer: Response): string | undefined {
  const header = answer.headers.get('Content-Disposition') ?? ''
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1]
  if (wide) return decodeURIComponent(wide)
  return /filename="?([^";]+)"?/i.exec(header)?.[1]
}

/** Hands bytes to the browser as a file to keep. */
export function save(bytes: Blob, name: string): void {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(bytes)
  a.download = name
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000)
}

/** The bytes that a GET route answers, with the name that the server gave them. */
export async function fetchFile<P extends PathOf<'get'>>(
  path: P,
  options: { path?: Record<string, string>; query?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<{ bytes: Blob; name: string | undefined; type: string }> {
  const answer = await call('GET', path, options)
  return { bytes: await answer.blob(), name: nameIn(answer), type: answer.headers.get('Content-Type') ?? '' }
}

/** Fetches a file and hands it to the browser. */
export async function download<P extends PathOf<'get'>>(
  path: P,
  options: { path?: Record<string, string>; query?: Record<string, string> } = {},
  name = '下载',
): Promise<void> {
  const file = await fetchFile(path, options)
  save(file.bytes, file.name ?? name)
}
