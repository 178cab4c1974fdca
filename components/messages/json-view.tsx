'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { countNodes, type JsonLine, jsonLines, sizeOf } from '#lib/json/json-lines.ts'
import type { JsonNode } from '#lib/json/json-tree.ts'
import { useTreeKeys } from './use-tree-keys.ts'

/** A tree with more nodes than this opens with its deeper branches folded. */
const OPEN_NODES = 600
const OPEN_DEPTH = 2
const OPEN_ITEMS = 100

/** JSON as lines that fold; every digit as it was sent. */
export function JsonView({ root }: { root: JsonNode }) {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const large = useMemo(() => countNodes(root, OPEN_NODES) >= OPEN_NODES, [root])
  const lines = useMemo(() => {
    const foldedFirst = (node: JsonNode, depth: number) =>
      large && depth > 0 && (depth >= OPEN_DEPTH || (sizeOf(node) ?? 0) > OPEN_ITEMS)
    return jsonLines(root, (path, node, depth) => foldedFirst(node, depth) !== turned.has(path))
  }, [root, turned, large])
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the lines are rendered anew whenever the virtualizer says so
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 19,
    overscan: 30,
  })
  const turn = (path: string) => {
    const next = new Set(turned)
    if (!next.delete(path)) next.add(path)
    setTurned(next)
  }
  const { active, idOf, tree } = useTreeKeys<JsonLine>({
    count: lines.length,
    load: (first, count) => lines.slice(first, first + count),
    read: ({ depth, shape, node }) => ({ depth, shape, folds: folds(shape, node) }),
    turn: ({ path }) => turn(path),
    reveal: (index) => virtualizer.scrollToIndex(index),
  })
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="JSON"
      {...tree}
      className="group mt-1.5 max-h-[60vh] overflow-auto rounded-md bg-sunken py-1.5 font-mono text-sm leading-[19px]"
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          return (
            <div
              key={line.path}
              ref={virtualizer.measureElement}
              data-index={item.index}
              id={idOf(item.index)}
              // A closing bracket is no item, only drawn.
              {...(line.shape === 'close'
                ? { 'aria-hidden': true }
                : { role: 'treeitem', 'aria-level': line.depth + 1, 'aria-selected': item.index === active })}
              {...(folds(line.shape, line.node) ? { 'aria-expanded': line.shape === 'open' } : {})}
              className={clsx(
                'absolute inset-x-0 top-0 flex pr-2.5',
                item.index === active && 'group-focus-visible:bg-accent-soft',
              )}
              style={{ translate: `0 ${item.start}px`, paddingLeft: 4 + line.depth * 14 }}
            >
              <Line line={line} onTurn={() => turn(line.path)} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function folds(shape: JsonLine['shape'], node: JsonNode): boolean {
  return shape === 'open' || (shape === 'folded' && sizeOf(node) !== 0)
}

function Line({ line, onTurn }: { line: JsonLine; onTurn: () => void }) {
  const { node, shape, key, comma } = line
  const size = sizeOf(node)
  const Arrow = shape === 'open' ? ChevronDown : ChevronRight
  return (
    <>
      <span className="w-4 shrink-0">
        {folds(shape, node) ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={shape === 'open' ? 'Fold' : 'Unfold'}
            onClick={onTurn}
            className="flex size-4 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink"
          >
            <Arrow size={12} aria-hidden />
          </button>
        ) : null}
      </span>
      <span className="min-w-0 break-words whitespace-pre-wrap">
        {key === null ? null : <span>{JSON.stringify(key)}: </span>}
        <Content line={line} size={size} />
        {comma ? ',' : ''}
      </span>
    </>
  )
}

function Content({ line: { node, shape }, size }: { line: JsonLine; size: number | null }) {
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}']
  if (shape === 'open') return open
  if (shape === 'close') return close
  if (node.kind === 'string') return <span className="text-syntax-string">{JSON.stringify(node.text)}</span>
  if (node.kind === 'number') return <span className="text-syntax-number">{node.text}</span>
  if (node.kind === 'word') return <span className="text-purple">{node.text}</span>
  return size === 0 ? (
    open + close
  ) : (
    <>
      {open} <span className="text-faint">… {size}</span> {close}
    </>
  )
}
