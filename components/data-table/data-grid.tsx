'use client'

import { clsx } from 'clsx'
import { useEffect, type RefObject } from 'react'
import type { DataColumn } from './data-column.ts'
import { GridHead } from './grid-head.tsx'
import { GridRows, HEAD_HEIGHT, ROW_HEIGHT } from './grid-rows.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import type { RowTarget } from './row-link.tsx'
import type { ColumnChoice } from './use-column-choice.ts'
import { useGrid } from './use-grid.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useRowWindow } from './use-row-window.ts'
import type { TableState } from './use-table-state.ts'

const NO_ROWS: never[] = []

/** The rows of a wide screen as a table with virtual rows. */
export function DataGrid<Row extends object>({
  label,
  columns,
  rows,
  total,
  rowId,
  selected,
  target,
  state,
  choice,
  scroller,
  dimmed,
}: {
  label: string
  columns: readonly DataColumn<Row>[]
  rows: readonly Row[] | undefined
  total: number
  rowId: (row: Row) => string
  selected: string | undefined
  target: RowTarget<Row>
  state: TableState
  choice: ColumnChoice
  scroller: RefObject<HTMLDivElement | null>
  dimmed: boolean
}) {
  const data = rows ?? (NO_ROWS as readonly Row[])
  const grid = useGrid(columns, { choice, scroller })
  const shown = useRowWindow(scroller, data.length, { rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT })
  const { onRowFocus } = useRowKeys(data.length, {
    reveal: shown.reveal,
    scroller: () => scroller.current,
    start: () => (selected === undefined ? -1 : data.findIndex((row) => rowId(row) === selected)),
  })
  // Another order or another page is read from its start.
  const { sort, search, page } = state.query
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 })
  }, [scroller, sort, search, page])

  return (
    <div
      ref={scroller}
      data-rows
      // What scrolls must scroll by keyboard too; rows that open are reached by their links.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={target.href || target.open ? undefined : 0}
      className="relative min-h-0 flex-1 overflow-auto border-t border-line -outline-offset-2"
    >
      <table
        aria-label={label}
        aria-rowcount={rows ? total + 1 : undefined}
        aria-busy={rows === undefined}
        style={{ minWidth: grid.minWidth }}
        className={clsx('w-full table-fixed border-separate border-spacing-0', dimmed && 'dimmed')}
      >
        <colgroup>
          {grid.columns.map((column) => (
            <col key={column.id} style={{ width: grid.widthOf(column) ?? undefined }} />
          ))}
          {grid.filler ? <col /> : null}
        </colgroup>
        <GridHead
          columns={grid.columns}
          sort={state.query.sort}
          onSort={state.setSort}
          sizing={grid.sizing}
          filler={grid.filler}
        />
        {rows ? (
          <GridRows
            columns={grid.columns}
            narrowed={grid.narrowed}
            rows={rows}
            rowId={rowId}
            selected={selected}
            target={target}
            shown={shown}
            filler={grid.filler}
            onRowFocus={onRowFocus}
          />
        ) : (
          <GridSkeleton columns={grid.columns} />
        )}
      </table>
    </div>
  )
}
