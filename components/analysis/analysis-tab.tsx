'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Analysis } from '#lib/contract/analysis.ts'
import { historyPath, pagePaths } from '#lib/page-paths.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { AnalysisFindings } from './analysis-findings.tsx'
import { FormatPanel, HeaderPanel } from './content-panel.tsx'
import { DuplicatesPanel } from './duplicates-panel.tsx'
import { findingsOf } from './findings-of.ts'
import { PartitionPanel } from './partition-panel.tsx'
import { RatePanel } from './rate-panel.tsx'
import { SizePanel } from './size-panel.tsx'
import { SliceBar } from './slice-bar.tsx'
import { sliceWords } from './slice-words.ts'
import { TopKeysPanel } from './top-keys-panel.tsx'
import { type AnalysisState, useAnalysis } from './use-analysis.ts'
import { type SliceState, sliceOf, useSliceState } from './use-slice-state.ts'

/** What is in a slice of the topic: sizes, keys, partitions, duplicates, formats, over time. */
export function AnalysisTab({ cluster, topic }: { cluster: string; topic: string }) {
  const [zone] = useStored(zoneChoice)
  const state = useSliceState()
  const summary = useQuery(topicOptions(cluster, topic))
  const shape = sliceOf(state.query, { zone, now: 0 })
  const asked = 'missing' in shape ? null : JSON.stringify([state.query, zone])
  const running = useAnalysis({ cluster, topic }, asked, (now) => {
    const slice = sliceOf(state.query, { zone, now })
    return 'input' in slice ? slice.input : null
  })
  const { analysis } = running
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <SliceBar
        state={state}
        partitions={summary.data?.partitions}
        running={running.state === 'running' && asked !== null}
        onAgain={running.again}
        onStop={running.stop}
      />
      {'missing' in shape ? (
        <p className="min-h-7 px-4 pb-1 text-muted">{shape.missing}</p>
      ) : (
        <SliceLine analysis={running.stale ? undefined : analysis} state={running.state} />
      )}
      <section
        aria-label="Figures"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto border-t border-line -outline-offset-2"
      >
        {running.error ? (
          <ErrorPanel once what="analyse this slice" error={running.error} onRetry={running.again} />
        ) : null}
        {!analysis && !running.error && asked !== null ? <FiguresSkeleton /> : null}
        {analysis ? (
          <div className={clsx('transition-opacity', running.stale && 'opacity-60')}>
            <Figures analysis={analysis} state={state} at={{ cluster, topic }} done={running.state !== 'running'} />
          </div>
        ) : null}
      </section>
    </div>
  )
}

/** The line of honesty: what the figures stand on. */
function SliceLine({ analysis, state }: { analysis: Analysis | undefined; state: AnalysisState }) {
  if (!analysis) {
    return (
      <p className="flex h-7 items-center px-4 pb-1">
        <Skeleton className="w-72" />
      </p>
    )
  }
  const { text, detail, done, timeLeft, warnings } = sliceWords(analysis, state)
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-4 pb-1 text-muted">
      <b aria-live="polite" className="font-semibold text-ink">
        {text}
      </b>
      {state === 'running' ? (
        <progress
          aria-label="Read of the slice"
          value={done}
          className="h-1.5 w-32 overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      ) : null}
      {timeLeft ? <span>{timeLeft}</span> : null}
      <span className="text-faint">{detail}</span>
      {warnings.map((warning) => (
        <StatusTag key={warning.text} tone={warning.tone} tip={warning.tip}>
          {warning.text}
        </StatusTag>
      ))}
    </div>
  )
}

function Figures({
  analysis,
  state,
  at,
  done,
}: {
  analysis: Analysis
  state: SliceState
  at: { cluster: string; topic: string }
  done: boolean
}) {
  if (analysis.records === 0 && done) {
    return (
      <EmptyState title="No records in this slice">
        The topic is empty, or nothing was written in that time. Choose another range above.
      </EmptyState>
    )
  }
  const { query, set } = state
  return (
    <div className="grid gap-3 p-4 lg:grid-cols-2 [&>*]:min-w-0">
      <div className="lg:col-span-2 empty:hidden">
        <AnalysisFindings findings={findingsOf(analysis)} />
      </div>
      <RatePanel rate={analysis.rate} />
      <div className="flex flex-col gap-3">
        <PartitionPanel {...analysis} />
        <SizePanel title="Size of values" figures={analysis.values} none="All values are null." />
        <FormatPanel {...analysis} />
      </div>
      <div className="flex flex-col gap-3">
        <TopKeysPanel {...analysis} historyHref={(key) => historyPath(at, key)} />
        <SizePanel title="Size of keys" figures={analysis.keys} none="No record has a key." />
        <HeaderPanel {...analysis} />
      </div>
      <div className="lg:col-span-2">
        <DuplicatesPanel
          id={query.id}
          onChange={(id) => void set({ id: id || null })}
          duplicates={analysis.duplicates}
          recordHref={({ partition, offset }) =>
            `${pagePaths.topic(at.cluster, at.topic)}/messages?from=offset&at=${offset}&partition=${partition}&record=${partition}/${offset}`
          }
        />
      </div>
    </div>
  )
}

function FiguresSkeleton() {
  return (
    <div aria-hidden className="grid gap-3 p-4 lg:grid-cols-2">
      {[0, 1, 2, 3, 4].map((panel) => (
        <div
          key={panel}
          className="flex h-52 flex-col gap-3 rounded-lg border border-line bg-surface p-3 first:lg:col-span-2"
        >
          <Skeleton className="w-32" />
          <Skeleton className="w-full" />
          <Skeleton className="w-3/4" />
          <Skeleton className="w-1/2" />
        </div>
      ))}
    </div>
  )
}
