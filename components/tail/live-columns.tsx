'use client'

import type { DataColumn } from '#components/data-table/data-column.ts'
import { messageColumns } from '#components/messages/message-columns.tsx'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { findMatch } from './find-match.ts'

interface Wanted {
  zone: Zone
  text: string
  caseSensitive: boolean
  /** Whether records of several topics stand in the list. */
  several: boolean
}

/** The columns of a list of records, with what was searched for marked. */
export function liveColumns({ zone, text, caseSensitive, several }: Wanted): readonly DataColumn<Message>[] {
  const marked = (column: DataColumn<Message>, side: 'key' | 'value'): DataColumn<Message> => ({
    ...column,
    cell: (row) => (
      <Marked decoded={row[side]} text={text} caseSensitive={caseSensitive} otherwise={column.cell(row)} />
    ),
  })
  const columns = messageColumns(zone).map((column) =>
    text !== '' && (column.id === 'key' || column.id === 'value') ? marked(column, column.id) : column,
  )
  if (!several) return columns
  const topic: DataColumn<Message> = { id: 'topic', header: 'Topic', width: 170, cell: (row) => row.topic }
  const [time, ...rest] = columns
  return time ? [time, topic, ...rest] : [topic]
}

function Marked({
  decoded,
  text,
  caseSensitive,
  otherwise,
}: {
  decoded: Decoded | null
  text: string
  caseSensitive: boolean
  otherwise: React.ReactNode
}) {
  const found = decoded === null || decoded.format === 'hex' ? null : findMatch(decoded.text, text, caseSensitive)
  if (!found) return otherwise
  return (
    <span className="font-mono text-sm">
      {found.cut ? <span className="text-muted">… </span> : null}
      {found.parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other identity
          <mark key={index} className="rounded-xs bg-warn-soft text-ink">
            {part}
          </mark>
        ),
      )}
    </span>
  )
}
