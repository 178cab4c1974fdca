'use client'

import { useCallback, useRef } from 'react'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'

/** `j` and `k` move the focus over the links of the rows, so that Enter opens the row by itself. */
export function useRowKeys(
  count: number,
  {
    reveal,
    scroller,
    start,
  }: {
    reveal: (index: number) => void
    scroller: () => HTMLElement | null
    /** The row to go on from while none had the focus: the open one, or -1. */
    start: () => number
  },
) {
  const active = useRef(-1)

  const focusRow = (index: number) => {
    const next = Math.min(Math.max(index, 0), count - 1)
    if (next < 0) return
    active.current = next
    reveal(next)
    // A row far away is only rendered after the scroll position changed.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        // The key may have been pressed again in the meantime.
        if (active.current !== next) return
        scroller()?.querySelector<HTMLElement>(`[data-row="${next}"] [data-row-link]`)?.focus({ preventScroll: true })
      }),
    )
  }

  const at = () => (active.current < 0 ? start() : active.current)
  useShortcuts({ j: () => focusRow(at() + 1), k: () => focusRow(at() - 1) })
  const onRowFocus = useCallback((index: number) => {
    active.current = index
  }, [])
  return { onRowFocus }
}
