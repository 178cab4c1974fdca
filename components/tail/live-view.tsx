'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { LazyRecordPanel } from '#components/messages/lazy-record-panel.tsx'
import type { ProduceDraft } from '#components/messages/produce-draft.ts'
import { openRecord } from '#components/messages/use-messages-state.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { filterVerdict, isUrgent } from '#lib/format/filter-words.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { LiveBar } from './live-bar.tsx'
import { LiveFilters } from './live-filters.tsx'
import { LiveLine } from './live-line.tsx'
import { LiveNotices } from './live-notices.tsx'
import { recordId } from './record-id.ts'
import { searchLink } from './search-link.ts'
import { usePauseKey } from './use-pause-key.ts'
import { type LiveState, useTail } from './use-live-state.ts'

const ProduceDialog = dynamic(
  () => import('#components/messages/produce-dialog.tsx').then((module) => module.ProduceDialog),
  { ssr: false },
)

// The table is there long before the first record; it need not be part of the first load.
const LiveList = dynamic(() => import('./live-list.tsx').then((module) => module.LiveList), {
  ssr: false,
  loading: () => <div className="min-w-0 flex-1 border-t border-line" />,
})
const FilterFailed = dynamic(
  () => import('#components/messages/search/filter-failed.tsx').then((module) => module.FilterFailed),
  { ssr: false },
)

/** The records of one or several topics as they arrive, and the open one beside them. */
export function LiveView({
  cluster,
  topics,
  state,
  links,
}: {
  cluster: string
  topics: readonly string[]
  state: LiveState
  /** Other ways on from here. */
  links?: ReactNode
}) {
  const { query, set } = state
  const several = topics.length > 1
  const [only = ''] = topics
  const { tail, snapshot } = useTail({ cluster, topics }, query)
  const summary = useQuery({ ...topicOptions(cluster, only), enabled: !several })
  const whyNot = useWhyNot(cluster, 'record.produce', only)
  const [draft, setDraft] = useState<{ topic: string; draft: ProduceDraft | undefined } | null>(null)
  const [finer, setFiner] = useState(() => [query.key, query.header, query.filter].some((term) => term !== ''))
  const open = placeOf(query.record, topics)
  const setPaused = (paused: boolean) => tail.setPaused(paused)
  usePauseKey(() => setPaused(!snapshot.paused))
  const show = (message: Message) => {
    // A row that is read should not move away.
    setPaused(true)
    void set({ record: recordId(message, several) })
  }

  const rows = snapshot.rows ?? []
  const verdict = filterVerdict(snapshot.filterFailures)
  const failed = isUrgent(verdict, rows.length) ? (
    <FilterFailed
      instead={rows.length === 0}
      verdict={verdict}
      onUse={(filter) => void set({ filter, record: null })}
      onShow={({ topic, partition, offset }) =>
        void set({ record: several ? `${topic}/${partition}/${offset}` : `${partition}/${offset}` })
      }
    />
  ) : null

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
        <LiveBar
          state={state}
          partitions={several ? null : summary.data?.partitions}
          finer={finer}
          snapshot={snapshot}
          onFiner={setFiner}
          onPause={setPaused}
          onClear={() => tail.clear()}
        />
        {several ? null : (
          <Button className="ml-auto" blocked={whyNot} onClick={() => setDraft({ topic: only, draft: undefined })}>
            Produce
          </Button>
        )}
      </div>
      {finer ? <LiveFilters state={state} /> : null}
      <LiveLine snapshot={snapshot} several={several} onRetry={() => tail.retry()} onSkip={() => tail.skipToNow()}>
        {several ? null : (
          <ButtonLink
            size="small"
            look="quiet"
            href={searchLink({ cluster, topic: only }, query)}
            data-tip="What came before, filtered like this, newest first"
          >
            Search back
          </ButtonLink>
        )}
        {links}
      </LiveLine>
      {rows.length > 0 ? failed : null}
      <LiveNotices notices={snapshot.notices} onDismiss={(id) => tail.dismiss(id)} />
      <div className="flex min-h-0 flex-1">
        <LiveList
          snapshot={snapshot}
          query={query}
          several={several}
          selected={open ? query.record : undefined}
          failed={rows.length === 0 ? failed : null}
          onOpen={show}
          onPause={setPaused}
        />
        {open ? (
          <LazyRecordPanel
            key={query.record}
            at={{ cluster, topic: open.topic }}
            place={open}
            row={snapshot.rows?.find((row) => recordId(row, several) === query.record)}
            formats={{ keyFormat: query.keyFormat ?? undefined, valueFormat: query.valueFormat ?? undefined }}
            onClose={() => void set({ record: null })}
            onOpen={show}
            onProduce={(edited) => setDraft({ topic: open.topic, draft: edited })}
            whyNotProduce={whyNot}
          />
        ) : null}
      </div>
      {draft ? (
        <ProduceDialog
          at={{ cluster, topic: draft.topic }}
          partitions={summary.data?.partitions ?? 1}
          initial={draft.draft}
          onClose={() => setDraft(null)}
          onProduced={() => setPaused(false)}
        />
      ) : null}
    </div>
  )
}

/** Where the record of the address stands, if it is one of these topics. */
function placeOf(record: string, topics: readonly string[]) {
  if (topics.length === 1) {
    const place = openRecord(record)
    return place && { ...place, topic: topics[0] ?? '' }
  }
  const slash = record.indexOf('/')
  const topic = record.slice(0, Math.max(0, slash))
  const place = openRecord(record.slice(slash + 1))
  return place && topics.includes(topic) ? { ...place, topic } : null
}
