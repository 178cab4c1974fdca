import type { ReactNode } from 'react'
import { TimeChart } from '#components/charts/time-chart.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Overview } from '#lib/contract/clusters.ts'
import { formatByteRate, formatCompact, formatCount, formatRate, plural } from '#lib/format/numbers.ts'

type HistoryPoint = Overview['history'][number]

/** Throughput, lag and dead letters of the last hour. */
export function VitalCards({ overview }: { overview: Overview | undefined }) {
  const last = overview?.history.at(-1)
  return (
    <div className="grid gap-3 p-4 md:grid-cols-3">
      <Vital
        label="Records in"
        overview={overview}
        figure={formatRate(overview?.cluster.messagesPerSecond)}
        note={formatByteRate(overview?.cluster.bytesPerSecond)}
        value={(point) => point.recordsPerSecond}
        format={formatRate}
      />
      <Vital
        label="Total lag"
        overview={overview}
        figure={formatCount(overview?.cluster.totalLag)}
        note={overview?.cluster.groups == null ? 'of all groups' : `of ${plural(overview.cluster.groups, 'group')}`}
        value={(point) => numberOf(point.totalLag)}
        format={formatCompact}
        tone="info"
      />
      <Vital
        label="Records in dead-letter topics"
        overview={overview}
        figure={formatCount(last?.deadLetters)}
        note="in all topics taken for one"
        value={(point) => numberOf(point.deadLetters)}
        format={formatCompact}
        tone="warn"
      />
    </div>
  )
}

/** For drawing only, where the last digits of a large offset do not show. */
const numberOf = (offset: string | null) => (offset === null ? null : Number(offset))

function Vital({
  label,
  overview,
  figure,
  note,
  value,
  format,
  tone = 'accent',
}: {
  label: string
  overview: Overview | undefined
  figure: string
  note: ReactNode
  value: (point: HistoryPoint) => number | null
  format: (value: number) => string
  tone?: 'accent' | 'info' | 'warn'
}) {
  return (
    <section aria-label={label} className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface pt-2.5">
      <h2 className="px-3 text-sm text-muted">{label}</h2>
      {overview ? (
        <>
          <p className="px-3 text-2xl font-semibold tracking-tight">{figure}</p>
          <p className="px-3 pb-1.5 text-sm text-muted">{note}</p>
          <TimeChart
            bare
            label={`${label}, last hour`}
            times={overview.history.map((point) => point.at)}
            series={[{ id: 'value', label, values: overview.history.map(value), tone }]}
            format={format}
          />
        </>
      ) : (
        <div className="h-[8.75rem] px-3 pt-2">
          <Skeleton className="h-5 w-28" />
        </div>
      )}
    </section>
  )
}
