// @vitest-environment node
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { contentOf, isHolder, scanned } from './credential'

const uuid = '8f14e45f-ceea-467a-9a6b-1d0f5a3c2b10'
const document = {
  name: '化工精馏安全控制（中级）',
  validFrom: '2026-03-01T00:00:00Z',
  credentialSubject: {
    narrative: '考试计划：X-1 第一期；考试日期：2026-02-01',
    identifier: [{ identityType: 'name', hashed: true, identityHash: `sha256$${createHash('sha256').update('阿依古丽·买买提salt').digest('hex')}`, salt: 'salt' }],
    achievement: {
      criteria: { narrative: '总成绩不低于 60 分' },
      resultDescription: [{ id: 'a#total', name: '总成绩', valueMax: '100', requiredValue: '60' }, { id: 'a#level', name: '等级' }],
    },
    result: [{ resultDescription: 'a#total', value: '87.4' }, { resultDescription: 'a#level', value: '中级' }],
  },
}

describe('a credential', () => {
  it('is read as people read it', () => {
    const c = contentOf(document)
    expect(c.results).toEqual([{ name: '总成绩', value: '87.4', most: '100', least: '60' }, { name: '等级', value: '中级', most: undefined, least: undefined }])
    expect([c.title, c.validUntil, c.criteria]).toEqual(['化工精馏安全控制（中级）', undefined, '总成绩不低于 60 分'])
  })
  it('does not break on anything else', () => {
    for (const d of [null, [], 'x', { credentialSubject: 7 }, { credentialSubject: { result: [null, 3] } }]) expect(contentOf(d).title).toBe('')
  })
  it('knows its holder by the name, with any middle dot', async () => {
    const identity = contentOf(document).identity
    if (!identity) throw new Error('no identity')
    expect(await isHolder(' 阿依古丽•买买提 ', identity)).toBe(true)
    expect(await isHolder('阿依古丽', identity)).toBe(false)
  })
  it('is named by its QR code', () => {
    expect(scanned(`https://a.cn/v/${uuid}#h=abc_-1`, 'a.cn')).toEqual({ uuid, digest: 'abc_-1' })
    expect(scanned(`https://a.cn/c/${uuid}`, 'a.cn')).toEqual({ uuid, digest: undefined })
    expect(scanned(`https://b.cn/v/${uuid}`, 'a.cn')).toHaveProperty('told', expect.stringContaining('b.cn'))
    for (const other of ['TK1.1.2.3', 'https://a.cn/v/1', `https://a.cn/x/${uuid}`, '']) expect(scanned(other, 'a.cn')).toHaveProperty('told')
  })
})
