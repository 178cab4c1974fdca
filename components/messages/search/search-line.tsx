'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Coverage } from '#lib/contract/messages.ts'
import type { SearchEstimate, SearchProgress } from '#lib/contract/search.ts'
import { formatByteRate, formatBytes, formatCompact, formatCount, formatRate, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { coverageNotes } from '../coverage-text.ts'
import { Histogram } from '../histogram.tsx'
import { isMistake, type SearchSnapshot } from './search-snapshot.ts'
import { coverageWords, estimateWords } from './search-words.ts'

const CoverageDialog = dynamic(() => import('./coverage-dialog.tsx').then((module) => module.CoverageDialog), {
  ssr: false,
})

/** The line of honesty of a search: what it will read, what it is doing, what it covered, and how it goes on. */
export function SearchLine({
  snapshot,
  estimate,
  forward,
  onRun,
  onCancel,
}: {
  snapshot: SearchSnapshot
  estimate: SearchEstimate | undefined
  forward: boolean
  onRun: () => void
  onCancel: () => void
}) {
  const [details, setDetails] = useState(false)
  const { state, rows, progress, coverage, error, more } = snapshot
  const reachedAt = rows.at(-1)?.timestamp ?? -1
  const running = state === 'running'
  const mistake = isMistake(snapshot)
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-4 pb-1 text-muted tabular-nums">
      {state === 'idle' ? (
        <>
          <span>
            {estimate ? `This search reads ${estimateWords(estimate)}.` : 'Working out what this search reads …'}
          </span>
          <Button size="small" look="primary" onClick={onRun}>
            Start
          </Button>
        </>
      ) : null}
      {running ? <Running progress={progress} estimate={estimate} matches={rows.length} /> : null}
      {running ? (
        <Button size="small" onClick={onCancel}>
          Cancel
        </Button>
      ) : null}
      {!running && coverage ? (
        <output className="contents">
          <b className="font-semibold text-ink">{coverageWords(coverage, rows.length)}</b>
          {rows.length > 0 && reachedAt >= 0 && !coverage.complete ? (
            <span>
              {forward ? 'up to' : 'back to'} <ClockTime at={reachedAt} />
            </span>
          ) : null}
          <span className="text-faint">
            {formatBytes(coverage.bytes)} · {formatDuration(coverage.elapsedMs)}
          </span>
        </output>
      ) : null}
      {state === 'cancelled' ? (
        <output>
          {coverage ? 'Going on was cancelled' : 'Cancelled'}
          {progress
            ? ` after ${plural(progress.records, 'record')} (${percent(progress.fraction)} of the range)`
            : ''}:{' '}
          {plural(rows.length, 'match', 'matches')}
        </output>
      ) : null}
      {state === 'failed' && error && !mistake ? <span className="text-bad">{error.message}</span> : null}
      {!running && coverage
        ? coverageNotes([withoutFailed(coverage)]).map((note) => (
            <StatusTag key={note.text} tone={note.tone} tip={note.tip}>
              {note.text}
            </StatusTag>
          ))
        : null}
      {!running && state !== 'idle' && more ? (
        <Button size="small" onClick={onRun}>
          Continue
        </Button>
      ) : null}
      {!running && state === 'failed' && !more && !mistake ? (
        <Button size="small" onClick={onRun}>
          Try again
        </Button>
      ) : null}
      {!running && coverage ? (
        <Button size="small" look="quiet" onClick={() => setDetails(true)}>
          What was searched
        </Button>
      ) : null}
      <Histogram rows={rows} />
      {details && coverage ? (
        <CoverageDialog coverage={coverage} shown={rows.length} onClose={() => setDetails(false)} />
      ) : null}
    </div>
  )
}

function Running({
  progress,
  estimate,
  matches,
}: {
  progress: SearchProgress | null
  estimate: SearchEstimate | undefined
  matches: number
}) {
  const fraction = progress?.fraction ?? 0
  return (
    <>
      <progress
        aria-label="Searched"
        max={1}
        value={fraction}
        className="h-1.5 w-28 shrink-0 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
      {progress && progress.waitingFor > 0 ? (
        <span>Waiting for {plural(progress.waitingFor, 'other search', 'other searches')}</span>
      ) : (
        <span>
          <b className="font-semibold text-ink">{formatCount(progress?.records ?? 0)}</b>
          {estimate ? ` of up to ${formatCompact(estimate.records)}` : ''} records looked at ·{' '}
          <b className="font-semibold text-ink">{plural(matches, 'match', 'matches')}</b>
        </span>
      )}
      {progress ? (
        <span className="text-faint">
          {formatRate(progress.recordsPerSecond)} · {formatByteRate(progress.bytesPerSecond)}
          {progress.timeLeftMs === null ? '' : ` · ${formatDuration(progress.timeLeftMs)} left`}
        </span>
      ) : estimate ? (
        <span className="text-faint">{estimateWords(estimate)}</span>
      ) : null}
    </>
  )
}

/** The sentence says it. */
const withoutFailed = (coverage: Coverage): Coverage => ({
  ...coverage,
  notes: coverage.notes.filter((note) => note !== 'filterFailed'),
})

const percent = (fraction: number) => `${Math.floor(fraction * 100)} %`
