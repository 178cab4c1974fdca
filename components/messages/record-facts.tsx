'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { AbsoluteTime, RelativeTime } from '#components/ui/relative-time.tsx'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { formatBytes } from '#lib/format/numbers.ts'
import { sameKeyLink } from './find-links.ts'
import { noTimeText } from './message-columns.tsx'
import { FORMAT_LABEL } from '#lib/format/record-formats.ts'

/** When and how the record was written. */
export function RecordFacts({ at, message }: { at: { cluster: string; topic: string }; message: Message }) {
  const { timestamp, timestampType, compression, transactional, control, sizeBytes } = message
  const sameKey = sameKeyLink(at, message)
  return (
    <dl className="grid grid-cols-[6rem_1fr] gap-x-2.5 gap-y-0.5">
      <Row name="Time">
        {timestamp < 0 ? (
          <span className="text-muted">{noTimeText(message)}</span>
        ) : (
          <>
            {message.timestampExact ?? <AbsoluteTime at={timestamp} />}{' '}
            <span className="text-faint">
              {timestampType === 'LogAppendTime' ? 'set by the broker' : 'set by the producer'},{' '}
              <RelativeTime at={timestamp} />
            </span>
          </>
        )}
      </Row>
      <Row name="Value">{formatText(message.value)}</Row>
      <Row name="Key">
        {formatText(message.key)}
        {sameKey ? (
          <>
            {' '}
            <Link href={sameKey} prefetch={false} className="text-accent underline hover:decoration-2">
              Find all with this key
            </Link>
          </>
        ) : null}
      </Row>
      <Row name="Record">
        {formatBytes(sizeBytes)}
        <span className="text-faint">
          {' '}
          · batch {compression === 'none' ? 'not compressed' : compression}
          {transactional ? ' · transactional' : ''}
        </span>
      </Row>
      {control ? <Row name="Marker">{control}</Row> : null}
    </dl>
  )
}

function formatText(decoded: Decoded | null): ReactNode {
  if (decoded === null) return <span className="text-faint italic">null</span>
  return (
    <>
      {FORMAT_LABEL[decoded.format]} · {formatBytes(decoded.sizeBytes)}
      {decoded.schema ? <span className="block break-words text-faint">{schemaText(decoded.schema)}</span> : null}
      {decoded.reason ? <span className="block text-faint">{decoded.reason}</span> : null}
      {decoded.error ? <span className="block break-words text-warn">{decoded.error}</span> : null}
    </>
  )
}

function schemaText({ id, guid, subject, version }: NonNullable<Decoded['schema']>): string {
  const name = `schema ${id ?? guid}`
  return subject === null ? name : `${subject}${version === null ? '' : ` version ${version}`} · ${name}`
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
