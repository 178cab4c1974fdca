'use client'

import { useQuery } from '@tanstack/react-query'
import { ButtonLink } from '#components/ui/button.tsx'
import { AbsoluteTime, RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import { DecodedView } from '#components/messages/decoded-view.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { formatDuration } from '#lib/format/times.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { downloadUrl, messageOptions, recordUrl } from '#lib/queries/messages.ts'

/** What the key held at a moment: the value as it was written, not merged with others. */
export function StatePanel({
  at,
  title,
  message,
  heldMs,
}: {
  at: { cluster: string; topic: string }
  title: string
  message: Message
  /** Until the next version; null while it holds. */
  heldMs: number | null
}) {
  const { partition, offset, timestamp } = message
  const loaded = useQuery(messageOptions(at, { partition, offset }, {}))
  const { value } = loaded.data ?? message
  return (
    <aside
      aria-label={title}
      className="min-h-0 w-[min(520px,45%)] shrink-0 overflow-y-auto border-t border-l border-line bg-surface px-4 py-3 max-lg:w-full max-lg:border-l-0"
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto font-semibold">{title}</h2>
        {value === null ? <StatusTag tone="bad">deleted</StatusTag> : null}
        <ButtonLink
          size="small"
          href={`${pagePaths.topic(at.cluster, at.topic)}/messages?from=offset&at=${offset}&partition=${partition}&record=${partition}/${offset}`}
        >
          Open the record
        </ButtonLink>
      </div>
      <p className="mt-0.5 text-muted">
        written <AbsoluteTime at={timestamp} />, <RelativeTime at={timestamp} />
        {heldMs === null ? ', nothing newer' : `, replaced after ${formatDuration(heldMs)}`}
      </p>
      {loaded.error ? <p className="mt-2 text-bad">{loaded.error.message}</p> : null}
      {value === null ? (
        <p className="mt-3 text-muted">
          The key was deleted: its last record is a tombstone (a null value), which compaction removes in time.
        </p>
      ) : (
        <DecodedView
          part="value"
          none="null: a tombstone"
          decoded={value}
          urls={{ bytes: downloadUrl(at, message, 'value'), record: recordUrl(at, message) }}
          whole={loaded.data !== undefined}
        />
      )}
    </aside>
  )
}
