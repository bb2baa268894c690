/*
 * judge.ts: is the background red, and does one person stand before it? The same measure as the server's
 * (fcgi/files/photo_colour.c), by the server's own rule (GET /photo-rule), so that a person sees it before sending. The
 * server still decides.
 */
import type { components } from '@gen/schema'

/** The rule as numbers. */
export type Rule = Record<keyof components['schemas']['PhotoRule'], number>
export interface Judgement {
  verdict: 'ok' | 'doubt' | 'refused'
  /** What is wrong, worst first; empty when nothing is. */
  reasons: string[]
  /** Shares 0..1. */
  red: number
  subject: number
}
export interface Pixels {
  width: number
  height: number
  /** RGBA. */
  data: Uint8ClampedArray
}

export const ruleOf = (answer: components['schemas']['PhotoRule']): Rule =>
  Object.fromEntries(Object.entries(answer).map(([k, v]) => [k, Number(v)])) as Rule

interface Lab {
  l: number
  a: number
  b: number
}

/* sRGB (IEC 61966-2-1) to linear light. */
const linear = Float32Array.from({ length: 256 }, (_, i) => (i / 255 <= 0.04045 ? i / 255 / 12.92 : ((i / 255 + 0.055) / 1.055) ** 2.4))
const curve = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)

/** CIELAB under D65. */
export function lab(data: Uint8ClampedArray, at: number): Lab {
  const r = linear[data[at]!]!
  const g = linear[data[at + 1]!]!
  const b = linear[data[at + 2]!]!
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return { l: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z) }
}

const degrees = (c: Lab) => (Math.atan2(c.b, c.a) * 180) / Math.PI

function isRed(rule: Rule, c: Lab): boolean {
  const hue = degrees(c)
  return (
    Math.hypot(c.a, c.b) > rule.chroma_least && hue >= rule.hue_least && hue <= rule.hue_most &&
    c.l >= rule.light_least && c.l <= rule.light_most
  )
}

export const redAt = (rule: Rule, data: Uint8ClampedArray, at: number) => isRed(rule, lab(data, at))

function colourName(c: Lab): string {
  const hue = degrees(c)
  if (Math.hypot(c.a, c.b) < 12) return c.l > 80 ? '白色' : c.l > 25 ? '灰色' : '黑色'
  if (hue > -165 && hue < -50) return '蓝色'
  if (hue >= -50 && hue < -10) return '紫红色'
  if (hue >= -10 && hue < 50) return c.l > 65 ? '浅红色' : c.l < 20 ? '黑红色' : '红色'
  if (hue >= 50 && hue < 75) return '橙色'
  return hue >= 75 && hue < 115 ? '黄色' : '绿色'
}

/** The strips of the border that are judged: top, left, right; x1, y1, x2, y2. */
export function strips(rule: Rule): [number, number, number, number][] {
  const { width: w, height: h } = rule
  const top = Math.trunc(h * rule.border)
  const side = Math.trunc(w * rule.border)
  const down = Math.trunc(h * rule.sides)
  return [[0, 0, w, top], [0, top, side, down], [w - side, top, w, down]]
}

const percent = (share: number) => `${Math.round(share * 100)}%`

function judgeBorder(rule: Rule, p: Pixels, to: Judgement): void {
  let n = 0, red = 0, light = 0, light2 = 0, least = 1
  const sum: Lab = { l: 0, a: 0, b: 0 }
  for (const [x1, y1, x2, y2] of strips(rule)) {
    let here = 0
    for (let y = y1; y < y2; y++)
      for (let x = x1; x < x2; x++) {
        const c = lab(p.data, 4 * (y * p.width + x))
        sum.l += c.l
        sum.a += c.a
        sum.b += c.b
        if (!isRed(rule, c)) continue
        here++
        light += c.l
        light2 += c.l * c.l
      }
    const size = (x2 - x1) * (y2 - y1)
    n += size
    red += here
    least = Math.min(least, here / size)
  }
  to.red = red / n
  if (to.red < rule.red_doubt) {
    to.verdict = 'refused'
    const mean = { l: sum.l / n, a: sum.a / n, b: sum.b / n }
    to.reasons.push(`背景须为红色：边缘区域红色占 ${percent(to.red)}（至少 ${percent(rule.red_good)}），实际多为${colourName(mean)}`)
    return
  }
  if (to.red < rule.red_good || least < rule.strip_good) {
    to.verdict = 'doubt'
    to.reasons.push(`背景红色不完整：边缘区域红色占 ${percent(to.red)}（应达 ${percent(rule.red_good)}），最少的一侧占 ${percent(least)}`)
  }
  const mean = light / red
  const deviation = Math.sqrt(Math.max(0, light2 / red - mean * mean))
  if (deviation > rule.uneven) {
    to.verdict = 'doubt'
    to.reasons.push(`背景红色深浅不匀，有阴影或渐变（亮度偏差 ${Math.round(deviation)}，应不超过 ${rule.uneven}）`)
  }
}

/** Sizes of the largest and second largest region of marked cells; marks are used up. */
function regions(cell: Uint8Array, w: number): [number, number] {
  const stack: number[] = []
  let first = 0, second = 0
  for (let start = 0; start < cell.length; start++) {
    if (!cell[start]) continue
    let size = 0
    cell[start] = 0
    stack.push(start)
    while (stack.length) {
      const at = stack.pop()!
      const x = at % w
      size++
      for (const next of [x ? at - 1 : at, x + 1 < w ? at + 1 : at, at - w, at + w])
        if (cell[next]) {
          cell[next] = 0
          stack.push(next)
        }
    }
    if (size > first) [first, second] = [size, first]
    else if (size > second) second = size
  }
  return [first, second]
}

function judgeSubject(rule: Rule, p: Pixels, to: Judgement): void {
  const STEP = 3
  const w = Math.ceil(rule.width / STEP)
  const h = Math.ceil(rule.height / STEP)
  const cell = new Uint8Array(w * h)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) cell[y * w + x] = redAt(rule, p.data, 4 * (y * STEP * p.width + x * STEP)) ? 0 : 1
  const [first, second] = regions(cell, w)
  to.subject = first / (w * h)
  if (to.subject < rule.subject_none) {
    to.verdict = 'refused'
    to.reasons.unshift('照片中没有人像，只有红色背景')
  } else if (to.subject < rule.subject_least || to.subject > rule.subject_most) {
    to.verdict = 'doubt'
    to.reasons.push(`人像占画面 ${percent(to.subject)}（应为 ${percent(rule.subject_least)}～${percent(rule.subject_most)}）`)
  } else if (second > rule.second_most * first) {
    to.verdict = 'doubt'
    to.reasons.push('红色背景前不止一个人像或物体')
  }
}

/** p has exactly the rule's width and height. */
export function judge(rule: Rule, p: Pixels): Judgement {
  const to: Judgement = { verdict: 'ok', reasons: [], red: 0, subject: 0 }
  judgeBorder(rule, p, to)
  if (to.verdict !== 'refused') judgeSubject(rule, p, to)
  return to
}
