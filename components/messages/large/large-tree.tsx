'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { useCallback, useState } from 'react'
import { formatCount } from '#lib/format/numbers.ts'
import type { TreeLine } from './folded-tree.ts'
import type { LargeRecord } from './large-record.ts'
import { LineScroller } from './line-scroller.tsx'

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
  return (
    <LineScroller count={state.count} lineHeight={LINE_HEIGHT} load={load} label={`${title} as a tree`} role="tree">
      {(line) => <Row key={`${line.path.join('/')}${line.shape === 'close' ? '/-' : ''}`} line={line} onTurn={turn} />}
    </LineScroller>
  )
}

function Row({ line, onTurn }: { line: TreeLine; onTurn: (path: number[]) => void }) {
  const { path, shape, key, comma, size } = line
  const folds = path.length > 0 && (shape === 'open' || (shape === 'folded' && size > 0))
  const Arrow = shape === 'open' ? ChevronDown : ChevronRight
  return (
    <div
      role="treeitem"
      aria-level={path.length + 1}
      aria-selected={false}
      {...(folds ? { 'aria-expanded': shape === 'open' } : {})}
      className="flex h-[19px] pr-2.5 leading-[19px] whitespace-pre"
      style={{ paddingLeft: 4 + path.length * 14 }}
    >
      <span className="w-4 shrink-0">
        {folds ? (
          <button
            type="button"
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
