'use client'

import { clsx } from 'clsx'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import type { LargeRecord } from './large-record.ts'
import { LargeTree } from './large-tree.tsx'
import { LineScroller } from './line-scroller.tsx'

const LINE_HEIGHT = 19
const CHAR_WIDTH = 7.25

/** How a large key or value is shown. */
export type LargeLook = 'tree' | 'text' | 'hex'

/** A key or value that is too large to be handled beside the page, as a tree, as text or as bytes. */
export function LargeView({
  record,
  look,
  sizeBytes,
  title,
  onNoTree,
}: {
  record: LargeRecord
  look: LargeLook
  sizeBytes: number
  title: string
  /** It is no JSON after all. */
  onNoTree: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<{ look: LargeLook; count: number; problem?: string } | null>(null)
  useEffect(() => {
    let left = false
    const columns = Math.max(40, Math.floor(((box.current?.clientWidth ?? 400) - 36) / CHAR_WIDTH))
    const opening =
      look === 'tree'
        ? record.call('openTree')
        : look === 'hex'
          ? record.call('openHex')
          : record.call('openText', columns)
    opening.then(
      (count) => {
        if (left) return
        if (count === null) onNoTree()
        else setState({ look, count })
      },
      (error: Error) => {
        if (!left) setState({ look, count: 0, problem: error.message })
      },
    )
    return () => {
      left = true
    }
  }, [record, look, onNoTree])
  const lines = useCallback((first: number, count: number) => record.call('lines', first, count), [record])
  const hex = useCallback((first: number, count: number) => record.call('hex', first, count), [record])
  const ready = state?.look === look ? state : null

  return (
    <div ref={box}>
      {ready === null ? <Loading record={record} sizeBytes={sizeBytes} /> : null}
      {ready?.problem ? <p className="mt-1.5 text-bad">{ready.problem}</p> : null}
      {ready && !ready.problem && look === 'tree' ? (
        <LargeTree record={record} first={ready.count} title={title} />
      ) : null}
      {ready && !ready.problem && look === 'text' ? (
        <LineScroller count={ready.count} lineHeight={LINE_HEIGHT} load={lines} label={`${title} as text`}>
          {(line, index) => (
            <div key={index} className="h-[19px] px-2.5 leading-[19px] whitespace-pre">
              {line}
            </div>
          )}
        </LineScroller>
      ) : null}
      {ready && !ready.problem && look === 'hex' ? (
        <LineScroller count={ready.count} lineHeight={LINE_HEIGHT} load={hex} label={`${title} as bytes`}>
          {(line, index) => (
            <div key={index} className="h-[19px] px-2.5 text-xs leading-[19px] whitespace-pre">
              <span className="text-faint">{line.offset}</span> {line.hex}{' '}
              <span className="text-syntax-string">{line.text}</span>
            </div>
          )}
        </LineScroller>
      ) : null}
      {ready && !ready.problem ? (
        <p className="mt-1 text-sm text-muted">
          {formatBytes(sizeBytes)} · {formatCount(ready.count)} lines
        </p>
      ) : null}
    </div>
  )
}

function Loading({ record, sizeBytes }: { record: LargeRecord; sizeBytes: number }) {
  const progress = useSyncExternalStore(record.subscribe, record.progress, () => 0)
  return (
    <div className="mt-1.5 flex h-[60vh] flex-col gap-2.5 rounded-md bg-sunken p-2.5">
      <output className="text-sm text-muted">
        {progress < 1
          ? `Loading ${formatBytes(sizeBytes)}: ${Math.floor(progress * 100)} %`
          : `${formatBytes(sizeBytes)} are here, reading them …`}
      </output>
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className={clsx(index % 3 === 0 ? 'w-40' : 'w-full')} />
      ))}
    </div>
  )
}
