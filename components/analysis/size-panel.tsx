import type { SizeFigures } from '#lib/contract/analysis.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { Panel } from './panel.tsx'
import { percent } from './percent.ts'

/** How large keys or values are. */
export function SizePanel({ title, figures, none }: { title: string; figures: SizeFigures; none: string }) {
  if (figures.count === 0) {
    return (
      <Panel title={title}>
        <p className="px-3 pb-2 text-muted">{none}</p>
      </Panel>
    )
  }
  const all = figures.count + figures.nulls
  const note = [
    figures.nulls > 0 ? `${percent(figures.nulls, all)} null` : 'none null',
    figures.empty > 0 ? `${percent(figures.empty, all)} empty` : null,
    `${formatBytes(figures.totalBytes)} in total`,
  ]
  return (
    <Panel title={title} note={note.filter(Boolean).join(' · ')}>
      <div className="flex items-stretch gap-4 px-3 max-sm:flex-col">
        <Histogram figures={figures} label={title} />
        <dl className="grid shrink-0 grid-cols-[auto_auto] content-start gap-x-4 gap-y-0.5 sm:border-l sm:border-line sm:pl-4">
          <Figure name="smallest" bytes={figures.min} />
          <Figure name="mean" bytes={figures.totalBytes / figures.count} />
          <Figure name="half up to" bytes={figures.p50} tip="50th percentile" />
          <Figure name="90 % up to" bytes={figures.p90} tip="90th percentile" />
          <Figure name="99 % up to" bytes={figures.p99} tip="99th percentile" />
          <Figure name="99.9 % up to" bytes={figures.p999} tip="99.9th percentile" />
          <Figure name="largest" bytes={figures.max} />
        </dl>
      </div>
    </Panel>
  )
}

function Figure({ name, bytes, tip }: { name: string; bytes: number; tip?: string }) {
  return (
    <>
      <dt className="text-muted" data-tip={tip ? `${tip}, at most 3 % too large` : undefined}>
        {name}
      </dt>
      <dd className="text-right tabular-nums" data-tip={`${formatCount(Math.round(bytes))} bytes`}>
        {formatBytes(Math.round(bytes))}
      </dd>
    </>
  )
}

function Histogram({ figures: { histogram, count }, label }: { figures: SizeFigures; label: string }) {
  const most = Math.max(1, ...histogram.map((step) => step.count))
  const every = Math.max(1, Math.ceil(histogram.length / 8))
  return (
    <figure aria-label={`Histogram: ${label}`} className="flex h-40 min-w-0 flex-1 items-end gap-0.5 pt-3">
      <figcaption className="sr-only">
        {histogram.map((step) => `${percent(step.count, count)} up to ${formatBytes(step.upTo)}`).join(', ')}
      </figcaption>
      {histogram.map((step, index) => (
        <div
          key={step.upTo}
          className="flex h-full max-w-16 min-w-0 flex-1 flex-col justify-end"
          data-tip={`${plural(step.count, 'record')} of at most ${formatBytes(step.upTo)}\n${percent(step.count, count)}`}
        >
          <div
            className="rounded-t-sm bg-accent"
            style={{ height: `${(step.count / most) * 100}%`, minHeight: step.count > 0 ? 2 : 0 }}
          />
          <div className="h-5 overflow-visible border-t border-line-strong pt-0.5 text-center text-xs whitespace-nowrap text-faint">
            {index % every === 0 ? shortBytes(step.upTo + 1) : ''}
          </div>
        </div>
      ))}
    </figure>
  )
}

/** Powers of two as people write them: `512`, `4k`, `1M`. */
function shortBytes(bytes: number): string {
  if (bytes < 1024) return String(bytes)
  return bytes < 1 << 20 ? `${bytes / 1024}k` : `${bytes / (1 << 20)}M`
}
