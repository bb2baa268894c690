/*
 * xlsx.ts: rows as a spreadsheet file. Text cells are typed as text, so nothing that looks like a formula runs. Loaded when
 * somebody exports; it compresses in a worker, so the page stays alive (worker-src blob: is for it).
 */
import writeXlsxFile from 'write-excel-file/browser'
import type { SheetData } from 'write-excel-file/browser'

export async function workbook(titles: string[], rows: (string | number)[][], widths: number[]): Promise<Blob> {
  const head = titles.map((value) => ({ value, type: String, fontWeight: 'bold' as const, backgroundColor: '#EEF3F9' }))
  const body = rows.map((row) => row.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String, format: '@' })))
  return writeXlsxFile([head, ...body] as SheetData, { columns: widths.map((width) => ({ width })), stickyRowsCount: 1 }).toBlob()
}
