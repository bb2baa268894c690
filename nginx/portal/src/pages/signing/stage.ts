/* stage.ts: the three stages of signing, each with its own endpoint and its own words. */
import { api } from '@/api/client'
import type { Answer } from '@/api/client'

export type Stage = 'evaluation' | 'site' | 'seal'
export type Waiting = Answer<'/signing/evaluation', 'get'>
export type Done = Answer<'/signing/evaluation', 'post'>
export type Act = { plan: string; digest: string; passphrase: string; code: string }

interface Words {
  title: string
  /** What is done to a certificate: 签发 or 盖章. */
  verb: string
  hint: string
  base: string
  after: string
}

export const stages: Record<Stage, Words> = {
  evaluation: { title: '评价组织签发', verb: '签发', hint: '第一级签发：核对清单后，以您的签发密钥逐张签名；之后由考核站点签发。', base: '/evaluator/signing', after: '接下来由考核站点签发。' },
  site: { title: '证书签发', verb: '签发', hint: '第二级签发：评价组织签发后，由考核站点核对并签名；之后由评价组织盖章。', base: '/school/signing', after: '接下来由评价组织盖章。' },
  seal: { title: '盖章', verb: '盖章', hint: '两级签发都完成后盖章；盖章人不能是签发过同一证书的人。盖章后证书即可查询。', base: '/evaluator/sealing', after: '证书已可查询，电子证书正在生成。' },
}

export const stageOf = (path: string): Stage => (path.startsWith('/school/') ? 'site' : path.startsWith('/evaluator/sealing') ? 'seal' : 'evaluation')
export const plansPath = { evaluation: '/signing/evaluation/plans', site: '/signing/site/plans', seal: '/signing/seal/plans' } as const

export const askList = (stage: Stage, plan: string): Promise<Waiting> =>
  stage === 'evaluation'
    ? api.get('/signing/evaluation', { query: { plan } })
    : stage === 'site' ? api.get('/signing/site', { query: { plan } }) : api.get('/signing/seal', { query: { plan } })

export const sign = (stage: Stage, body: Act): Promise<Done> =>
  stage === 'evaluation' ? api.post('/signing/evaluation', { body }) : stage === 'site' ? api.post('/signing/site', { body }) : api.post('/signing/seal', { body })

/** How good a passphrase is, by its length and kinds of characters: 0 too short, 1 just enough, 2 good, 3 very good. */
export function strength(passphrase: string): 0 | 1 | 2 | 3 {
  const length = [...passphrase].length
  if (length < 12) return 0
  const kinds = [/\p{Script=Han}/u, /[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\p{N}]/u].filter((k) => k.test(passphrase)).length
  const different = new Set(passphrase).size
  if (different < 6) return 1
  if (length >= 20 && kinds >= 2 && different >= 12) return 3
  return length >= 16 || kinds >= 3 ? 2 : 1
}
export const strengths = ['至少 12 个字', '可以用，建议再长一些', '较强', '很强'] as const
