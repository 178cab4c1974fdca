'use client'

import { clsx } from 'clsx'
import { memo } from 'react'
import type { DataColumn } from './data-column.ts'
import { openRowByClick, RowLink, type RowTarget } from './row-link.tsx'

interface GridRowProps<Row> {
  row: Row
  index: number
  columns: readonly DataColumn<Row>[]
  /** Columns that are narrower than they were made for. */
  narrowed: ReadonlySet<string>
  target: RowTarget<Row>
  /** Undefined where no row is open. */
  selected: boolean | undefined
  filler: boolean
  onRowFocus: (index: number) => void
}

function Row<Item>({ row, index, columns, narrowed, target, selected, filler, onRowFocus }: GridRowProps<Item>) {
  const opens = Boolean(target.href ?? target.open)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={opens ? openRowByClick : undefined}
      onFocus={() => onRowFocus(index)}
      className={clsx(
        'h-8',
        opens && 'cursor-pointer',
        selected
          ? 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]'
          : 'hover:bg-hover has-[[data-row-link]:focus-visible]:bg-accent-soft',
      )}
    >
      {columns.map((column, position) => (
        <td
          key={column.id}
          data-column={column.id}
          // What is exported are names and figures; of a record's content a tip would show no more than the panel does.
          data-clip={column.csv && position > 0 ? '' : undefined}
          className={clsx(
            // Each cell that cuts its content costs the browser a clip of its own in every frame; the row's link does it itself.
            (position === 0 && opens) || (column.fits && !narrowed.has(column.id)) ? 'whitespace-nowrap' : 'truncate',
            'border-b border-line px-2.5 py-0 first:pl-4 last:pr-4',
            column.align === 'end' && 'text-right',
          )}
        >
          {position === 0 ? (
            <RowLink row={row} target={target}>
              {column.cell(row)}
            </RowLink>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
      {filler ? <td aria-hidden className="border-b border-line" /> : null}
    </tr>
  )
}

/** One row; it is only drawn anew when something about it has changed, not when the window of rows moves on. */
export const GridRow = memo(Row) as typeof Row
