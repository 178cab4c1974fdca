'use client'

import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts'
import { formatAbsolute, formatClock } from '#lib/format/times.ts'
import { zone } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import type { TimeChartProps, TimeSeries } from './time-chart.tsx'

const colourOf = (series: TimeSeries) => `var(--${series.tone ?? 'accent'})`
const tick = { fontSize: 11, fill: 'var(--faint)' }

const SHORT_MS = 600_000

export function TimePlot({ label, times, series, format, bare = false }: TimeChartProps) {
  const [timeZone] = useStored(zone)
  // Under some minutes the minute alone would stand under several ticks.
  const short = (times.at(-1) ?? 0) - (times[0] ?? 0) < SHORT_MS
  const data = times.map((at, index) => ({
    at,
    ...Object.fromEntries(series.map(({ id, values }) => [id, values[index] ?? null])),
  }))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart
        data={data}
        title={label}
        margin={bare ? { top: 4, right: 0, bottom: 0, left: 0 } : { top: 6, right: 8, bottom: 0, left: 0 }}
      >
        {bare ? null : <CartesianGrid vertical={false} stroke="var(--line)" />}
        <XAxis
          hide={bare}
          dataKey="at"
          type="number"
          scale="time"
          domain={['dataMin', 'dataMax']}
          tickFormatter={(at: number) => formatClock(at, timeZone).slice(0, short ? 8 : 5)}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          minTickGap={48}
        />
        <YAxis
          hide={bare}
          width={56}
          tick={tick}
          tickLine={false}
          axisLine={false}
          tickFormatter={format}
          domain={[0, 'auto']}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={(tooltip) => <Readout {...tooltip} series={series} format={format} zone={timeZone} />}
        />
        {series.map((line) => (
          <Area
            key={line.id}
            dataKey={line.id}
            type="linear"
            isAnimationActive={false}
            stroke={colourOf(line)}
            strokeWidth={1.5}
            fill={colourOf(line)}
            fillOpacity={series.length === 1 ? 0.12 : 0}
            dot={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  )
}

function Readout({
  active,
  payload,
  label,
  series,
  format,
  zone: timeZone,
}: Pick<TooltipContentProps, 'active' | 'payload' | 'label'> &
  Pick<TimeChartProps, 'series' | 'format'> & { zone: 'local' | 'utc' }) {
  if (!active || typeof label !== 'number') return null
  return (
    <div className="rounded-md bg-ink px-2 py-1 text-sm text-bg">
      <p className="opacity-75">{formatAbsolute(label, timeZone)}</p>
      {series.map((line) => {
        const value = payload.find((entry) => entry.dataKey === line.id)?.value
        return (
          <p key={line.id}>
            {line.label} <b className="font-semibold">{typeof value === 'number' ? format(value) : 'not known'}</b>
          </p>
        )
      })}
    </div>
  )
}
