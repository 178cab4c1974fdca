'use client'

import dynamic from 'next/dynamic'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** One line of a chart: a value for each of the chart's times, null where nothing is known. */
export interface TimeSeries {
  id: string
  label: string
  values: readonly (number | null)[]
  /** The accent where nothing is said. */
  tone?: 'accent' | 'info' | 'warn' | 'bad' | 'muted'
}

export interface TimeChartProps {
  /** What the chart shows, for those who do not see it. */
  label: string
  /** Milliseconds since the epoch, ascending. */
  times: readonly number[]
  series: readonly TimeSeries[]
  format: (value: number) => string
  heightPx?: number
  /** Without axes, for a figure's background. */
  bare?: boolean
}

const Plot = dynamic(() => import('./time-plot.tsx').then((module) => module.TimePlot), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
})

/** Values over time. The chart library is loaded when the first chart is shown. */
export function TimeChart({ heightPx = 90, ...props }: TimeChartProps) {
  return (
    <div style={{ height: heightPx }}>
      {props.times.length < 2 ? (
        <p className="flex h-full items-center justify-center text-sm text-faint">
          The line starts as soon as there are two readings.
        </p>
      ) : (
        <Plot {...props} />
      )}
    </div>
  )
}
