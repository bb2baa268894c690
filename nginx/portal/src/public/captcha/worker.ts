/* worker.ts: the proof of work apart from the page, so that it stays usable meanwhile. */
import { findNumber } from './sha256'

export interface Share {
  salt: string
  target: string
  most: number
  from: number
  step: number
}

const scope = self as unknown as { onmessage: (e: MessageEvent<Share>) => void; postMessage: (n: number | null) => void }
scope.onmessage = (e) => scope.postMessage(findNumber(e.data.salt, e.data.target, e.data.most, e.data.from, e.data.step) ?? null)
