/*
 * hidden.ts: characters that nobody sees, made visible: a text is cut into plain parts and marks with a name. The server has
 * written such a character of a sheet as ⟨U+3000⟩; here it becomes a mark, like the character itself.
 */
export interface Part {
  text: string
  /** The name of what stands here; absent for plain text. */
  name?: string
}

const names: [RegExp, string, string][] = [
  [/^ $/, '␣', '空格'],
  [/^\t$/, '⇥', '制表符'],
  [/^\r$/, '␍', '回车符'],
  [/^\n$/, '↵', '换行符'],
  [/^\u00a0$/, '⍽', '不间断空格'],
  [/^\u3000$/, '□', '全角空格'],
  [/^[\u2000-\u200a\u202f\u205f]$/, '␣', '特殊空格'],
  [/^[\u200b-\u200d\u2060\ufeff]$/, '∅', '零宽字符'],
  [/^[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]$/, '⇄', '文字方向符'],
  [/^[\u00ad\u180e\ufe00-\ufe0f\u3164\uffa0]$/, '∅', '隐藏字符'],
  [/^[\ue000-\uf8ff]$/, '▢', '自造字'],
  [/^\ufffd$/, '▢', '乱码'],
]

const control = /^[\u0000-\u001f\u007f-\u009f]$/

/** Blanks inside a text are plain; at its ends, doubled, or of another kind they are marks. */
export function visible(text: string): Part[] {
  const parts: Part[] = []
  const characters = [...text.replace(/⟨U\+([0-9A-F]{4,6})⟩/g, (_, hex: string) => String.fromCodePoint(Math.min(parseInt(hex, 16), 0x10ffff)))]
  characters.forEach((c, i) => {
    const inner = c === ' ' && i > 0 && i < characters.length - 1 && characters[i - 1] !== ' ' && characters[i + 1] !== ' '
    const code = `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    const known = inner ? undefined : names.find(([p]) => p.test(c))
    if (known) parts.push({ text: known[1], name: `${known[2]}（${code}）` })
    else if (control.test(c)) parts.push({ text: '▢', name: `控制字符（${code}）` })
    else {
      const last = parts.at(-1)
      if (last && !last.name) last.text += c
      else parts.push({ text: c })
    }
  })
  return parts
}
