'use client'

import { clsx } from 'clsx'
import type { RefObject } from 'react'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { DataColumn } from './data-column.ts'
import { openRowByClick, RowLink, type RowTarget } from './row-link.tsx'

/** The rows of a narrow screen: one card each, the first column as its title. */
export function RowCards<Row>({
  label,
  dimmed,
  columns,
  rows,
  rowId,
  target,
  scroller,
}: {
  label: string
  dimmed: boolean
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[] | undefined
  rowId: (row: Row) => string
  target: RowTarget<Row>
  scroller: RefObject<HTMLDivElement | null>
}) {
  const [title, ...rest] = columns
  return (
    <div
      ref={scroller}
      // What scrolls must scroll by keyboard too; rows that open are reached by their links.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={target.href || target.open ? undefined : 0}
      className={clsx('min-h-0 flex-1 overflow-y-auto border-t border-line -outline-offset-2', dimmed && 'dimmed')}
    >
      {rows === undefined ? <CardSkeletons /> : null}
      <ul aria-label={label}>
        {rows?.map((row, index) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
          <li
            key={rowId(row)}
            data-row={index}
            onClick={openRowByClick}
            className="border-b border-line px-4 py-2.5 [contain-intrinsic-size:auto_7rem] [content-visibility:auto]"
          >
            {title ? (
              <RowLink row={row} target={target}>
                {title.cell(row)}
              </RowLink>
            ) : null}
            <dl className="mt-1 grid grid-flow-dense grid-cols-2 gap-x-4 gap-y-0.5">
              {rest.map((column) => (
                <div
                  key={column.id}
                  className={clsx(
                    'flex min-w-0 items-baseline gap-2',
                    // What takes the room that is left in a table has most to say.
                    column.grow ? 'col-span-2' : 'justify-between',
                  )}
                >
                  <dt className="shrink-0 text-sm text-muted">{column.header}</dt>
                  <dd className={clsx('min-w-0', column.grow ? 'line-clamp-2 break-words' : 'truncate')}>
                    {column.cell(row)}
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </div>
  )
}

function CardSkeletons() {
  return Array.from({ length: 7 }, (_, index) => (
    <div key={index} aria-hidden className="border-b border-line px-4 py-2.5">
      <Skeleton className="w-40" />
      <div className="mt-2 grid h-15 grid-cols-2 content-around gap-x-4">
        {Array.from({ length: 6 }, (__, line) => (
          <Skeleton key={line} className="w-full" />
        ))}
      </div>
    </div>
  ))
}
