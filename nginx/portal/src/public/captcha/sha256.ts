/*
 * sha256.ts: SHA-256 (FIPS 180-4) of one block, for the proof of work: the browser's own digest is asynchronous, and so
 * too slow for some hundred thousand short texts.
 */
const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (!primes.some((p) => n % p === 0)) primes.push(n)
const fraction = (x: number) => ((x - Math.floor(x)) * 2 ** 32) | 0
const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)))
const H = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)))

/** A text and the number after it must fit one block. */
export const LONGEST = 55

const w = new Int32Array(64)
function compress(block: DataView, out: Int32Array): void {
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(i * 4)
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] ?? 0
    const y = w[i - 2] ?? 0
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = H as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((v, i) => (out[i] = (v + (H[i] ?? 0)) | 0))
}

/** The n of from, from + step, … up to most for which SHA-256(salt, n in decimal) is target (hexadecimal). */
export function findNumber(salt: string, target: string, most: number, from = 0, step = 1): number | undefined {
  const bytes = new Uint8Array(64)
  const block = new DataView(bytes.buffer)
  const out = new Int32Array(8)
  const wanted = Int32Array.from({ length: 8 }, (_, i) => parseInt(target.slice(i * 8, i * 8 + 8), 16) | 0)
  const head = salt.length
  if (target.length !== 64 || head + String(most).length > LONGEST) throw new Error('not a challenge of ours')
  for (let i = 0; i < head; i++) bytes[i] = salt.charCodeAt(i)
  for (let n = from; n <= most; n += step) {
    const digits = String(n)
    const end = head + digits.length
    for (let i = 0; i < digits.length; i++) bytes[head + i] = digits.charCodeAt(i)
    bytes[end] = 0x80
    bytes.fill(0, end + 1, 60)
    block.setInt32(60, end * 8)
    compress(block, out)
    if (out[0] === wanted[0] && out.every((v, i) => v === wanted[i])) return n
  }
  return undefined
}
