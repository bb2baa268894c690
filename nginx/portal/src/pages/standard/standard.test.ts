import { describe, expect, it } from 'vitest'
import { compare } from './diff'
import { bodyOfLevel, codesOf, fenOf, levelForm, newComponent, newLevel, plain, weightSum, yuanOf } from './edit'
import type { StandardLevel } from './edit'

const level: StandardLevel = {
  id: '9', level: 1, title: '初级', total_line: '60.00', credits: '2.50', exam_forms: ['computer'], description: '',
  components: [
    { id: '1', code: 'theory', name: '理论知识', kind: 'theory', weight: '40.00', min: '60.00', max: '100.00' },
    { id: '2', code: 'practical', name: '技能操作', kind: 'practical', weight: '60.00', min: '0.00', max: '100.00' },
  ],
  majors: [{ id: '5', catalogue: 2021, education_level: 'college', education: '高职专科', code: '470201', name: '应用化工技术' }],
  fees: [{ province: '000000', name: '', fen: 32050 }],
}
const version = (levels: StandardLevel[], more = {}) =>
  ({ id: '1', title: '标准', document: null, document_name: null, levels, ...more }) as unknown as Parameters<typeof compare>[0]

describe('a level in the form', () => {
  it('comes back as it was', () => {
    expect(bodyOfLevel(levelForm(level))).toEqual({
      level: 1, total_line: '60', credits: '2.5', exam_forms: ['computer'],
      components: [{ code: 'theory', name: '理论知识', kind: 'theory', weight: '40', min: '60', max: '100' }, { code: 'practical', name: '技能操作', kind: 'practical', weight: '60', min: '0', max: '100' }],
      majors: ['5'], fees: [{ province: '000000', fen: 32050 }],
    })
  })
  it('gives new components codes of their own', () => {
    const list = [newComponent('theory', '1'), { ...newComponent('practical', '1'), code: 'practical2' }, newComponent('practical', '1'), newComponent('practical', '1')]
    expect(codesOf(list)).toEqual(['theory', 'practical2', 'practical', 'practical3'])
  })
  it('adds weights exactly and money without rounding', () => {
    expect(weightSum(['33.3', '33.3', '33.4'].map((w) => newComponent('theory', w)))).toBe(1000)
    expect(weightSum(newLevel(1).components)).toBe(1000)
    expect(weightSum([newComponent('theory', '')])).toBeNaN()
    expect([fenOf('320.5'), fenOf('x'), yuanOf(32050), yuanOf(32000), plain('100.00'), plain('60')]).toEqual([32050, -1, '320.5', '320', '100', '60'])
  })
})

describe('two versions', () => {
  it('that say the same differ in nothing', () => {
    expect(compare(version([level]), version([level])).flatMap((p) => p.rows).filter((r) => r.changed)).toEqual([])
  })
  it('are told apart where they differ', () => {
    const other = { ...level, total_line: '70.00', majors: [], components: [level.components[0]!, { ...level.components[1]!, weight: '55.00' }] }
    const parts = compare(version([level]), version([other, { ...level, level: 2, title: '中级' }]))
    expect(parts.map((p) => p.title)).toEqual(['标准', '初级', '中级（新增等级）'])
    expect(parts[1]!.rows.filter((r) => r.changed).map((r) => r.title)).toEqual(['总分合格线', '考核项目', '试点专业'])
    expect(parts[1]!.rows.find((r) => r.title === '考核项目')!.after.map((l) => l.mark)).toEqual([undefined, 'added'])
    expect(parts[1]!.rows.find((r) => r.title === '试点专业')!.before[0]!.mark).toBe('removed')
  })
})
