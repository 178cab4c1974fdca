'use client'

import { type ReactNode, useSyncExternalStore } from 'react'
import { clock } from '#components/ui/clock.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import { failedShortly, filterVerdict } from '#lib/format/filter-words.ts'
import { formatCount, formatRate, plural } from '#lib/format/numbers.ts'
import { connectionWords } from './connection-words.ts'
import { ActivityBars } from './activity-bars.tsx'
import { Sparkline } from './sparkline.tsx'
import type { TailSnapshot } from './tail-store.ts'

const CATCH_UP_SKIP_MS = 10_000

/** One line of honesty: how the stream is, how much comes, what was left out. */
export function LiveLine({
  snapshot,
  several,
  children,
  onRetry,
  onSkip,
}: {
  snapshot: TailSnapshot
  /** Whether there are several topics. */
  several: boolean
  /** Where to go on from here. */
  children?: ReactNode
  onRetry: () => void
  onSkip: () => void
}) {
  const now = useSyncExternalStore(clock.subscribe, clock.now, () => 0)
  const { connection, rate, activity, received, scanned, dropped, throttled, heldBack, behindMs } = snapshot
  const { sample, sampledOut } = snapshot
  const failed = failedShortly(snapshot.filterFailures)
  const { tone, text, tip } = connectionWords(snapshot, now)
  // What is refused stands where the records would be, if there are none.
  const told = connection.kind === 'refused' && !snapshot.rows?.length
  const why = connection.kind === 'waiting' ? connection.why : 'text' in connection && !told ? connection.text : null
  const stopped = connection.kind === 'waiting' || connection.kind === 'refused' || connection.kind === 'ended'
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 pb-1 text-muted tabular-nums">
      <output>
        <StatusTag tone={tone} tip={tip}>
          {text}
        </StatusTag>
      </output>
      {why === null ? null : <span>{why}</span>}
      {stopped ? (
        <Button size="small" onClick={onRetry}>
          {connection.kind === 'ended' ? 'Start again' : 'Try now'}
        </Button>
      ) : null}
      {connection.kind === 'catchingUp' && behindMs > CATCH_UP_SKIP_MS ? (
        <Button size="small" data-tip="Leave out what lies between and show what is newest" onClick={onSkip}>
          Skip to now
        </Button>
      ) : null}
      <span className="flex items-center gap-2">
        <Sparkline values={snapshot.history} label="Records per second over the last minute" />
        <b className="font-semibold text-ink">{formatRate(rate)}</b>
        <ActivityBars rates={activity} of={several ? 'topic' : 'partition'} />
      </span>
      <span data-tip="Since this page was opened, the first few from before it included">
        {plural(received, 'record')}
        {scanned > received ? ` of ${formatCount(scanned)} looked at` : ''}
      </span>
      {dropped > 0 ? (
        <StatusTag tone="warn" tip="They arrived faster than this page took them. They are in the topic: see Messages.">
          {formatCount(dropped)} left out
        </StatusTag>
      ) : null}
      {sampledOut > 0 ? (
        <StatusTag
          tone={sample > 1 ? 'warn' : 'idle'}
          tip={`More came than can be shown: ${formatCount(sampledOut)} were left out evenly. A filter lets through less; Reading can switch this off.`}
        >
          {sample > 1 ? `1 of ${formatCount(sample)} shown` : `${formatCount(sampledOut)} left out as 1 of N`}
        </StatusTag>
      ) : null}
      {failed === null ? null : (
        <StatusTag tone="warn" tip={filterVerdict(snapshot.filterFailures)?.text ?? ''}>
          {failed}
        </StatusTag>
      )}
      {throttled ? (
        <StatusTag tone="warn" tip="All live streams of this cluster together read as much as they may per second.">
          Slowed down by the limit
        </StatusTag>
      ) : null}
      {heldBack > 0n ? (
        <span data-tip="A transaction was open when this began: its records are shown once it is committed.">
          {formatCount(heldBack)} held back by an open transaction
        </span>
      ) : null}
      {children ? <span className="ml-auto flex gap-2">{children}</span> : null}
    </div>
  )
}
