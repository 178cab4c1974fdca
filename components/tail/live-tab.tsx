'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useWhyNot } from '#components/app-shell/use-why-not.ts'
import type { ProduceDraft } from '#components/messages/produce-draft.ts'
import { LazyRecordPanel } from '#components/messages/lazy-record-panel.tsx'
import { openRecord } from '#components/messages/use-messages-state.ts'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { topicOptions } from '#lib/queries/topics.ts'
import { LiveBar } from './live-bar.tsx'
import { LiveLine } from './live-line.tsx'
import { LiveList } from './live-list.tsx'
import { LiveNotices } from './live-notices.tsx'
import { usePauseKey } from './use-pause-key.ts'
import { useLiveState, useTail } from './use-live-state.ts'

const ProduceDialog = dynamic(
  () => import('#components/messages/produce-dialog.tsx').then((module) => module.ProduceDialog),
  { ssr: false },
)

/** The records of a topic as they arrive, and the open one beside them. */
export function LiveTab({ cluster, topic }: { cluster: string; topic: string }) {
  const at = { cluster, topic }
  const state = useLiveState()
  const { query, set } = state
  const { tail, snapshot } = useTail(at, query)
  const summary = useQuery(topicOptions(cluster, topic))
  const whyNot = useWhyNot(cluster, 'record.produce')
  const [draft, setDraft] = useState<ProduceDraft | 'empty' | null>(null)
  const open = openRecord(query.record)
  const setPaused = (paused: boolean) => tail.setPaused(paused)
  usePauseKey(() => setPaused(!snapshot.paused))
  const show = (message: Message) => {
    // A row that is read should not move away.
    setPaused(true)
    void set({ record: `${message.partition}/${message.offset}` })
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
        <LiveBar
          state={state}
          partitions={summary.data?.partitions}
          snapshot={snapshot}
          onPause={setPaused}
          onClear={() => tail.clear()}
        />
        <Button className="ml-auto" blocked={whyNot} onClick={() => setDraft('empty')}>
          Produce
        </Button>
      </div>
      <LiveLine snapshot={snapshot} onRetry={() => tail.retry()} onSkip={() => tail.skipToNow()} />
      <LiveNotices notices={snapshot.notices} onDismiss={(id) => tail.dismiss(id)} />
      <div className="flex min-h-0 flex-1">
        <LiveList
          snapshot={snapshot}
          filtered={query.text !== '' || query.key !== '' || query.header !== ''}
          selected={open ? query.record : undefined}
          onOpen={show}
          onPause={setPaused}
        />
        {open ? (
          <LazyRecordPanel
            key={query.record}
            at={at}
            place={open}
            row={snapshot.rows?.find((row) => row.partition === open.partition && row.offset === open.offset)}
            formats={{ keyFormat: query.keyFormat ?? undefined, valueFormat: query.valueFormat ?? undefined }}
            onClose={() => void set({ record: null })}
            onOpen={show}
            onProduce={setDraft}
            whyNotProduce={whyNot}
          />
        ) : null}
      </div>
      {draft ? (
        <ProduceDialog
          at={at}
          partitions={summary.data?.partitions ?? 1}
          initial={draft === 'empty' ? undefined : draft}
          onClose={() => setDraft(null)}
          onProduced={() => setPaused(false)}
        />
      ) : null}
    </div>
  )
}
