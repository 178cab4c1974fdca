import type { ReplayJob } from '#lib/contract/replays.ts'
import { formatBytes, formatCount, formatRate } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { ReplayStateTag } from './replay-state-tag.tsx'

/** How far a replay is: a bar, the counts, the rate and the time left; what it waits for where it waits. */
export function ReplayProgress({ job }: { job: ReplayJob }) {
  const { selected, sent, skipped, failed, remaining, rate } = job
  const share = (count: number) => `${selected === 0 ? 0 : (count / selected) * 100}%`
  const leftMs = rate !== null && rate > 0 ? (remaining / rate) * 1000 : null
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3">
        <ReplayStateTag state={job.state} />
        <span className="text-muted tabular-nums" aria-live="polite">
          <b className="font-semibold text-ink">{formatCount(sent)}</b> of {formatCount(selected)} sent
          {skipped > 0 ? `, ${formatCount(skipped)} left out as planned` : ''}
          {failed > 0 ? `, ${formatCount(failed)} failed` : ''}
          {remaining > 0 ? `, ${formatCount(remaining)} to go` : ''}
        </span>
      </div>
      <div aria-hidden className="flex h-2 overflow-hidden rounded-sm bg-line">
        <span className="bg-accent transition-[width] duration-200" style={{ width: share(sent) }} />
        <span className="bg-field transition-[width] duration-200" style={{ width: share(skipped) }} />
        <span className="bg-bad transition-[width] duration-200" style={{ width: share(failed) }} />
      </div>
      <p className="text-sm text-muted tabular-nums">
        {formatBytes(job.bytes)}
        {job.state === 'running' && rate !== null ? ` · ${formatRate(rate)}` : ''}
        {job.state === 'running' && leftMs !== null && remaining > 0 ? ` · about ${formatDuration(leftMs)} left` : ''}
        {job.endedAt === null ? '' : ` · took ${formatDuration(job.endedAt - job.startedAt)}`}
      </p>
      {job.problem ? (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {job.problem}
        </p>
      ) : null}
    </div>
  )
}
