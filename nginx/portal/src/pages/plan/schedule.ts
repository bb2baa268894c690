/* schedule.ts: what the engine says of a version 排考版本 (its stored summary), and the steps by which anybody recomputes it. */
export interface ScheduleFailure {
  site: string | null
  site_name: string
  rule: string
  missing: number
  detail: string
}
export interface ScheduleSummary {
  seats?: number
  sites?: number
  rooms?: number
  class_neighbours?: number
  school_neighbours?: number
  invigilators_missing?: number
  late?: number
  failures?: ScheduleFailure[]
  total?: number
  reason?: string
}
/** The summary as the API gives it: stored JSON, or nothing while it is computed. */
export const summaryOf = (stored: unknown): ScheduleSummary => (stored && typeof stored === 'object' ? (stored) : {})

export const metrics: readonly { key: keyof ScheduleSummary; title: string; hint: string }[] = [
  { key: 'seats', title: '座位', hint: '理论、实操各计一个' },
  { key: 'rooms', title: '场次考场', hint: '一个考场在一个场次计一个' },
  { key: 'class_neighbours', title: '同班相邻', hint: '前后左右相邻且同班的对数，越少越好' },
  { key: 'school_neighbours', title: '同校相邻', hint: '相邻且同校不同班的对数' },
  { key: 'invigilators_missing', title: '缺监考', hint: '还没有安排到人的监考位置' },
  { key: 'late', title: '增补座位', hint: '在已发布版本上增补、没有移动他人的座位' },
]
/** 64 hexadecimal digits from the browser's own random source. */
export const newSeed = () => [...crypto.getRandomValues(new Uint8Array(32))].map((b) => b.toString(16).padStart(2, '0')).join('')
export const isSeed = (text: string) => /^[0-9a-fA-F]{64}$/.test(text)
