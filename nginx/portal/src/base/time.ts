/*
 * time.ts: times as people here read them: Asia/Shanghai, whatever the computer's zone, and "now" by the server's clock.
 */
const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
})

/** Milliseconds that the server is ahead of this computer. */
let ahead = 0
export function setServerTime(text: string | undefined): void {
  const at = Date.parse(text ?? '')
  if (Number.isFinite(at)) ahead = at - Date.now()
}
export const serverNow = () => new Date(Date.now() + ahead)

function split(value: string | Date): Record<string, string> | undefined {
  const at = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(at.getTime())) return undefined
  return Object.fromEntries(parts.formatToParts(at).map((p) => [p.type, p.value]))
}

/** 2026-03-07 */
export function day(value: string | Date | null | undefined): string {
  if (!value) return ''
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const p = split(value)
  return p ? `${p.year}-${p.month}-${p.day}` : ''
}

/** 2026-03-07 09:30 */
export function minute(value: string | Date | null | undefined): string {
  const p = value ? split(value) : undefined
  return p ? `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}` : ''
}

/** 2026-03-07 09:30:12 */
export function second(value: string | Date | null | undefined): string {
  const p = value ? split(value) : undefined
  return p ? `${minute(value)}:${p.second}` : ''
}

/** How long, in the one or two largest units: "2 天 3 小时", "5 分钟". */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  if (minutes < 1) return '不到 1 分钟'
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分钟` : `${hours} 小时`
  const days = Math.floor(hours / 24)
  return hours % 24 && days < 7 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
}

/** "3 小时前", "2 天后"; after a week the day itself. */
export function relative(value: string, now = serverNow()): string {
  const apart = Date.parse(value) - now.getTime()
  if (Number.isNaN(apart)) return ''
  if (Math.abs(apart) < 60_000) return '刚刚'
  if (Math.abs(apart) > 7 * 86_400_000) return day(value)
  return span(apart) + (apart < 0 ? '前' : '后')
}

/** The RFC 3339 text of a local wall-clock time "2026-03-07 09:30[:00]" in Asia/Shanghai. */
export const fromWall = (text: string) => `${text.slice(0, 10)}T${text.slice(11, 16)}:00+08:00`
