import { describe, expect, it } from 'vitest'
import { judge, lab, ruleOf } from './judge'
import type { Pixels } from './judge'

const rule = ruleOf({
  bytes_most: 5242880, files_most: 5000, width: 295, height: 413, border: '0.05', sides: '0.60', chroma_least: '40.00', hue_least: '-10.00',
  hue_most: '50.00', light_least: '20.00', light_most: '65.00', red_good: '0.90', red_doubt: '0.60', strip_good: '0.80', uneven: '8.00',
  subject_none: '0.02', subject_least: '0.12', subject_most: '0.80', second_most: '0.15',
})
type Colour = [number, number, number]
const red: Colour = [190, 30, 40]
const skin: Colour = [225, 180, 150]

function picture(paint: (x: number, y: number) => Colour): Pixels {
  const p: Pixels = { width: 295, height: 413, data: new Uint8ClampedArray(295 * 413 * 4).fill(255) }
  for (let y = 0; y < p.height; y++) for (let x = 0; x < p.width; x++) p.data.set(paint(x, y), 4 * (y * p.width + x))
  return p
}
const person = (x: number, y: number) => Math.hypot((x - 147) / 70, (y - 160) / 90) < 1 || (y > 240 && Math.abs(x - 147) < 110)

describe('the photo before it is sent', () => {
  it('knows the colours', () => {
    const c = lab(Uint8ClampedArray.from([255, 0, 0, 255]), 0)
    expect([c.l, c.a, c.b].map(Math.round)).toEqual([53, 80, 67])
  })
  it('takes one person before red', () => {
    const j = judge(rule, picture((x, y) => (person(x, y) ? skin : red)))
    expect(j).toMatchObject({ verdict: 'ok', reasons: [], red: 1 })
    expect(j.subject).toBeGreaterThan(0.25)
  })
  it('refuses another background and names it', () => {
    const j = judge(rule, picture((x, y) => (person(x, y) ? skin : [40, 90, 200])))
    expect(j.verdict).toBe('refused')
    expect(j.reasons[0]).toContain('实际多为蓝色')
    expect(judge(rule, picture((x, y) => (person(x, y) ? skin : [250, 250, 250]))).reasons[0]).toContain('白色')
  })
  it('refuses red alone', () => {
    expect(judge(rule, picture(() => red))).toMatchObject({ verdict: 'refused', reasons: ['照片中没有人像，只有红色背景'] })
  })
  it('leaves a half red side to a person', () => {
    const j = judge(rule, picture((x, y) => (person(x, y) || (x > 285 && y < 100) ? skin : red)))
    expect(j.verdict).toBe('doubt')
    expect(j.reasons[0]).toContain('最少的一侧')
  })
  it('leaves a shadow to a person', () => {
    const j = judge(rule, picture((x, y) => (person(x, y) ? skin : [120 + Math.round((x / 295) * 110), 20, 30])))
    expect(j.reasons.join()).toContain('深浅不匀')
  })
  it('leaves two people to a person', () => {
    const two = (x: number, y: number) => Math.hypot((x - 80) / 55, (y - 250) / 110) < 1 || Math.hypot((x - 215) / 55, (y - 250) / 110) < 1
    expect(judge(rule, picture((x, y) => (two(x, y) ? skin : red))).reasons).toEqual(['红色背景前不止一个人像或物体'])
  })
})
