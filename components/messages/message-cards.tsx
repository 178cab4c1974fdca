'use client'

import { RowLink, openRowByClick } from '#components/data-table/row-link.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { MessageTime, Preview, ValuePreview } from './message-columns.tsx'

/** The records on a narrow screen: where and when, the key, the value, one below the other. */
export function MessageCards({
  rows,
  zone,
  onOpen,
}: {
  rows: readonly Message[] | undefined
  zone: Zone
  onOpen: (message: Message) => void
}) {
  return (
    <ul aria-label="records" className="min-h-0 flex-1 overflow-y-auto border-t border-line">
      {rows?.map((row, index) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
        <li
          key={`${row.partition}/${row.offset}`}
          data-row={index}
          onClick={openRowByClick}
          className="border-b border-line px-4 py-2 [contain-intrinsic-size:auto_4.5rem] [content-visibility:auto]"
        >
          <div className="flex items-baseline justify-between gap-3">
            <RowLink row={row} target={{ open: onOpen }}>
              <MessageTime message={row} zone={zone} />
            </RowLink>
            <span className="font-mono text-sm text-muted">
              {row.partition} / {formatCount(row.offset)}
            </span>
          </div>
          <div className="truncate">
            <Preview decoded={row.key} none="null key" />
          </div>
          <div className="truncate text-muted">
            <ValuePreview message={row} />
          </div>
        </li>
      )) ?? <CardSkeletons />}
    </ul>
  )
}

function CardSkeletons() {
  return Array.from({ length: 9 }, (_, index) => (
    <li key={index} aria-hidden className="flex h-18 flex-col justify-center gap-2 border-b border-line px-4">
      <Skeleton className="w-28" />
      <Skeleton className="w-40" />
      <Skeleton className="w-full" />
    </li>
  ))
}
