/* score.ts: an expert's scores 得分 as the form holds them: text until they are sent. */
import type { components } from '@gen/schema'

export interface ScoreLine {
  item: string
  score: string
  comment: string
}
type Sent = components['schemas']['ReviewScore']

export const validScore = (text: string, max: string) => /^\d{1,4}(\.\d{1,2})?$/.test(text.trim()) && Number(text) <= Number(max)
/** The sum; NaN while a score is missing. */
export const totalOf = (lines: readonly ScoreLine[]) => Math.round(lines.reduce((sum, l) => sum + (l.score.trim() === '' ? NaN : Number(l.score)), 0) * 100) / 100

/** A score that is missing is sent as it is, so that the server's fault comes back to its line. */
export const sentScores = (lines: readonly ScoreLine[]): Sent[] =>
  lines.map(({ item, score, comment }) => ({ item, score: score.trim(), ...(comment.trim() && { comment: comment.trim() }) }))
