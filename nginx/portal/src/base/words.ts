/* words.ts: small words of the field that no answer carries: levels, numbers as people write them. */
const levels = ['初级', '中级', '高级']

/** 1 初级, 2 中级, 3 高级. */
export const levelTitle = (level: number | null | undefined) => (level ? (levels[level - 1] ?? `${level} 级`) : '')
/** "化工精馏安全控制（初级）" */
export const levelName = (certificate: string | null | undefined, level: number | null | undefined) => `${certificate ?? ''}${level ? `（${levelTitle(level)}）` : ''}`
export const count = (n: number) => n.toLocaleString('zh-CN')
