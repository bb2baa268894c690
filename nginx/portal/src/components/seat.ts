/* seat.ts: what seats are, for SeatEditor and SeatMap: blocked ones, numbers of the usable ones, needs for accessible rooms. */
export interface Block {
  row: number
  column: number
  kind: 'broken' | 'reserved'
}
export const blockTitles: Record<Block['kind'], string> = { broken: '损坏', reserved: '预留' }

/** A room has at most so many usable seats: a ticket number has two digits for the seat. */
export const seatsMost = 99

/** The seat numbers by "row-column": usable seats are counted row by row from the front; a blocked seat has none. */
export function seatNumbers(rows: number, columns: number, blocked: readonly Block[]): Map<string, number> {
  const not = new Set(blocked.map((b) => `${b.row}-${b.column}`))
  const numbers = new Map<string, number>()
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++) if (!not.has(`${row}-${column}`)) numbers.set(`${row}-${column}`, numbers.size + 1)
  return numbers
}

/** The bits of what a room offers and a candidate needs. */
export const needs = [
  { bit: 1, title: '轮椅可达' },
  { bit: 2, title: '靠近出入口' },
  { bit: 4, title: '可单独设置延时考场' },
] as const
export const needTitles = (bits: number) => needs.filter((n) => bits & n.bit).map((n) => n.title)
