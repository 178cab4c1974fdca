'use client'

import { PageHeader } from '#components/app-shell/page-header.tsx'
import { LazyRecordPanel } from '#components/messages/lazy-record-panel.tsx'
import { Lanes } from '#components/timeline/lanes.tsx'
import { FilterFailed } from '#components/messages/search/filter-failed.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { Message } from '#lib/contract/messages.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { formatAbsolute } from '#lib/format/times.ts'
import { type Story, stepId, storyOf } from './story.ts'
import { StoryList } from './story-list.tsx'
import { TraceBar } from './trace-bar.tsx'
import { TraceLine } from './trace-line.tsx'
import { storyText } from './trace-words.ts'
import { type RunningTrace, useTrace } from './use-trace.ts'
import { openTraceRecord, traceInputOf, useTraceState } from './use-trace-state.ts'

/** One id over many topics: where it went, when, and what it was there. */
export function TracePage({ cluster }: { cluster: string }) {
  const state = useTraceState()
  const { query, set } = state
  const { record, ...rest } = query
  const asked = traceInputOf(query, 0) === null ? null : JSON.stringify(rest)
  const trace = useTrace(cluster, asked, (now) => traceInputOf(query, now))
  const story = storyOf(trace.messages)
  const open = openTraceRecord(record)
  const show = (message: Message) => void set({ record: stepId(message) })
  return (
    <>
      <PageHeader
        title="Trace"
        facts={story.steps.length > 0 ? <span aria-live="polite">{storyText(story)}</span> : null}
      />
      <TraceBar
        state={state}
        running={asked !== null && trace.state === 'running'}
        onStop={trace.stop}
        onAgain={trace.again}
      />
      {asked === null ? null : <TraceLine trace={trace} />}
      <div className="flex min-h-0 flex-1">
        <section
          aria-label="Timeline"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
          tabIndex={0}
          className="min-w-0 flex-1 overflow-y-auto border-t border-line px-4 py-3 -outline-offset-2"
        >
          {trace.error ? (
            <ErrorPanel once what="follow this through the topics" error={trace.error} onRetry={trace.again} />
          ) : null}
          <Nothing asked={asked !== null} trace={trace} />
          {story.steps.length > 0 ? (
            <>
              <Picture story={story} chosen={open ? stepId(open) : null} onChoose={show} />
              <StoryList story={story} chosen={open ? stepId(open) : null} onChoose={show} />
            </>
          ) : null}
        </section>
        {open ? (
          <LazyRecordPanel
            key={stepId(open)}
            at={{ cluster, topic: open.topic }}
            place={open}
            row={trace.messages.find((message) => stepId(message) === stepId(open))}
            formats={{}}
            onClose={() => void set({ record: null })}
            onOpen={show}
            onProduce={() => undefined}
            whyNotProduce="Open the record in its topic to produce it again."
          />
        ) : null}
      </div>
    </>
  )
}

function Picture({
  story,
  chosen,
  onChoose,
}: {
  story: Story
  chosen: string | null
  onChoose: (message: Message) => void
}) {
  const [zone] = useStored(zoneChoice)
  if (story.steps.length < 2) return null
  return (
    <Lanes
      lanes={story.lanes}
      points={story.steps.map(({ id, message }) => ({
        id,
        lane: message.topic,
        at: message.timestamp,
        tip: `${message.topic} ${message.partition} / ${message.offset}\n${formatAbsolute(message.timestamp, zone)}`,
      }))}
      chosen={chosen}
      onChoose={(id) => {
        const step = story.steps.find((one) => one.id === id)
        if (step) onChoose(step.message)
      }}
    />
  )
}

function Nothing({ asked, trace }: { asked: boolean; trace: RunningTrace }) {
  if (!asked) {
    return (
      <EmptyState title="Follow something through the topics">
        Type an id that records have in common: an order number anywhere in them, a correlation header, a key. Or open a
        record and choose “Same trace”. You see where it went, when, and what became of it.
      </EmptyState>
    )
  }
  if (trace.messages.length > 0 || trace.state === 'failed') return null
  if (trace.state === 'running') {
    return (
      <div aria-hidden className="flex flex-col gap-4 pt-2">
        <Skeleton className="h-28 w-full" />
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} className="w-2/3" />
        ))}
      </div>
    )
  }
  const failures = [...trace.topics.values()].map(({ coverage }) => coverage?.filterFailures)
  const verdict = filterVerdict(mergeFilterFailures(failures))
  if (verdict?.kind === 'failed') return <FilterFailed instead verdict={verdict} />
  return (
    <EmptyState title={trace.done?.complete ? 'Nothing bears this id' : 'Not found so far'}>
      {trace.done?.complete
        ? 'All of the chosen topics were read whole in this time. Upper and lower case differ; choose a longer time or other topics.'
        : 'Not everything was read: see above what is missing, and read on.'}
    </EmptyState>
  )
}
