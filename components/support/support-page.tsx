'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { InputFrame } from '#components/ui/input.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import { plural } from '#lib/format/numbers.ts'
import { deadLetterSearchOptions } from '#lib/queries/dead-letters.ts'
import { placeOf } from './plain-words.ts'
import { SupportLetter } from './support-letter.tsx'

const MIN_CHARS = 3
const REFRESH_MS = 10_000
/** Whether what was sent failed again is asked for so long. */
const WATCHED_MS = 180_000

/** For people who know a business id and no Kafka: find the message that failed, send it again, see that it was processed. */
export function SupportPage({ cluster }: { cluster: string }) {
  const [id, setId] = useQueryState('id', parseAsString.withDefault(''))
  const [text, setText] = useState(id)
  const [sentAt, setSentAt] = useState(0)
  // Once something was sent from here, whether it failed again is worth asking.
  const found = useQuery({
    ...deadLetterSearchOptions(cluster, id),
    refetchInterval: () => (Date.now() - sentAt < WATCHED_MS ? REFRESH_MS : false),
  })
  const ready = text.trim().length >= MIN_CHARS
  useShortcuts({ '/': () => document.querySelector<HTMLInputElement>('[data-support-search]')?.select() })
  return (
    <>
      <PageHeader
        title="Support"
        facts={<span>Find a message that failed, send it again, and see that it arrived.</span>}
      />
      <div className="mx-auto flex w-full max-w-3xl min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 pt-2 pb-8">
        <form
          className="flex gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (ready) void setId(text.trim())
          }}
        >
          <InputFrame
            data-support-search
            aria-label="Business id"
            placeholder="Order number, customer id or another id from the message"
            className="h-9 flex-1"
            value={text}
            onChange={(event) => setText(event.target.value)}
            before={<Search size={15} aria-hidden className="shrink-0 text-muted" />}
          />
          <Button look="primary" type="submit" className="h-9" disabled={!ready}>
            Find
          </Button>
        </form>
        {id === '' ? (
          <EmptyState title="Which message failed?">
            Enter an id as it stands in the message. All messages that could not be processed are searched.
          </EmptyState>
        ) : found.error ? (
          <ErrorPanel
            what="search"
            error={found.error}
            retrying={found.isFetching}
            onRetry={() => void found.refetch()}
          />
        ) : found.data ? (
          <>
            <p aria-live="polite" className="text-muted">
              {plural(found.data.items.length, 'failed message')} with “{id}”, in {plural(found.data.topics, 'topic')}.
              {found.data.incomplete.length > 0
                ? ` Not searched to the end: ${found.data.incomplete.slice(0, 3).join(', ')}${found.data.incomplete.length > 3 ? ` and ${found.data.incomplete.length - 3} more` : ''}.`
                : ''}
            </p>
            {found.data.items.length === 0 ? (
              <EmptyState title="No failed message has this id">
                It may have been processed, or it carries another id. Try the order, customer or payment number.
              </EmptyState>
            ) : null}
            {found.data.items.map((letter) => (
              <SupportLetter
                key={placeOf(letter)}
                cluster={cluster}
                letter={letter}
                onSent={() => setSentAt(Date.now())}
              />
            ))}
          </>
        ) : (
          <div aria-busy className="flex flex-col gap-3">
            {['a', 'b'].map((row) => (
              <div key={row} className="flex flex-col gap-2 rounded-lg border border-line p-4">
                <Skeleton className="w-72" />
                <Skeleton className="w-96 max-w-full" />
              </div>
            ))}
          </div>
        )}
      </div>
    </>
  )
}
