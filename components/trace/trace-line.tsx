'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { TraceTopic } from '#lib/contract/trace.ts'
import { formatBytes, formatCompact, formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { traceWarnings } from './trace-words.ts'
import type { RunningTrace } from './use-trace.ts'

/** The line of honesty: which topics were read, how far, and what is missing; each topic in detail below it. */
export function TraceLine({ trace }: { trace: RunningTrace }) {
  const [open, setOpen] = useState(false)
  const topics = [...trace.topics.values()]
  const read = topics.filter(({ state }) => state === 'done').length
  const records = topics.reduce((sum, topic) => sum + topic.records, 0)
  const bytes = topics.reduce((sum, { coverage }) => sum + (coverage?.bytes ?? 0), 0)
  const running = trace.state === 'running'
  const fraction = topics.reduce((sum, topic) => sum + topic.fraction, 0) / Math.max(1, topics.length)
  return (
    <div className="px-4 pb-1.5">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-0.5 text-muted">
        <span>
          <b className="font-semibold text-ink">{plural(topics.length, 'topic')}</b>
          {running ? `, ${formatCount(read)} of them read` : trace.done?.complete ? ' read whole' : ''}
        </span>
        {running ? (
          <progress
            aria-label="Read of all topics"
            value={fraction}
            className="h-1.5 w-32 overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
          />
        ) : null}
        <span className="text-faint">
          {formatCompact(records)} records{bytes > 0 ? `, ${formatBytes(bytes)}` : ''} in{' '}
          {formatDuration(trace.elapsedMs)}
        </span>
        <Button size="small" look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Less' : 'Each topic'}
        </Button>
        {traceWarnings(topics, trace.leftOut, trace.state).map((warning) => (
          <StatusTag key={warning.text} tone={warning.tone} tip={warning.tip}>
            {warning.text}
          </StatusTag>
        ))}
        {!running && trace.tokens.length > 0 ? (
          <Button size="small" onClick={trace.readOn}>
            Read on
          </Button>
        ) : null}
      </div>
      {open ? <TopicTable topics={topics} /> : null}
    </div>
  )
}

const CELL = 'border-t border-line px-3 py-1'

function TopicTable({ topics }: { topics: readonly TraceTopic[] }) {
  return (
    <section
      aria-label="What was read of each topic"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
      tabIndex={0}
      className="mt-1 max-h-64 overflow-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full" aria-label="What was read of each topic">
        <thead>
          <tr className="text-left text-sm text-muted">
            <th className="px-3 py-1 font-medium">Topic</th>
            <th className="px-3 py-1 text-right font-medium">Found</th>
            <th className="px-3 py-1 text-right font-medium">Records read</th>
            <th className="px-3 py-1 font-medium">Coverage</th>
          </tr>
        </thead>
        <tbody>
          {topics.map((topic) => (
            <tr key={topic.topic}>
              <td className={`${CELL} font-mono text-sm`}>{topic.topic}</td>
              <td className={`${CELL} text-right`}>{formatCount(topic.matched)}</td>
              <td className={`${CELL} text-right`}>{formatCount(topic.records)}</td>
              <td className={CELL}>
                <TopicState topic={topic} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const STOPPED: Record<string, string> = {
  limit: 'the limit of matches was reached',
  maxSeconds: 'the time was up',
  maxBytes: 'the limit of bytes was reached',
  maxRecords: 'the limit of records was reached',
  cancelled: 'stopped',
}

function TopicState({ topic: { state, coverage, problem, fraction } }: { topic: TraceTopic }) {
  if (state === 'waiting') return <span className="text-muted">waits for its turn</span>
  if (state === 'reading') return <span className="text-muted">{Math.floor(fraction * 100)} % read</span>
  if (state === 'notRead') return <StatusTag tone="warn">not read: the time was up</StatusTag>
  if (state === 'failed') return <StatusTag tone="bad">{problem ?? 'could not be read'}</StatusTag>
  if (coverage?.complete) return <StatusTag tone="ok">whole</StatusTag>
  const stopped = coverage ? STOPPED[coverage.stoppedBecause] : undefined
  if (stopped) return <StatusTag tone="warn">{stopped}</StatusTag>
  const odd = coverage?.partitions.filter(({ reason }) => !['complete', 'empty', 'keyElsewhere'].includes(reason)) ?? []
  return (
    <StatusTag tone="warn">
      {odd.map(({ partition, reason }) => `partition ${partition}: ${reason}`).join(', ') || 'not whole'}
    </StatusTag>
  )
}
