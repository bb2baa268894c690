// @vitest-environment node
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findNumber } from './sha256'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

describe('the proof of work', () => {
  it('finds what another SHA-256 made', () => {
    for (const n of [0, 1, 9, 10, 99, 4711, 20000]) {
      const salt = hash(`salt ${n}`).slice(0, 32)
      expect(findNumber(salt, hash(salt + n), 20000)).toBe(n)
    }
  })
  it('fits the longest text of one block', () => {
    const salt = 'a'.repeat(51)
    expect(findNumber(salt, hash(`${salt}1234`), 1233)).toBeUndefined()
    expect(findNumber(salt, hash(`${salt}1234`), 9999)).toBe(1234)
  })
  it('shares the work', () => {
    const salt = 'b'.repeat(32)
    const found = [0, 1, 2].map((from) => findNumber(salt, hash(`${salt}400`), 1000, from, 3))
    expect(found).toEqual([undefined, 400, undefined])
  })
  it('refuses what is not ours', () => {
    expect(() => findNumber('c'.repeat(60), hash('x'), 10)).toThrow()
    expect(() => findNumber('c', 'abc', 10)).toThrow()
  })
})
