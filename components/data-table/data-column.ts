import type { ReactNode } from 'react'

/** A column of a {@link DataTable}. `id` is also the sort key on the wire. */
export interface DataColumn<Row> {
  id: string
  header: string
  /** What stands in a cell. The first column's content becomes the row's link. */
  cell: (row: Row) => ReactNode
  /** The cell in a CSV file, unformatted; columns without it are left out of the file. */
  csv?: (row: Row) => string | number | null
  /** Pixels. */
  width: number
  /** Its content is never wider than that: there is nothing to cut off. */
  fits?: boolean
  /** Takes the room that is left. One column at most. */
  grow?: boolean
  align?: 'end'
  /** Sortable; which direction a first click gives. */
  sort?: 'ascending' | 'descending'
  /** Explains the heading. */
  tip?: string
  /** Shown only when chosen. */
  optional?: boolean
}
