'use client'

import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type ColumnSizingState,
  type Updater,
} from '@tanstack/react-table'
import { useMemo, type RefObject } from 'react'
import type { DataColumn } from './data-column.ts'
import type { HeadSizing } from './grid-head.tsx'
import type { ColumnChoice } from './use-column-choice.ts'

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature })

const CELL_PADDING = 22

/** The columns as they stand: which, how wide, and what the head does to change that. */
export function useGrid<Row extends object>(
  columns: readonly DataColumn<Row>[],
  rows: readonly Row[],
  { choice, scroller }: { choice: ColumnChoice; scroller: RefObject<HTMLDivElement | null> },
) {
  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row> => ({
        id: column.id,
        header: column.header,
        size: column.width,
        minSize: 56,
        maxSize: 1200,
      })),
    [columns],
  )
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    columnResizeMode: 'onChange',
    state: {
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, choice.shown.has(id)])),
      columnSizing: choice.widths,
    },
    onColumnSizingChange: (update: Updater<ColumnSizingState>) =>
      choice.setWidths(typeof update === 'function' ? update(choice.widths) : update),
  })

  const byId = new Map(columns.map((column) => [column.id, column]))
  const visible = table.getVisibleLeafColumns().flatMap(({ id }) => byId.get(id) ?? [])
  const headers = new Map(table.getFlatHeaders().map((header) => [header.column.id, header]))

  const sizing: HeadSizing = {
    startResize: (columnId) => headers.get(columnId)?.getResizeHandler(),
    fit: (columnId) => {
      const cells = scroller.current?.querySelectorAll<HTMLElement>(`[data-column="${columnId}"]`) ?? []
      const widest = Math.max(56, ...Array.from(cells, contentWidth))
      choice.setWidths({ ...choice.widths, [columnId]: widest + CELL_PADDING })
    },
  }

  const elastic = (column: DataColumn<Row>) => column.grow === true && choice.widths[column.id] === undefined
  return {
    columns: visible,
    sizing,
    minWidth: table.getTotalSize(),
    /** Pixels, or null for the column that takes the rest. */
    widthOf: (column: DataColumn<Row>) =>
      elastic(column) ? null : (headers.get(column.id)?.getSize() ?? column.width),
    filler: !visible.some(elastic),
  }
}

function contentWidth(cell: HTMLElement): number {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return Math.ceil(range.getBoundingClientRect().width)
}
