'use client'

import { useState } from 'react'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'

/** `j` and `k` move the focus over the links of the rows, so that Enter opens the row by itself. */
export function useRowKeys(
  count: number,
  { reveal, scroller }: { reveal: (index: number) => void; scroller: () => HTMLElement | null },
) {
  const [active, setActive] = useState(-1)

  const focusRow = (index: number) => {
    const next = Math.min(Math.max(index, 0), count - 1)
    if (next < 0) return
    setActive(next)
    reveal(next)
    // A row far away is only rendered after the scroll position changed.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        scroller()?.querySelector<HTMLElement>(`[data-row="${next}"] [data-row-link]`)?.focus({ preventScroll: true })
      }),
    )
  }

  useShortcuts({ j: () => focusRow(active + 1), k: () => focusRow(active - 1) })
  return { focusRow, onRowFocus: setActive }
}
