'use client'

import { useMemo, useState, type PointerEvent, type RefObject } from 'react'
import type { DataColumn } from './data-column.ts'
import type { ColumnChoice } from './use-column-choice.ts'

const MIN_WIDTH = 56
const MAX_WIDTH = 1200
const CELL_PADDING = 22

/** What the edge of a heading does with the width of its column. */
export interface ColumnSizing {
  startResize: (columnId: string, event: PointerEvent<HTMLElement>) => void
  fit: (columnId: string) => void
}

/** The columns as they stand: which, how wide, and what the head does to change that. Sorting and paging are the server's. */
export function useGrid<Row>(
  all: readonly DataColumn<Row>[],
  { choice, scroller }: { choice: ColumnChoice; scroller: RefObject<HTMLDivElement | null> },
) {
  const [dragged, setDragged] = useState<{ id: string; width: number } | null>(null)
  const { shown, widths } = choice
  const columns = useMemo(() => all.filter((column) => shown.has(column.id)), [all, shown])
  const chosenWidth = (id: string) => (dragged?.id === id ? dragged.width : choice.widths[id])
  const elastic = (column: DataColumn<Row>) => column.grow === true && chosenWidth(column.id) === undefined

  const narrowed = useMemo(() => {
    const widthOf = ({ id }: DataColumn<Row>) => (dragged?.id === id ? dragged.width : widths[id])
    return new Set(columns.filter((column) => (widthOf(column) ?? column.width) < column.width).map(({ id }) => id))
  }, [columns, widths, dragged])

  const sizing: ColumnSizing = {
    startResize: (id, event) => {
      const edge = event.currentTarget
      const startX = event.clientX
      const startWidth = edge.parentElement?.getBoundingClientRect().width ?? MIN_WIDTH
      const widthAt = (x: number) => Math.min(Math.max(Math.round(startWidth + x - startX), MIN_WIDTH), MAX_WIDTH)
      const move = (next: globalThis.PointerEvent) => setDragged({ id, width: widthAt(next.clientX) })
      const end = (last: globalThis.PointerEvent) => {
        edge.removeEventListener('pointermove', move)
        setDragged(null)
        if (last.clientX !== startX) choice.setWidths({ ...choice.widths, [id]: widthAt(last.clientX) })
      }
      edge.setPointerCapture(event.pointerId)
      edge.addEventListener('pointermove', move)
      edge.addEventListener('lostpointercapture', end, { once: true })
    },
    fit: (id) => {
      const cells = scroller.current?.querySelectorAll<HTMLElement>(`[data-column="${id}"]`) ?? []
      choice.setWidths({
        ...choice.widths,
        [id]: Math.max(MIN_WIDTH, ...Array.from(cells, contentWidth)) + CELL_PADDING,
      })
    },
  }

  return {
    columns,
    narrowed,
    sizing,
    minWidth: columns.reduce((sum, column) => sum + (chosenWidth(column.id) ?? column.width), 0),
    /** Pixels, or null for the column that takes the rest. */
    widthOf: (column: DataColumn<Row>) => (elastic(column) ? null : (chosenWidth(column.id) ?? column.width)),
    /** Whether an empty last column has to take the rest. */
    filler: !columns.some(elastic),
  }
}

function contentWidth(cell: HTMLElement): number {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return Math.ceil(range.getBoundingClientRect().width)
}
