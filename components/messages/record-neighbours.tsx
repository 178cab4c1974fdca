'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { neighboursOptions, type RecordAt } from '#lib/queries/messages.ts'
import { Preview } from './message-columns.tsx'

/** The records right before and after in the partition. */
export function RecordNeighbours({
  at,
  place,
  onOpen,
}: {
  at: { cluster: string; topic: string }
  place: RecordAt
  onOpen: (message: Message) => void
}) {
  const neighbours = useQuery(neighboursOptions(at, place))
  if (!neighbours.data || neighbours.data.length === 0) return null
  return (
    <section aria-label="Neighbours" className="mt-3">
      <h3 className="mb-1 font-semibold">Around it in partition {place.partition}</h3>
      <ul>
        {neighbours.data.map((message) => {
          const current = message.offset === place.offset
          return (
            <li key={message.offset}>
              <button
                type="button"
                disabled={current}
                aria-current={current ? 'true' : undefined}
                onClick={() => onOpen(message)}
                className={clsx(
                  'grid w-full grid-cols-[7rem_1fr] gap-2 rounded-sm px-1 py-0.5 text-left hover:not-disabled:bg-hover',
                  current && 'font-semibold',
                )}
              >
                <span className="font-mono text-sm text-muted">{formatCount(message.offset)}</span>
                <span className="truncate">
                  {message.key === null ? (
                    <Preview decoded={message.value} none="null" />
                  ) : (
                    <Preview decoded={message.key} none="null" />
                  )}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
