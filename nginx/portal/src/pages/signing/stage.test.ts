import { describe, expect, it } from 'vitest'
import { stageOf, strength } from './stage'

describe('the strength of a passphrase', () => {
  it('begins at twelve characters, Chinese ones counted singly', () => {
    expect(strength('十一个字的口令不够长')).toBe(0)
    expect(strength('𠮷'.repeat(11))).toBe(0)
    expect(strength('abcdefghijkl')).toBe(1)
  })
  it('is not got by repeating', () => {
    expect(strength('aaaaaaaaaaaaaaaaaaaaaaaaaaaa')).toBe(1)
  })
  it('grows with length and kinds', () => {
    expect(strength('abcdefghijklmnop')).toBe(2)
    expect(strength('江上之清风 and 山间之明月 1082')).toBe(3)
  })
})
describe('the stage', () => {
  it('is that of the address', () => {
    expect([stageOf('/school/signing'), stageOf('/evaluator/sealing/7'), stageOf('/evaluator/signing/7')]).toEqual(['site', 'seal', 'evaluation'])
  })
})
