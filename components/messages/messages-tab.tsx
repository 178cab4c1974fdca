'use client'

import { useInfiniteQuery, type UseInfiniteQueryResult, useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { messagePagesOptions } from '#lib/queries/messages.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { CoverageLine } from './coverage-line.tsx'
import { ColumnsButton } from './columns-button.tsx'
import { MessagesList } from './messages-list.tsx'
import { OpenRecord } from './open-record.tsx'
import type { ProduceDraft } from './produce-draft.ts'
import { RangeBar } from './range-bar.tsx'
import { openRecord, rangeOf, useMessagesState } from './use-messages-state.ts'
import { useRecordColumns } from './use-record-columns.ts'

const ProduceDialog = dynamic(() => import('./produce-dialog.tsx').then((module) => module.ProduceDialog), {
  ssr: false,
})

/** The records of a topic, page by page, and the open one beside them. */
export function MessagesTab({ cluster, topic }: { cluster: string; topic: string }) {
  const [zone] = useStored(zoneChoice)
  const state = useMessagesState({ cluster, topic })
  const { columns, choice } = useRecordColumns({ cluster, topic }, zone)
  const { query, set } = state
  const [run, setRun] = useState(0)
  const resolved = rangeOf(query, { zone, now: 0 })
  const pages = useInfiniteQuery({
    ...messagePagesOptions(
      { cluster, topic },
      { range: 'range' in resolved ? { ...resolved.range, timestamp: undefined } : {}, at: query.at, run },
      (now) => {
        const asked = rangeOf(query, { zone, now })
        return 'range' in asked ? asked.range : {}
      },
    ),
    enabled: 'range' in resolved,
  })
  const summary = useQuery(topicOptions(cluster, topic))
  const whyNot = useWhyNot(cluster, 'record.produce')
  const [draft, setDraft] = useState<ProduceDraft | 'empty' | null>(null)
  const open = openRecord(query.record)
  const rows = pages.data?.pages.flatMap((page) => page.messages)
  const forward = query.from === 'oldest' || (query.from !== 'newest' && query.order === 'oldest')
  const runAgain = () => setRun(run + 1)
  const show = (message: Message) => void set({ record: `${message.partition}/${message.offset}` })

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
        <RangeBar state={state} partitions={summary.data?.partitions} busy={pages.isFetching} onRun={runAgain} />
        <span className="ml-auto flex gap-2">
          <ColumnsButton columns={columns} choice={choice} rows={rows ?? []} />
          <Button blocked={whyNot} onClick={() => setDraft('empty')}>
            Produce
          </Button>
        </span>
      </div>
      {'missing' in resolved ? (
        <p className="min-h-7 px-4 pb-1 text-muted">{resolved.missing}</p>
      ) : (
        <CoverageLine pages={pages.error && !pages.data ? [] : pages.data?.pages} forward={forward}>
          <ReadOn pages={pages} forward={forward} />
        </CoverageLine>
      )}
      <div className="flex min-h-0 flex-1">
        <MessagesList
          pages={pages}
          rows={'missing' in resolved ? [] : rows}
          columns={columns}
          choice={choice}
          selected={open ? `${open.partition}/${open.offset}` : undefined}
          onOpen={show}
          onProduce={whyNot === undefined ? () => setDraft('empty') : undefined}
        />
        <OpenRecord at={{ cluster, topic }} state={state} rows={rows} onProduce={setDraft} whyNotProduce={whyNot} />
      </div>
      {draft ? (
        <ProduceDialog
          at={{ cluster, topic }}
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

function ReadOn({
  pages,
  forward,
}: {
  pages: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'
  >
  forward: boolean
}) {
  if (!pages.hasNextPage) return null
  return (
    <>
      <Button size="small" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {pages.isFetchingNextPage ? 'Reading …' : forward ? 'Read on' : 'Read further back'}
      </Button>
      {pages.isFetchNextPageError ? <span className="text-bad">{pages.error?.message}</span> : null}
    </>
  )
}
