'use client'

import { useEffect, useState, type RefObject } from 'react'
import { rowWindow, scrollTopToReveal, type RowBox, type RowWindow } from './row-window.ts'

const FIRST_WINDOW: RowWindow = { first: 0, last: 48 }

/**
 * Draws only the rows in sight: all rows have one height, so no library has to measure them. `before` and `after` are the
 * pixels that the rows left out take.
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  { rowHeight, headHeight }: Pick<RowBox, 'rowHeight' | 'headHeight'>,
) {
  const [range, setRange] = useState(FIRST_WINDOW)

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const update = () => {
      const next = rowWindow({
        scrollTop: element.scrollTop,
        clientHeight: element.clientHeight,
        rowHeight,
        headHeight,
      })
      setRange((current) => (current.first === next.first && current.last === next.last ? current : next))
    }
    const resized = new ResizeObserver(update)
    resized.observe(element)
    element.addEventListener('scroll', update, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', update)
    }
  }, [scroller, rowHeight, headHeight])

  const first = Math.min(range.first, count)
  const last = Math.min(range.last, count)
  return {
    first,
    last,
    before: first * rowHeight,
    after: (count - last) * rowHeight,
    reveal: (index: number) => {
      const element = scroller.current
      if (!element) return
      const { scrollTop, clientHeight } = element
      element.scrollTo({ top: scrollTopToReveal(index, { scrollTop, clientHeight, rowHeight, headHeight }) })
    },
  }
}
