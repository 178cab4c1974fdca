'use client'

import { useMemo } from 'react'
import type { Message } from '#lib/contract/messages.ts'
import { plural } from '#lib/format/numbers.ts'
import { formatClock } from '#lib/format/times.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { histogramBins } from './histogram-bins.ts'

const BINS = 40
const HEIGHT = 22
const BAR = 4

/** When the records of the list were written: a bar for each stretch of the time they span. */
export function Histogram({ rows }: { rows: readonly Message[] }) {
  const [zone] = useStored(zoneChoice)
  const bins = useMemo(
    () =>
      histogramBins(
        rows.map((row) => row.timestamp),
        BINS,
      ),
    [rows],
  )
  const [first] = bins
  const last = bins.at(-1)
  if (!first || !last) return null
  const top = Math.max(...bins.map((bin) => bin.count))
  const clock = (at: number) => formatClock(at, zone)
  return (
    <span className="ml-auto flex items-center gap-2 text-xs text-faint max-xl:hidden">
      <span className="max-2xl:hidden">{clock(first.from)}</span>
      <svg
        role="img"
        aria-label={`The ${plural(rows.length, 'record')} of the list over time, from ${clock(first.from)} to ${clock(last.to)}`}
        width={BINS * BAR}
        height={HEIGHT}
        className="text-accent"
      >
        {bins.map((bin, index) => (
          <g key={bin.from} data-tip={`${clock(bin.from)} to ${clock(bin.to)}: ${plural(bin.count, 'record')}`}>
            <rect x={index * BAR} y={0} width={BAR} height={HEIGHT} fill="transparent" />
            <rect
              x={index * BAR}
              y={HEIGHT - barHeight(bin.count, top)}
              width={BAR - 1}
              height={barHeight(bin.count, top)}
              fill="currentColor"
              opacity={bin.count === 0 ? 0.25 : 0.8}
            />
          </g>
        ))}
      </svg>
      <span className="max-2xl:hidden">{clock(last.to)}</span>
    </span>
  )
}

function barHeight(count: number, top: number): number {
  return count === 0 ? 1 : Math.max(3, (count / top) * HEIGHT)
}
