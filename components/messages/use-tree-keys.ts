'use client'

import { type KeyboardEvent, useId, useState } from 'react'

/** What the keys need to know of a line. */
interface KeyLine {
  depth: number
  shape: 'open' | 'folded' | 'close' | 'leaf'
  /** Whether it can be folded or unfolded. */
  folds: boolean
}

/** As many lines are looked at in one go for the next one that counts. */
const LOOK = 200

/**
 * The keys of a tree (ARIA's pattern), for lines that need not all be at hand: up and down, right to unfold and go in, left to fold and go
 * out, Home and End, Enter and Space to turn. The tree keeps the focus; the closing brackets are passed over.
 */
export function useTreeKeys<Line>({
  count,
  load,
  read,
  turn,
  reveal,
}: {
  count: number
  load: (first: number, count: number) => Promise<readonly Line[]> | readonly Line[]
  read: (line: Line) => KeyLine
  turn: (line: Line, index: number) => void
  reveal: (index: number) => void
}) {
  const id = useId()
  const [at, setActive] = useState(-1)
  const active = Math.min(at, count - 1)

  const search = async (from: number, step: 1 | -1, wanted: (line: KeyLine) => boolean): Promise<number | null> => {
    for (let next = from; next >= 0 && next < count; next += step * LOOK) {
      const first = step > 0 ? next : Math.max(0, next - LOOK + 1)
      const size = step > 0 ? Math.min(LOOK, count - next) : next - first + 1
      const lines = await load(first, size)
      const found =
        step > 0 ? lines.findIndex((line) => wanted(read(line))) : lines.findLastIndex((line) => wanted(read(line)))
      if (found >= 0) return first + found
    }
    return null
  }
  const isItem = ({ shape }: KeyLine) => shape !== 'close'
  const go = async (target: Promise<number | null> | number) => {
    const index = await target
    if (index === null) return
    setActive(index)
    reveal(index)
  }
  const inward = async (line: Line, { folds, shape }: KeyLine) => {
    if (!folds) return
    if (shape === 'folded') turn(line, active)
    else await go(search(active + 1, 1, isItem))
  }
  const outward = async (line: Line, { folds, shape, depth }: KeyLine) => {
    if (folds && shape === 'open') turn(line, active)
    else await go(search(active - 1, -1, (other) => isItem(other) && other.depth < depth))
  }

  const press = async (key: string) => {
    if (active < 0) return go(0)
    if (key === 'ArrowDown') return go(search(active + 1, 1, isItem))
    if (key === 'ArrowUp') return go(search(active - 1, -1, isItem))
    if (key === 'Home') return go(0)
    if (key === 'End') return go(search(count - 1, -1, isItem))
    const [line] = await load(active, 1)
    if (line === undefined) return undefined
    const known = read(line)
    if (key === 'ArrowRight') return inward(line, known)
    if (key === 'ArrowLeft') return outward(line, known)
    return known.folds ? turn(line, active) : undefined
  }

  return {
    active,
    idOf: (index: number) => `${id}-${index}`,
    tree: {
      tabIndex: 0,
      'aria-activedescendant': active >= 0 ? `${id}-${active}` : undefined,
      onFocus: () => setActive((known) => Math.max(0, known)),
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        if (!KEYS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
        // A button within the tree has keys of its own.
        if (event.target !== event.currentTarget && (event.key === 'Enter' || event.key === ' ')) return
        event.preventDefault()
        event.stopPropagation()
        void press(event.key)
      },
    },
  }
}

const KEYS = new Set(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Enter', ' '])
