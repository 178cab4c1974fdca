'use client'

import { type ComponentProps, type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Browsers draw nothing below some 17 million pixels: beyond this the scroll bar is scaled. */
const MAX_HEIGHT = 8_000_000
const MARGIN = 24
/** The window moves in steps: most scroll events then ask for nothing. */
const STEP = 12

interface Shown<Line> {
  first: number
  top: number
  lines: readonly Line[]
}

/** Scrolls as little as possible so that a line is in sight. */
export function revealLine(element: HTMLElement, index: number, { count, lineHeight }: LineBox): void {
  const { scrollTop, clientHeight } = element
  const height = Math.min(count * lineHeight, MAX_HEIGHT)
  const inSight = Math.floor(clientHeight / lineHeight)
  // Pixels per line: fewer than a line is high where the scroll bar is scaled.
  const step = count * lineHeight > MAX_HEIGHT ? (height - clientHeight) / Math.max(1, count - inSight) : lineHeight
  const first = scrollTop / step
  if (index < first) element.scrollTop = index * step
  else if (index > first + inSight - 1) element.scrollTop = (index - inSight + 1) * step
}

interface LineBox {
  count: number
  lineHeight: number
}

/** Any number of lines of one height, those in sight asked for as they come into sight. */
export function LineScroller<Line>({
  count,
  lineHeight,
  load,
  label,
  role,
  keys,
  box,
  children,
}: {
  count: number
  lineHeight: number
  /** Must stay the same as long as the lines do. */
  load: (first: number, count: number) => Promise<readonly Line[]>
  label: string
  role?: 'tree'
  /** What makes it answer keys. */
  keys?: ComponentProps<'div'>
  box?: RefObject<HTMLDivElement | null>
  children: (line: Line, index: number) => ReactNode
}) {
  const own = useRef<HTMLDivElement>(null)
  const scroller = box ?? own
  const [shown, setShown] = useState<Shown<Line>>({ first: 0, top: 0, lines: [] })
  const height = Math.min(count * lineHeight, MAX_HEIGHT)
  const asked = useRef<{ first: number; last: number; load: unknown; count: number } | null>(null)

  const update = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const { scrollTop, clientHeight } = element
    const inSight = Math.ceil(clientHeight / lineHeight)
    const scaled = count * lineHeight > MAX_HEIGHT
    const top = scaled
      ? Math.round((scrollTop / Math.max(1, height - clientHeight)) * Math.max(0, count - inSight))
      : Math.floor(scrollTop / lineHeight)
    const first = Math.max(0, Math.floor((top - MARGIN) / STEP) * STEP)
    const last = Math.min(count, Math.ceil((top + inSight + MARGIN) / STEP) * STEP)
    const before = asked.current
    // A scaled view moves with every event, since its lines stand elsewhere then.
    if (!scaled && before?.first === first && before.last === last && before.load === load && before.count === count)
      return
    const now = { first, last, load, count }
    asked.current = now
    void load(first, last - first).then(
      (lines) => {
        if (asked.current === now)
          setShown({ first, lines, top: scaled ? scrollTop - (top - first) * lineHeight : first * lineHeight })
      },
      () => undefined,
    )
  }, [scroller, count, height, lineHeight, load])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    update()
    const resized = new ResizeObserver(update)
    resized.observe(element)
    element.addEventListener('scroll', update, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', update)
    }
  }, [scroller, update])

  return (
    <div
      ref={scroller}
      role={role ?? 'group'}
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      {...keys}
      className="group mt-1.5 h-[60vh] overflow-auto rounded-md bg-sunken font-mono text-sm"
    >
      <div role="presentation" className="relative min-w-max" style={{ height }}>
        <div
          role="presentation"
          className="absolute inset-x-0 top-0"
          style={{ translate: `0 ${Math.max(0, shown.top)}px` }}
        >
          {shown.lines.map((line, index) => children(line, shown.first + index))}
        </div>
      </div>
    </div>
  )
}
