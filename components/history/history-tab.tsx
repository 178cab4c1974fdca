'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import { topicOptions } from '#lib/queries/topics.ts'
import { HistoryBar } from './history-bar.tsx'
import { historyText, historyWarnings } from './history-words.ts'
import { keySearchOf, useHistoryState } from './use-history-state.ts'
import { type KeyHistory, useKeyHistory } from './use-key-history.ts'
import { useMoment } from './use-moment.ts'
import { versionsOf } from './versions.ts'

// What shows versions is loaded when there are some.
const VersionList = dynamic(async () => (await import('./version-list.tsx')).VersionList, {
  ssr: false,
  loading: () => <ListSkeleton />,
})
const StatePanel = dynamic(async () => (await import('./state-panel.tsx')).StatePanel, {
  ssr: false,
  loading: () => (
    <div aria-busy className="w-[min(520px,45%)] shrink-0 border-t border-l border-line bg-surface max-lg:hidden" />
  ),
})

/** All records of one key in their order, what changed between them, and what its state was at a moment. */
export function HistoryTab({ cluster, topic }: { cluster: string; topic: string }) {
  const at = { cluster, topic }
  const state = useHistoryState()
  const { query, set } = state
  const search = keySearchOf(query)
  const history = useKeyHistory(at, search)
  const summary = useQuery(topicOptions(cluster, topic))
  const versions = versionsOf(history.messages, history.next !== null || history.state !== 'done')
  const shown = useMoment(at, { state, history })
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <HistoryBar
        state={state}
        running={search !== null && history.state === 'running'}
        onStop={history.stop}
        onAgain={history.again}
      />
      {search === null ? null : <HistoryLine history={history} cleanupPolicy={summary.data?.cleanupPolicy ?? null} />}
      <div className="flex min-h-0 flex-1 max-lg:flex-col max-lg:overflow-y-auto">
        <section
          aria-label="Key history"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll by keyboard too
          tabIndex={0}
          className="min-w-0 flex-1 overflow-y-auto border-t border-line -outline-offset-2 max-lg:flex-none max-lg:overflow-visible"
        >
          {history.error ? (
            <ErrorPanel once what="read the history of this key" error={history.error} onRetry={history.again} />
          ) : null}
          <Nothing search={search !== null} history={history} />
          {search !== null && history.state === 'running' && versions.length === 0 ? <ListSkeleton /> : null}
          {versions.length > 0 ? (
            <VersionList
              at={at}
              versions={versions}
              chosen={shown.message ? `${shown.message.partition}/${shown.message.offset}` : null}
              onChoose={({ partition, offset }) => void set({ version: `${partition}/${offset}`, moment: null })}
            />
          ) : null}
          {history.next !== null && history.state !== 'running' ? (
            <p className="px-4 pb-4">
              <Button onClick={history.readOn}>Older versions</Button>
            </p>
          ) : null}
        </section>
        {shown.message ? (
          <StatePanel
            key={`${shown.message.partition}/${shown.message.offset}`}
            at={at}
            title={shown.title}
            message={shown.message}
            heldMs={shown.heldMs}
          />
        ) : null}
        {shown.nothing ? (
          <aside className="w-[min(520px,45%)] shrink-0 border-t border-l border-line bg-surface px-4 py-3 max-lg:w-full">
            <h2 className="font-semibold">{shown.title}</h2>
            <p className="mt-1 text-muted">{shown.nothing}</p>
          </aside>
        ) : null}
      </div>
    </div>
  )
}

function HistoryLine({ history, cleanupPolicy }: { history: KeyHistory; cleanupPolicy: string | null }) {
  const { text, detail } = historyText(history)
  const { progress, state } = history
  const partitioner = history.coverage.at(-1)?.partitioner
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-4 pb-1 text-muted">
      <b aria-live="polite" className="font-semibold text-ink">
        {text}
      </b>
      {state === 'running' ? (
        <progress
          aria-label="Searched"
          value={progress?.fraction ?? 0}
          className="h-1.5 w-32 overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
      ) : null}
      <span className="text-faint">{detail}</span>
      {partitioner ? <span className="text-faint">{partitioner}</span> : null}
      {historyWarnings(history, cleanupPolicy).map((warning) => (
        <StatusTag key={warning.text} tone={warning.tone} tip={warning.tip}>
          {warning.text}
        </StatusTag>
      ))}
    </div>
  )
}

function Nothing({ search, history: { messages, state, next } }: { search: boolean; history: KeyHistory }) {
  if (!search) {
    return (
      <EmptyState title="Whose history?">
        Type a key above, or follow “History of this key” in a record: you see all of its versions, what changed from
        one to the next, and what its state was at any moment.
      </EmptyState>
    )
  }
  if (messages.length > 0 || state === 'running' || state === 'failed') return null
  return (
    <EmptyState title={next === null ? 'No record has this key' : 'Not found so far'}>
      A key counts only as a whole, and upper and lower case differ. If it was written by another partitioner, look in
      all partitions.
    </EmptyState>
  )
}

function ListSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4 px-10 py-4">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} className={index % 2 === 0 ? 'w-96 max-w-full' : 'w-64'} />
      ))}
    </div>
  )
}
