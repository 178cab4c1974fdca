'use client'

import type { RefObject } from 'react'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { openRowByClick, RowLink } from '#components/data-table/row-link.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'

/** The records on a narrow screen: when and where, the key, the value, one below the other. */
export function LiveCards({
  columns,
  rows,
  rowId,
  several,
  scroller,
  onOpen,
}: {
  /** Of them the time, the key and the value are shown. */
  columns: readonly DataColumn<Message>[]
  rows: readonly Message[] | undefined
  rowId: (row: Message) => string
  several: boolean
  scroller: RefObject<HTMLDivElement | null>
  onOpen: (message: Message) => void
}) {
  const cell = (id: string, row: Message) => columns.find((column) => column.id === id)?.cell(row)
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto border-t border-line -outline-offset-2">
      <ul aria-label="records">
        {rows?.map((row, index) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
          <li
            key={rowId(row)}
            data-row={index}
            onClick={openRowByClick}
            className="border-b border-line px-4 py-2 [contain-intrinsic-size:auto_5.5rem] [content-visibility:auto]"
          >
            <div className="flex items-baseline justify-between gap-3">
              <RowLink row={row} target={{ open: onOpen }}>
                {cell('timestamp', row)}
              </RowLink>
              <span className="flex min-w-0 gap-2 text-sm text-muted">
                {several ? <span className="truncate">{row.topic}</span> : null}
                <span className="shrink-0 font-mono">
                  {row.partition} / {formatCount(row.offset)}
                </span>
              </span>
            </div>
            <div className="truncate">{cell('key', row)}</div>
            <div className="line-clamp-2 break-all text-muted">{cell('value', row)}</div>
          </li>
        )) ?? <CardSkeletons />}
      </ul>
    </div>
  )
}

function CardSkeletons() {
  return Array.from({ length: 8 }, (_, index) => (
    <li key={index} aria-hidden className="flex h-22 flex-col justify-center gap-2 border-b border-line px-4">
      <Skeleton className="w-28" />
      <Skeleton className="w-40" />
      <Skeleton className="w-full" />
    </li>
  ))
}
