'use client'

import dynamic from 'next/dynamic'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { LazyRecordPanel } from './lazy-record-panel.tsx'
import type { ProduceDraft } from './produce-draft.ts'
import { type MessagesState, openRecord } from './use-messages-state.ts'

const CompareDialog = dynamic(() => import('./compare-dialog.tsx').then((module) => module.CompareDialog), {
  ssr: false,
})

/** The open record beside the list; or two of them compared, where one was chosen for that and another was opened since. */
export function OpenRecord({
  at,
  state: { query, set },
  rows,
  onProduce,
  whyNotProduce,
}: {
  at: { cluster: string; topic: string }
  state: MessagesState
  rows: readonly Message[] | undefined
  onProduce: (draft: ProduceDraft) => void
  whyNotProduce: string | undefined
}) {
  const open = openRecord(query.record)
  const base = openRecord(query.compare)
  const formats = { keyFormat: query.keyFormat ?? undefined, valueFormat: query.valueFormat ?? undefined }
  if (!open) return null
  return (
    <>
      <LazyRecordPanel
        key={query.record}
        at={at}
        place={open}
        row={rows?.find((row) => row.partition === open.partition && row.offset === open.offset)}
        formats={formats}
        onClose={() => void set({ record: null, compare: null })}
        onOpen={(message) => void set({ record: `${message.partition}/${message.offset}` })}
        onProduce={onProduce}
        onCompare={() => void set({ compare: query.record })}
        whyNotProduce={whyNotProduce}
      />
      {base && query.compare === query.record ? (
        <output className="fixed bottom-4 left-1/2 z-40 flex max-w-[calc(100vw-1rem)] -translate-x-1/2 items-center gap-3 rounded-lg border border-line-strong bg-raised px-3.5 py-2 shadow-pop">
          <span>
            Open the record to compare{' '}
            <span className="font-mono">
              {base.partition} / {formatCount(base.offset)}
            </span>{' '}
            with.
          </span>
          <Button size="small" onClick={() => void set({ compare: null })}>
            Cancel
          </Button>
        </output>
      ) : null}
      {base && query.compare !== query.record ? (
        <CompareDialog
          at={at}
          left={base}
          right={open}
          formats={formats}
          onClose={() => void set({ compare: null })}
          onSwap={() => void set({ record: query.compare, compare: query.record })}
        />
      ) : null}
    </>
  )
}
