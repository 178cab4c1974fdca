'use client'

import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'
import { stepDuration } from './step-duration.ts'
import { timeScale } from './time-scale.ts'

export type LaneTone = 'accent' | 'info' | 'purple' | 'ok' | 'warn' | 'bad' | 'muted'

export interface Lane {
  id: string
  label: string
  tone: LaneTone
}

export interface LanePoint {
  id: string
  lane: string
  at: number
  /** Shown on hover. */
  tip: string
}

const DOT: Record<LaneTone, string> = {
  accent: 'bg-accent',
  info: 'bg-info',
  purple: 'bg-purple',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  muted: 'bg-muted',
}
const ROW = 30
/** A gap that is narrower than this share has no room for its length. */
const LABELLED = 0.055

/**
 * Points on lanes over time, joined in their order. A picture beside a list that says the same in words: it is hidden from screen readers,
 * and choosing a point by the pointer does what choosing it in the list does.
 */
export function Lanes({
  lanes,
  points,
  chosen,
  onChoose,
}: {
  lanes: readonly Lane[]
  /** In the order they are joined. */
  points: readonly LanePoint[]
  chosen: string | null
  onChoose: (id: string) => void
}) {
  const frame = useRef<HTMLDivElement>(null)
  const choose = useRef(onChoose)
  useEffect(() => {
    choose.current = onChoose
    const element = frame.current
    const onClick = (event: MouseEvent) => {
      const point = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-point]') : null
      if (point?.dataset['point'] !== undefined) choose.current(point.dataset['point'])
    }
    element?.addEventListener('click', onClick)
    return () => element?.removeEventListener('click', onClick)
  }, [onChoose])
  const { xOf, gaps } = timeScale(points.map(({ at }) => at))
  const rowOf = new Map(lanes.map(({ id }, index) => [id, index]))
  const toneOf = new Map(lanes.map(({ id, tone }) => [id, tone]))
  const y = (lane: string) => (rowOf.get(lane) ?? 0) * ROW + ROW / 2
  const height = lanes.length * ROW
  return (
    <div
      ref={frame}
      aria-hidden
      className="grid grid-cols-[11rem_1fr] max-sm:grid-cols-[7.5rem_1fr] rounded-lg border border-line bg-surface pb-2"
    >
      <div className="border-r border-line">
        <div className="h-6" />
        {lanes.map(({ id, label, tone }) => (
          <div key={id} className="flex items-center gap-2 pr-2 pl-3" style={{ height: ROW }}>
            <span className={clsx('size-2 shrink-0 rounded-full', DOT[tone])} />
            <span className="truncate font-mono text-sm" data-tip={label}>
              {label}
            </span>
          </div>
        ))}
      </div>
      <div className="relative mx-5">
        <div className="relative h-6 text-xs text-muted">
          {gaps
            .filter(({ from, to }) => to - from > LABELLED)
            .map(({ from, to, ms }) => (
              <span
                key={from}
                className="absolute top-1 truncate text-center tabular-nums"
                style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
              >
                {stepDuration(ms)}
              </span>
            ))}
        </div>
        <div className="relative" style={{ height }}>
          {lanes.map(({ id }) => (
            <span key={id} className="absolute -inset-x-5 h-px bg-line" style={{ top: y(id) }} />
          ))}
          <svg
            viewBox={`0 0 1000 ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible text-field"
          >
            <path
              d={pathOf(points.map(({ at, lane }) => [xOf(at) * 1000, y(lane)]))}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.3"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {points.map(({ id, lane, at, tip }) => (
            <span
              key={id}
              data-point={id}
              data-tip={tip}
              className={clsx(
                'absolute size-3 -translate-1/2 cursor-pointer rounded-full border-2 border-surface transition-transform hover:scale-140',
                DOT[toneOf.get(lane) ?? 'muted'],
                chosen === id && 'scale-140 outline-2 outline-ink',
              )}
              style={{ left: `${xOf(at) * 100}%`, top: y(lane) }}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

/** A line that leaves and arrives level, so that the change of lane is seen. */
function pathOf(points: readonly (readonly [number, number])[]): string {
  let path = ''
  let before: readonly [number, number] | null = null
  for (const [x, y] of points) {
    if (!before) path = `M${x} ${y}`
    else {
      const middle = (before[0] + x) / 2
      path += ` C${middle} ${before[1]} ${middle} ${y} ${x} ${y}`
    }
    before = [x, y]
  }
  return path
}
