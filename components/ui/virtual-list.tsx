'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

/** So many rows are drawn whole: they cost little, and the browser's own search finds them. */
const PLAIN_ROWS = 100

/** Rows of any height. Where there are many, only those in sight are in the page, in a list that scrolls by itself. */
export function VirtualList({
  label,
  count,
  rowHeight,
  row,
  className,
}: {
  label: string
  count: number
  /** Pixels of a usual row. */
  rowHeight: number
  row: (index: number) => ReactNode
  /** Of each row. */
  className: string
}) {
  if (count > PLAIN_ROWS)
    return <Virtual label={label} count={count} rowHeight={rowHeight} row={row} className={className} />
  return (
    <ul aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row is its place
        <li key={index} className={className}>
          {row(index)}
        </li>
      ))}
    </ul>
  )
}

function Virtual({ label, count, rowHeight, row, className }: Parameters<typeof VirtualList>[0]) {
  const scroller = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the rows are rendered anew whenever the virtualizer says so
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it scrolls, as the browser would
    <section
      ref={scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
      tabIndex={0}
      // The height below what was drawn is an estimate: the browser's own End stops short.
      onKeyDown={(event) => {
        if (event.key !== 'Home' && event.key !== 'End') return
        event.preventDefault()
        virtualizer.scrollToIndex(event.key === 'Home' ? 0 : count - 1)
      }}
      className="max-h-[60vh] overflow-auto rounded-md border border-line px-2 -outline-offset-2"
    >
      <ul aria-label={label} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className={`absolute inset-x-0 top-0 ${className}`}
            style={{ translate: `0 ${item.start}px` }}
          >
            {row(item.index)}
          </li>
        ))}
      </ul>
    </section>
  )
}
