'use client'

import { clsx } from 'clsx'
import type { DataColumn } from './data-column.ts'
import { openRowByClick, RowLink, type RowTarget } from './row-link.tsx'

export const ROW_HEIGHT = 32
export const HEAD_HEIGHT = 30

/** The rows in sight, with two rows of nothing holding the place of the others. */
export function GridRows<Row>({
  columns,
  rows,
  rowId,
  selected,
  target,
  shown,
  filler,
  onRowFocus,
}: {
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  selected: string | undefined
  target: RowTarget<Row>
  shown: { first: number; last: number; before: number; after: number }
  filler: boolean
  onRowFocus: (index: number) => void
}) {
  const opens = Boolean(target.href ?? target.open)
  return (
    <tbody>
      {shown.before > 0 ? <Gap height={shown.before} /> : null}
      {rows.slice(shown.first, shown.last).map((row, place) => {
        const index = shown.first + place
        const id = rowId(row)
        return (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
          <tr
            key={id}
            data-row={index}
            aria-rowindex={index + 2}
            aria-selected={selected === undefined ? undefined : selected === id}
            onClick={opens ? openRowByClick : undefined}
            onFocus={() => onRowFocus(index)}
            className={clsx(
              'h-8',
              opens && 'cursor-pointer',
              selected === id
                ? 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]'
                : 'hover:bg-hover has-[[data-row-link]:focus-visible]:bg-accent-soft',
            )}
          >
            {columns.map((column, position) => (
              <td
                key={column.id}
                data-column={column.id}
                className={clsx(
                  'truncate border-b border-line px-2.5 py-0 first:pl-4 last:pr-4',
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
      })}
      {shown.after > 0 ? <Gap height={shown.after} /> : null}
    </tbody>
  )
}

function Gap({ height }: { height: number }) {
  return <tr aria-hidden style={{ height }} />
}
