'use client'

import type { DataColumn } from '#components/data-table/data-column.ts'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import { formatAbsolute, formatRecordTime } from '#lib/format/times.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { hasOddBytes, OddBytes } from './odd-bytes.tsx'

/** The columns of a list of records, times in the chosen zone. */
export function messageColumns(zone: Zone): readonly DataColumn<Message>[] {
  return [
    {
      id: 'timestamp',
      header: 'Time',
      // The longest: a record of another year.
      width: 196,
      cell: (row) => <MessageTime message={row} zone={zone} />,
    },
    { id: 'partition', header: 'Part.', width: 58, align: 'end', fits: true, cell: (row) => row.partition },
    {
      id: 'offset',
      header: 'Offset',
      width: 100,
      align: 'end',
      cell: (row) => <span className="font-mono text-sm">{formatCount(row.offset)}</span>,
    },
    { id: 'key', header: 'Key', width: 150, cell: (row) => <Preview decoded={row.key} none="null" /> },
    {
      id: 'value',
      header: 'Value',
      width: 220,
      grow: true,
      cell: (row) => <ValuePreview message={row} />,
    },
    {
      id: 'headers',
      header: 'Headers',
      width: 84,
      fits: true,
      align: 'end',
      optional: true,
      cell: (row) => (row.headers.length === 0 ? <span className="text-muted">–</span> : row.headers.length),
    },
    {
      id: 'compression',
      header: 'Codec',
      width: 84,
      fits: true,
      optional: true,
      cell: (row) => <span className="text-muted">{row.compression}</span>,
    },
    {
      id: 'sizeBytes',
      header: 'Size',
      width: 80,
      fits: true,
      align: 'end',
      tip: 'The record in its batch, before compression',
      cell: (row) => <span className="text-muted">{formatBytes(row.sizeBytes)}</span>,
    },
  ]
}

/** When a record was written, to the millisecond; the day only where it is another one, the year only in another year. */
export function MessageTime({ message, zone }: { message: Message; zone: Zone }) {
  return (
    <span className="font-mono text-sm font-normal" data-tip={timeTip(message, zone)}>
      {message.timestamp < 0 ? 'no time' : (message.timestampExact ?? formatRecordTime(message.timestamp, zone))}
    </span>
  )
}

function timeTip({ timestamp, timestampExact, timestampType }: Message, zone: Zone): string {
  if (timestamp < 0) return noTimeText({ timestamp, timestampType })
  return `${timestampExact ?? formatAbsolute(timestamp, zone)}\n${timestampType === 'LogAppendTime' ? 'set by the broker' : 'set by the producer'}`
}

/** Why a record has no time: batches before format 1 (KIP-32) have none, in later ones the producer may write -1. */
export function noTimeText({ timestamp, timestampType }: Pick<Message, 'timestamp' | 'timestampType'>): string {
  return timestampType === 'None'
    ? 'Records of this old format (message format 0) have no timestamp.'
    : `The producer set no timestamp (${timestamp}).`
}

/** As many as the widest screens have room for; the browser lays out what it then cuts off. */
const SHOWN_CHARS = 300

/** A key or value in one line. */
export function Preview({ decoded, none }: { decoded: Decoded | null; none: string }) {
  if (decoded === null) return <span className="text-muted italic">{none}</span>
  if (decoded.sizeBytes === 0) return <span className="text-muted italic">empty</span>
  return (
    <span className="font-mono text-sm" data-tip={decoded.error ?? decoded.reason}>
      {decoded.format === 'hex' ? <span className="text-muted">0x</span> : null}
      {hasOddBytes(decoded) ? (
        <OddBytes text={decoded.text.slice(0, SHOWN_CHARS)} />
      ) : (
        decoded.text.slice(0, SHOWN_CHARS)
      )}
    </span>
  )
}

/** A value in one line; what a marker says where the record is one. */
export function ValuePreview({ message }: { message: Message }) {
  if (message.control) return <Control kind={message.control} />
  return <Preview decoded={message.value} none="null (tombstone)" />
}

function Control({ kind }: { kind: NonNullable<Message['control']> }) {
  const text = { commit: 'transaction committed', abort: 'transaction aborted', other: 'marker of the broker' }[kind]
  return <span className="text-muted italic">{text}</span>
}
