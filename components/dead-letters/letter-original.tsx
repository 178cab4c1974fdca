'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { StatusTag } from '#components/ui/status-tag.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Decoded } from '#lib/contract/messages.ts'
import { readable } from '#lib/json/pretty-json.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { recordPath } from '#lib/page-paths.ts'
import { deadLetterOptions, type LetterPlace } from '#lib/queries/dead-letters.ts'

const SAY = {
  gone: 'The original is gone: deleted by retention or compacted away.',
  untold: 'The headers do not say exactly where the original stood.',
  notVisible: 'You need the permission record.view on the topic of the original.',
  unreadable: 'The original cannot be read just now, or not by this console.',
} as const

/** The record as it was when it failed, whether it is still the same, and what stands around it. */
export function LetterOriginal({ cluster, place }: { cluster: string; place: LetterPlace }) {
  const { data, error } = useQuery(deadLetterOptions(cluster, place))
  return (
    <section aria-label="Original" className="mt-4">
      <h3 className="mb-1 text-sm font-medium text-muted">Original</h3>
      {error ? <p className="text-muted">{error.message}</p> : null}
      {!data && !error ? <Skeleton className="w-56" /> : null}
      {data && data.originalState !== 'found' ? <p className="text-muted">{SAY[data.originalState]}</p> : null}
      {data?.original ? (
        <>
          <p className="mb-1.5 flex flex-wrap gap-x-3">
            <Same name="Key" same={data.sameKey} />
            <Same name="Value" same={data.sameValue} />
            <Link href={recordPath(cluster, data.original)} className="ml-auto text-sm hover:underline">
              Open in its topic
            </Link>
          </p>
          {data.sameValue === false ? <Bytes decoded={data.original.value} /> : null}
        </>
      ) : null}
      {data && data.neighbours.length > 0 ? (
        <table aria-label="Around the original" className="mt-2 w-full table-fixed text-sm">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="w-24 pr-2 font-medium">
                Offset
              </th>
              <th scope="col" className="w-20 pr-2 font-medium">
                Time
              </th>
              <th scope="col" className="font-medium">
                Key · value
              </th>
            </tr>
          </thead>
          <tbody>
            {data.neighbours.map((message) => {
              const current = message.offset === data.original?.offset
              return (
                <tr
                  key={message.offset}
                  aria-current={current ? 'true' : undefined}
                  className={current ? 'bg-accent-soft font-semibold' : ''}
                >
                  <td className="truncate py-1 pr-2 text-muted tabular-nums">
                    <Link
                      href={recordPath(cluster, message)}
                      aria-label={current ? `${message.offset}, the original` : undefined}
                      className="inline-block min-h-6 hover:underline"
                    >
                      {formatCount(message.offset)}
                    </Link>
                  </td>
                  <td className="truncate pr-2 text-muted">
                    <RelativeTime at={message.timestamp} />
                  </td>
                  <td className="truncate font-mono">
                    {message.key?.text ?? 'null'} · {message.value?.text ?? 'null'}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function Same({ name, same }: { name: string; same: boolean | null }) {
  if (same === null) return null
  return same ? <StatusTag tone="ok">{name} is the same</StatusTag> : <StatusTag tone="warn">{name} differs</StatusTag>
}

function Bytes({ decoded }: { decoded: Decoded | null }) {
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled area is reached by keyboard
      tabIndex={0}
      aria-label="Value of the original"
      className="max-h-40 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-sm break-words whitespace-pre-wrap"
    >
      {decoded ? readable(decoded) : 'null'}
    </pre>
  )
}
