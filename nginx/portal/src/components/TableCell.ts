/* TableCell.ts: the inside of a cell: what its column draws, or its text. Used by DataTable. */
import type { FunctionalComponent } from 'vue'
import { textOf } from './table'
import type { Column } from './table'

// Columns of every kind of row come here; each is drawn with rows of its own kind.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const TableCell: FunctionalComponent<{ column: Column<any>; row: any }> = ({ column, row }) => (column.render ? column.render(row) : textOf(column, row))
TableCell.props = ['column', 'row']
export default TableCell
