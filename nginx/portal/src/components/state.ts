/*
 * state.ts: the colours of states, by code. Titles come from the server; a code without a row here is shown calm.
 *   good: done or in force     busy: somebody or something is at it     warn: waits for somebody     bad: refused or ended
 */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm'

const tones: Record<Tone, string> = {
  good: 'accurate active approved answered confirmed done granted normal passed pass published registered sealed stored upheld in_force',
  busy: 'applying checking computing confirming in_progress in_review opined queued running signing undoing evaluator_signed site_signed submitted',
  warn: 'assigned checked expired manual open pending proposed requested returned absent',
  bad: 'cancelled closed declined discarded failed fail misconduct refused revoked suspended',
  calm: 'draft superseded withdrawn undone replaced changed',
}
const byCode = new Map(Object.entries(tones).flatMap(([tone, codes]) => codes.split(' ').map((code) => [code, tone as Tone])))

export const toneOf = (code: string): Tone => byCode.get(code) ?? 'calm'
