'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { clsx } from 'clsx'
import { useCallback, useRef, useState } from 'react'
import { formatCount } from '#lib/format/numbers.ts'
import type { TreeLine } from './folded-tree.ts'
import type { LargeRecord } from './large-record.ts'
import { useTreeKeys } from '../use-tree-keys.ts'
import { LineScroller, revealLine } from './line-scroller.tsx'

const LINE_HEIGHT = 19

/** A large JSON tree; its branches fold in the worker that holds it. */
export function LargeTree({ record, first, title }: { record: LargeRecord; first: number; title: string }) {
  const [state, setState] = useState({ count: first, turns: 0 })
  const { turns } = state
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- after a turn the same lines must be asked for again
  const load = useCallback((from: number, count: number) => record.call('tree', from, count), [record, turns])
  const turn = (path: number[]) => {
    void record.call('turn', path).then((count) => setState({ count, turns: turns + 1 }))
  }
  const box = useRef<HTMLDivElement>(null)
  const lines = { count: state.count, lineHeight: LINE_HEIGHT }
  const { active, idOf, tree } = useTreeKeys<TreeLine>({
    count: state.count,
    load,
    read: (line) => ({ depth: line.path.length, shape: line.shape, folds: folds(line) }),
    turn: ({ path }) => turn(path),
    reveal: (index) => box.current && revealLine(box.current, index, lines),
  })
  return (
    <LineScroller {...lines} load={load} label={`${title} as a tree`} role="tree" keys={tree} box={box}>
      {(line, index) => (
        <Row
          key={`${line.path.join('/')}${line.shape === 'close' ? '/-' : ''}`}
          id={idOf(index)}
          line={line}
          active={index === active}
          onTurn={turn}
        />
      )}
    </LineScroller>
  )
}

function folds({ path, shape, size }: TreeLine): boolean {
  return path.length > 0 && (shape === 'open' || (shape === 'folded' && size > 0))
}

function Row({
  id,
  line,
  active,
  onTurn,
}: {
  id: string
  line: TreeLine
  active: boolean
  onTurn: (path: number[]) => void
}) {
  const { path, shape, key, comma } = line
  const Arrow = shape === 'open' ? ChevronDown : ChevronRight
  return (
    <div
      id={id}
      // A closing bracket is no item, only drawn.
      {...(shape === 'close'
        ? { 'aria-hidden': true }
        : { role: 'treeitem', 'aria-level': path.length + 1, 'aria-selected': active })}
      {...(folds(line) ? { 'aria-expanded': shape === 'open' } : {})}
      className={clsx(
        'flex h-[19px] pr-2.5 leading-[19px] whitespace-pre',
        active && 'group-focus-visible:bg-accent-soft',
      )}
      style={{ paddingLeft: 4 + path.length * 14 }}
    >
      <span className="w-4 shrink-0">
        {folds(line) ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={shape === 'open' ? 'Fold' : 'Unfold'}
            onClick={() => onTurn(path)}
            className="flex size-4 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-ink"
          >
            <Arrow size={12} aria-hidden />
          </button>
        ) : null}
      </span>
      <span>
        {key === null || shape === 'close' ? null : <span>{JSON.stringify(key)}: </span>}
        <Content line={line} />
        {comma && shape !== 'open' ? ',' : ''}
      </span>
    </div>
  )
}

const LEAF = { string: 'text-syntax-string', number: 'text-syntax-number', word: 'text-purple', object: '', array: '' }

function Content({ line: { kind, shape, text, size } }: { line: TreeLine }) {
  const [open, close] = kind === 'array' ? ['[', ']'] : ['{', '}']
  if (shape === 'open') return open
  if (shape === 'close') return close
  if (shape === 'folded') {
    if (size === 0) return open + close
    return (
      <>
        {open} <span className="text-faint">… {formatCount(size)}</span> {close}
      </>
    )
  }
  return (
    <>
      <span className={LEAF[kind]}>{text}</span>
      {size > 0 ? <span className="font-sans text-faint"> and {formatCount(size)} characters more</span> : null}
    </>
  )
}
