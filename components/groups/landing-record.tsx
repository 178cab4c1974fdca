'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { OffsetChange } from '#lib/contract/group-offsets.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { nextRecordOptions } from '#lib/queries/messages.ts'

const SHOWN_CHARACTERS = 120

/** The first record that would be read: when it was written, its key and the beginning of its value, and the way to it. */
export function LandingRecord({ cluster, row, atOnce }: { cluster: string; row: OffsetChange; atOnce: boolean }) {
  const [asked, setAsked] = useState(atOnce)
  const place = { partition: row.partition, offset: row.after ?? '0' }
  const found = useQuery({
    ...nextRecordOptions({ cluster, topic: row.topic }, place),
    enabled: asked && row.after !== null,
  })
  if (row.after === null) return <span className="text-faint">–</span>
  const record = found.data
  const href = `${pagePaths.topic(cluster, row.topic)}/messages?record=${row.partition}%2F${record?.offset ?? row.after}`
  return (
    <span className="flex max-w-96 min-w-40 flex-col py-1">
      <span className="flex items-center gap-2">
        <RelativeTime at={record?.timestamp ?? row.landsAt} />
        {asked ? null : (
          <Button size="small" look="quiet" onClick={() => setAsked(true)}>
            Show the record
          </Button>
        )}
        {record ? (
          <Link href={href} target="_blank" className="text-sm text-accent hover:underline">
            offset {formatCount(record.offset)}
          </Link>
        ) : null}
      </span>
      {record ? (
        <span className="truncate font-mono text-xs text-muted">
          {record.key ? <b className="font-semibold text-ink">{record.key.text.slice(0, SHOWN_CHARACTERS)} </b> : null}
          {record.value === null ? 'null' : record.value.text.slice(0, SHOWN_CHARACTERS)}
        </span>
      ) : null}
      {found.error ? <span className="text-sm text-warn">{found.error.message}</span> : null}
    </span>
  )
}
