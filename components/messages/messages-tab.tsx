'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import type { FilterFailure } from '#lib/contract/filter-failures.ts'
import { useOutage } from '#components/ui/outage.tsx'
import { SlowNotice } from '#components/ui/slow-notice.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { filterVerdict, isUrgent } from '#lib/format/filter-words.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { MessagesBar } from './messages-bar.tsx'
import { MessagesList } from './messages-list.tsx'
import type { ProduceDraft } from './produce-draft.ts'
import { failuresOf } from './search/search-snapshot.ts'
import { useSearch } from './search/use-search.ts'
import { openRecord, useMessagesState } from './use-messages-state.ts'
import { useRecordColumns } from './use-record-columns.ts'
import { useRecordPages } from './use-record-pages.ts'

const ProduceDialog = dynamic(() => import('./produce-dialog.tsx').then((module) => module.ProduceDialog), {
  ssr: false,
})
const BrowseLine = dynamic(() => import('./browse-line.tsx').then((module) => module.BrowseLine), {
  ssr: false,
  loading: () => <p className="min-h-7" />,
})
const NoRecords = dynamic(() => import('./no-records.tsx').then((module) => module.NoRecords), { ssr: false })
const OpenRecord = dynamic(() => import('./open-record.tsx').then((module) => module.OpenRecord), { ssr: false })
const SearchLine = dynamic(() => import('./search/search-line.tsx').then((module) => module.SearchLine), {
  ssr: false,
  loading: () => <p className="min-h-7" />,
})
const FilterFailed = dynamic(() => import('./search/filter-failed.tsx').then((module) => module.FilterFailed), {
  ssr: false,
})
const NothingFound = dynamic(() => import('./search/nothing-found.tsx').then((module) => module.NothingFound), {
  ssr: false,
})

const NO_ROWS: readonly Message[] = []

/** The records of a topic, page by page or as a search finds them, and the open one beside them. */
export function MessagesTab({ cluster, topic }: { cluster: string; topic: string }) {
  const at = { cluster, topic }
  const [zone] = useStored(zoneChoice)
  const state = useMessagesState(at)
  const { query, set } = state
  const { columns, choice } = useRecordColumns(at, zone)
  const [run, setRun] = useState(0)
  const { pages, search: asked, missing, searching } = useRecordPages(at, query, { zone, run })
  const search = useSearch(at, asked)
  const summary = useQuery(topicOptions(cluster, topic))
  const whyNot = useWhyNot(cluster, 'record.produce', topic)
  const outage = useOutage()
  const [draft, setDraft] = useState<ProduceDraft | 'empty' | null>(null)
  const open = openRecord(query.record)
  const forward = query.from === 'oldest' || (query.from !== 'newest' && query.order === 'oldest')
  const runAgain = () => setRun(run + 1)
  const show = useCallback((message: Message) => void set({ record: `${message.partition}/${message.offset}` }), [set])

  const { snapshot, store } = search
  const loaded = pages.data?.pages
  const browsed = useMemo(() => loaded?.flatMap((page) => page.messages), [loaded])
  const looking =
    !search.waits && (snapshot.state === 'running' || snapshot.state === 'idle') && snapshot.rows.length === 0
  const rows = missing === null ? (searching ? (looking ? undefined : snapshot.rows) : browsed) : []
  const begin = () => store?.run()
  const verdict = filterVerdict(failuresOf(snapshot))
  const filterBy = (filter: string) => {
    void set({ filter, record: null })
    runAgain()
  }
  const showFailed = ({ partition, offset }: FilterFailure['first']) => void set({ record: `${partition}/${offset}` })
  const nothing = pages.data ? rows?.length === 0 && !pages.isFetching : pages.error !== null

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <MessagesBar
        at={at}
        state={state}
        columns={columns}
        choice={choice}
        rows={rows ?? []}
        partitions={summary.data?.partitions}
        busy={searching ? snapshot.state === 'running' : pages.isFetching}
        resolve={missing === null ? asked.resolve : null}
        whyNotProduce={whyNot}
        onRun={runAgain}
        onProduce={() => setDraft('empty')}
      />
      {missing === null ? null : <p className="min-h-7 px-4 pb-1 text-muted">{missing}</p>}
      {missing === null && searching ? (
        <SearchLine
          snapshot={snapshot}
          estimate={search.estimate}
          forward={forward}
          onRun={() => begin()}
          onCancel={() => store?.cancel()}
        />
      ) : null}
      {missing === null && !searching ? <BrowseLine pages={pages} rows={rows ?? NO_ROWS} forward={forward} /> : null}
      {searching && rows && rows.length > 0 && isUrgent(verdict, rows.length) ? (
        <FilterFailed verdict={verdict} onUse={filterBy} onShow={showFailed} />
      ) : null}
      {rows === undefined && !pages.error ? <SlowNotice what="records" /> : null}
      <div className="flex min-h-0 flex-1">
        <MessagesList
          rows={rows}
          formats={{ key: query.keyFormat, value: query.valueFormat }}
          columns={columns}
          choice={choice}
          selected={open ? `${open.partition}/${open.offset}` : undefined}
          dimmed={outage !== null || (!searching && pages.error !== null)}
          instead={
            searching && rows?.length === 0 && missing === null ? (
              <NothingFound snapshot={snapshot} onRun={() => begin()} onUse={filterBy} onShow={showFailed} />
            ) : searching || missing !== null || !nothing ? null : (
              <NoRecords pages={pages} onProduce={whyNot === undefined ? () => setDraft('empty') : undefined} />
            )
          }
          onOpen={show}
        />
        {open ? <OpenRecord at={at} state={state} rows={rows} onProduce={setDraft} whyNotProduce={whyNot} /> : null}
      </div>
      {draft ? (
        <ProduceDialog
          at={at}
          partitions={summary.data?.partitions ?? 1}
          initial={draft === 'empty' ? undefined : draft}
          onClose={() => setDraft(null)}
          onProduced={(record) => {
            if (query.from === 'newest') runAgain()
            void set({ record: `${record.partition}/${record.offset}` })
          }}
        />
      ) : null}
    </div>
  )
}
