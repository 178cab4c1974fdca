import { TimeChart } from '#components/charts/time-chart.tsx'
import type { RateFigures } from '#lib/contract/analysis.ts'
import { formatByteRate, formatRate } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { Panel } from './panel.tsx'

/** When the records were written. */
export function RatePanel({ rate }: { rate: RateFigures }) {
  const perSecond = (value: number) => value / (rate.stepMs / 1000)
  const span = rate.times.length * rate.stepMs
  const bytes = rate.bytes.reduce((sum, value) => sum + value, 0)
  return (
    <Panel
      title="Rate over time"
      className="lg:col-span-2"
      note={
        rate.times.length === 0
          ? 'no record has a time'
          : `by the records’ own times, in steps of ${formatDuration(rate.stepMs)} · ${formatByteRate(bytes / (span / 1000))} on average`
      }
    >
      {rate.times.length === 0 ? null : (
        <div className="px-1">
          <TimeChart
            label="Records per second over time"
            times={rate.times}
            series={[{ id: 'rate', label: 'records', values: rate.counts.map(perSecond) }]}
            format={formatRate}
            heightPx={150}
          />
        </div>
      )}
    </Panel>
  )
}
