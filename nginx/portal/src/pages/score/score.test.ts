import { describe, expect, it } from 'vitest'
import { cellsOf, dirty, faultOf, keyOf, share, stored, toSend } from './score'
import type { Level, Line } from './score'

const levels = [{
  id: '1', certificate: '某证书', level: 1, level_title: '初级', total_line: '60.00',
  components: [
    { code: 'theory', name: '理论', kind: 'theory', weight: '40.00', max: '100.00', line: '50.00' },
    { code: 'practical', name: '实操', kind: 'practical', weight: '60.00', max: '120.00', line: '60.00' },
  ],
}] as Level[]
const line = (scores: Line['scores']): Line => ({ id: '7', level_id: '1', name: '甲', school: '', site_name: '', ticket_number: '26', scores })

describe('cells of scores', () => {
  it('are one per component, with what is stored', () => {
    const cells = cellsOf([line([{ component: 'theory', score: '87.50', state: 'normal', version: 3 }])], levels)
    expect([...cells.keys()]).toEqual([keyOf('7', 'theory'), keyOf('7', 'practical')])
    expect(cells.get(keyOf('7', 'theory'))).toMatchObject({ score: '87.50', version: 3 })
    expect(cellsOf([line([])], levels, 'practical').size).toBe(1)
  })
  it('are sent only when they were changed', () => {
    const c = cellsOf([line([{ component: 'theory', score: '87.50', state: 'normal', version: 3 }])], levels).get(keyOf('7', 'theory'))!
    expect(dirty(c)).toBe(false)
    c.score = ' 88 '
    expect(dirty(c)).toBe(true)
    expect(toSend(c)).toEqual({ registration: '7', component: 'theory', state: 'normal', score: '88', version: 3 })
    stored(c, 4)
    expect([dirty(c), c.version]).toEqual([false, 4])
    const empty = cellsOf([line([])], levels).get(keyOf('7', 'practical'))!
    expect(dirty(empty)).toBe(false)
    expect(toSend({ ...empty, state: 'absent' })).toEqual({ registration: '7', component: 'practical', state: 'absent' })
  })
  it('say what is wrong where it is', () => {
    const c = cellsOf([line([])], levels).get(keyOf('7', 'practical'))!
    expect(faultOf({ ...c, score: '120' })).toBe('')
    expect(faultOf({ ...c, score: '120.01' })).toContain('120')
    expect(faultOf({ ...c, score: '八十' })).toContain('数字')
    expect(faultOf({ ...c, score: '1.234' })).toContain('两位小数')
    expect(faultOf({ ...c, score: '1', state: 'absent' })).toContain('缺考')
    expect(faultOf({ ...c, score: '', version: 2 })).toContain('请填写')
  })
  it('are counted as a share', () => {
    expect([share(0, 0), share(1, 3), share(3, 3)]).toEqual([0, 33, 100])
  })
})
