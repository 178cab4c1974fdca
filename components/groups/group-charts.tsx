'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { ReactNode } from 'react'
import { TimeChart, type TimeSeries } from '#components/charts/time-chart.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { LagHistory } from '#lib/contract/groups.ts'
import { formatCompact, formatRate } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { groupLagOptions } from '#lib/queries/groups.ts'

const WINDOWS = ['10m', '1h', '24h'] as const
const STEP: Record<(typeof WINDOWS)[number], string> = { '10m': '10s', '1h': '10s', '24h': '2m' }
const LABEL: Record<(typeof WINDOWS)[number], string> = { '10m': '10 min', '1h': '1 h', '24h': '24 h' }
const HEIGHT = 132

/** How the lag, the waiting and the rates went. */
export function GroupCharts({ cluster, id }: { cluster: string; id: string }) {
  const [window, setWindow] = useQueryState('window', parseAsStringLiteral(WINDOWS).withDefault('1h'))
  const history = useQuery(groupLagOptions(cluster, id, { window, step: STEP[window] }))
  const data = history.data
  const times = data?.points.map(({ at }) => at) ?? []
  return (
    <section aria-label="History" className="px-4 pt-3">
      <div className="flex items-center gap-3 pb-2">
        <h2 className="font-semibold">History</h2>
        <Segmented
          label="Time shown"
          value={window}
          options={WINDOWS.map((value) => ({ value, label: LABEL[value] }))}
          onChange={(value) => void setWindow(value === '1h' ? null : value)}
        />
        <span className="text-sm text-muted">since this console runs, at most a day</span>
      </div>
      {history.error && !data ? (
        <ErrorPanel
          what="load the history"
          error={history.error}
          retrying={history.isFetching}
          onRetry={() => void history.refetch()}
        />
      ) : (
        <div className="grid gap-3 lg:grid-cols-3">
          <Panel title="Lag" legend={data && data.topics.length > 1 ? topicLegend(data) : 'records'}>
            <Chart label="Lag" times={times} series={lagSeries(data)} format={formatCompact} loading={!data} />
          </Panel>
          <Panel title="Waiting" legend="age of the oldest unread record">
            <Chart
              label="Age of the oldest unread record"
              times={times}
              series={[
                { id: 'wait', label: 'waiting', tone: 'warn', values: data?.points.map((p) => p.timeLagMs) ?? [] },
              ]}
              format={axisDuration}
              loading={!data}
            />
          </Panel>
          <Panel title="Rates" legend={<RateLegend />}>
            <Chart
              label="Records read and records that came in, per second"
              times={times}
              series={[
                {
                  id: 'in',
                  label: 'comes in',
                  tone: 'muted',
                  values: data?.points.map((p) => p.producedPerSecond) ?? [],
                },
                {
                  id: 'read',
                  label: 'is read',
                  tone: 'accent',
                  values: data?.points.map((p) => p.consumedPerSecond) ?? [],
                },
              ]}
              format={formatRate}
              loading={!data}
            />
          </Panel>
        </div>
      )}
    </section>
  )
}

/** `36m 40s` in one line: the axis has little room. */
const axisDuration = (ms: number) =>
  formatDuration(ms)
    .replace(/ (?=[a-z])/g, '')
    .replaceAll(' ', '\u00a0')

const TOPIC_TONES = ['info', 'warn', 'muted', 'bad'] as const

function lagSeries(history: LagHistory | undefined): TimeSeries[] {
  if (!history) return []
  const total: TimeSeries = {
    id: 'total',
    label: 'all topics',
    values: history.points.map((p) => numberOf(p.totalLag)),
  }
  if (history.topics.length < 2) return [{ ...total, label: 'lag' }]
  const topics = history.topics.slice(0, TOPIC_TONES.length).map(({ topic, lags }, index): TimeSeries => {
    return { id: `topic ${index}`, label: topic, values: lags.map(numberOf), tone: TOPIC_TONES[index] ?? 'muted' }
  })
  return [total, ...topics]
}

/** For drawing only, where the last digits of a large offset do not show. */
const numberOf = (offset: string | null) => (offset === null ? null : Number(offset))

function topicLegend({ topics, topicsLeftOut }: LagHistory): string {
  const more = topicsLeftOut + Math.max(0, topics.length - TOPIC_TONES.length)
  return `all topics and each${more > 0 ? `, ${more} not drawn` : ''}`
}

function RateLegend() {
  return (
    <>
      records <b className="font-medium text-accent">read</b> and coming in
    </>
  )
}

function Panel({ title, legend, children }: { title: string; legend: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-1 pt-2">
      <h3 className="flex items-baseline gap-2 px-2 pb-1 text-sm font-medium">
        {title} <span className="truncate font-normal text-muted">{legend}</span>
      </h3>
      {children}
    </div>
  )
}

function Chart({
  loading,
  ...props
}: {
  label: string
  times: number[]
  series: TimeSeries[]
  format: (value: number) => string
  loading: boolean
}) {
  if (loading) {
    return (
      <div style={{ height: HEIGHT }} className="p-2">
        <Skeleton className="h-full w-full" />
      </div>
    )
  }
  if (props.times.length > 1 && props.series.every(({ values }) => values.every((value) => value === null))) {
    return (
      <p style={{ height: HEIGHT }} className="flex items-center justify-center pb-3 text-sm text-muted">
        Nothing is committed, so nothing is known.
      </p>
    )
  }
  return <TimeChart {...props} heightPx={HEIGHT} />
}
