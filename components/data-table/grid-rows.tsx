'use client'

import type { DataColumn } from './data-column.ts'
import { GridRow } from './grid-row.tsx'
import type { RowTarget } from './row-link.tsx'

export const ROW_HEIGHT = 32
export const HEAD_HEIGHT = 30

/** The rows in sight, with two rows of nothing holding the place of the others. */
export function GridRows<Row>({
  columns,
  narrowed,
  rows,
  rowId,
  selected,
  target,
  shown,
  filler,
  onRowFocus,
}: {
  columns: readonly DataColumn<Row>[]
  narrowed: ReadonlySet<string>
  rows: readonly Row[]
  rowId: (row: Row) => string
  selected: string | undefined
  target: RowTarget<Row>
  shown: { first: number; last: number; before: number; after: number }
  filler: boolean
  onRowFocus: (index: number) => void
}) {
  return (
    <tbody>
      {shown.before > 0 ? <Gap height={shown.before} /> : null}
      {rows.slice(shown.first, shown.last).map((row, place) => {
        const id = rowId(row)
        return (
          <GridRow
            key={id}
            row={row}
            index={shown.first + place}
            columns={columns}
            narrowed={narrowed}
            target={target}
            selected={selected === undefined ? undefined : selected === id}
            filler={filler}
            onRowFocus={onRowFocus}
          />
        )
      })}
      {shown.after > 0 ? <Gap height={shown.after} /> : null}
    </tbody>
  )
}

function Gap({ height }: { height: number }) {
  return <tr aria-hidden style={{ height }} />
}
