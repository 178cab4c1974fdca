'use client'

import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { DataColumn } from './data-column.ts'
import type { ColumnSizing } from './use-grid.ts'
import { sortOf } from './use-table-state.ts'

/** The sticky head: sorts on a click, resizes by the edge of a heading, fits to the content on a double click there. */
export function GridHead<Row>({
  columns,
  sort,
  onSort,
  sizing,
  filler,
}: {
  columns: readonly DataColumn<Row>[]
  sort: string
  onSort: (sort: string) => void
  sizing: ColumnSizing
  filler: boolean
}) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <Heading key={column.id} column={column} sort={sort} onSort={onSort} sizing={sizing} />
        ))}
        {filler ? <td aria-hidden className={headCell} /> : null}
      </tr>
    </thead>
  )
}

const headCell = 'sticky top-0 z-10 h-7.5 border-b border-line bg-sunken p-0'

function Heading<Row>({
  column,
  sort,
  onSort,
  sizing,
}: {
  column: DataColumn<Row>
  sort: string
  onSort: (sort: string) => void
  sizing: ColumnSizing
}) {
  const { id, descending } = sortOf(sort)
  const sorted = id === column.id
  const end = column.align === 'end'
  const next = sorted
    ? descending
      ? column.id
      : `-${column.id}`
    : column.sort === 'descending'
      ? `-${column.id}`
      : column.id
  const Arrow = descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      className={clsx(headCell, 'group text-left text-sm font-medium text-muted')}
    >
      {column.sort ? (
        <button
          type="button"
          data-tip={column.tip}
          onClick={() => onSort(next)}
          className={clsx(
            'flex h-full w-full items-center gap-1 px-2.5 -outline-offset-2 group-first:pl-4 group-last:pr-4 hover:text-ink',
            end && 'flex-row-reverse',
            sorted && 'text-ink',
          )}
        >
          <span className="truncate">{column.header}</span>
          {sorted ? <Arrow size={12} aria-hidden className="shrink-0" /> : null}
        </button>
      ) : (
        <span
          data-tip={column.tip}
          className={clsx('flex h-full items-center px-2.5 group-first:pl-4 group-last:pr-4', end && 'justify-end')}
        >
          <span className="truncate">{column.header}</span>
        </span>
      )}
      <span
        aria-hidden
        onPointerDown={(event) => sizing.startResize(column.id, event)}
        onDoubleClick={() => sizing.fit(column.id)}
        className="absolute inset-y-1 right-0 z-10 w-2 cursor-col-resize touch-none border-r border-transparent group-hover:border-line-strong hover:border-accent active:border-accent"
      />
    </th>
  )
}
