import { describe, expect, it } from 'vitest'
import { visible } from './hidden'

describe('visible', () => {
  it('leaves plain text alone, with its single blanks', () => {
    expect(visible('买买提·阿卜 A')).toEqual([{ text: '买买提·阿卜 A' }])
  })
  it('marks what nobody sees', () => {
    expect(visible('110\u200b1')).toEqual([{ text: '110' }, { text: '∅', name: '零宽字符（U+200B）' }, { text: '1' }])
    expect(visible('张　三').map((p) => p.name)).toEqual([undefined, '全角空格（U+3000）', undefined])
    expect(visible('张⟨U+3000⟩三')[1]).toEqual({ text: '□', name: '全角空格（U+3000）' })
    expect(visible(' a').map((p) => p.name)).toEqual(['空格（U+0020）', undefined])
    expect(visible('a  b').filter((p) => p.name)).toHaveLength(2)
    expect(visible('x\r\n').map((p) => p.name)).toEqual([undefined, '回车符（U+000D）', '换行符（U+000A）'])
  })
  it('keeps characters outside the first plane whole', () => {
    expect(visible('𠮷')).toEqual([{ text: '𠮷' }])
  })
})
