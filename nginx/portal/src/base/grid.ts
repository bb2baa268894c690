/*
 * grid.ts: moving through a grid of cells by keyboard, as role="grid" wants it: one cell is in the tab order, the arrows,
 * Home, End and their Ctrl forms move on. The page marks each cell with data-cell="row-column".
 */
import { ref, watch } from 'vue'
import type { Ref } from 'vue'

export interface Cell {
  row: number
  column: number
}

/** Where a key leads in a grid of so many rows and columns (counted from 1); undefined for keys that do not move. */
export function step(key: string, ctrl: boolean, at: Cell, rows: number, columns: number): Cell | undefined {
  const { row, column } = at
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(1, row - 1), column }
    case 'ArrowDown':
      return { row: Math.min(rows, row + 1), column }
    case 'ArrowLeft':
      return { row, column: Math.max(1, column - 1) }
    case 'ArrowRight':
      return { row, column: Math.min(columns, column + 1) }
    case 'Home':
      return { row: ctrl ? 1 : row, column: 1 }
    case 'End':
      return { row: ctrl ? rows : row, column: columns }
    default:
      return undefined
  }
}

export function useGrid(root: Readonly<Ref<HTMLElement | null>>, size: () => { rows: number; columns: number }) {
  const at = ref<Cell>({ row: 1, column: 1 })
  watch(size, ({ rows, columns }) => {
    at.value = { row: Math.min(at.value.row, Math.max(1, rows)), column: Math.min(at.value.column, Math.max(1, columns)) }
  })
  const focus = (to: Cell) => {
    at.value = to
    root.value?.querySelector<HTMLElement>(`[data-cell="${to.row}-${to.column}"]`)?.focus()
  }
  return {
    /** The cell in the tab order. */
    at,
    focus,
    isAt: (row: number, column: number) => at.value.row === row && at.value.column === column,
    /** Takes the keys that move; true when it was one. */
    keydown(e: KeyboardEvent): boolean {
      const to = step(e.key, e.ctrlKey || e.metaKey, at.value, size().rows, size().columns)
      if (!to) return false
      e.preventDefault()
      focus(to)
      return true
    },
  }
}
