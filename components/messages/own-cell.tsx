'use client'

import { useMemo } from 'react'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { type JsonPath, parsePath, readPath } from '#lib/json/json-path.ts'

/** What a record has in a column of one's own: a field of its value or key, or a header. */
export function OwnCell({ row, side, rest }: { row: Message; side: string; rest: string }) {
  const path = useMemo(() => (side === 'header' ? null : parsePath(rest)), [side, rest])
  if (side === 'header') return <HeaderCell headers={row.headers} name={rest} />
  return path ? <PathCell decoded={side === 'key' ? row.key : row.value} path={path} /> : <Missing />
}

function HeaderCell({ headers, name }: { headers: Message['headers']; name: string }) {
  const found = headers.filter((header) => header.name === name)
  if (found.length === 0) return <Missing />
  return (
    <span className="font-mono text-sm">
      {found.map(({ value }) => (value === null ? 'null' : value.text.slice(0, 200))).join(' · ')}
    </span>
  )
}

function PathCell({ decoded, path }: { decoded: Decoded | null; path: JsonPath }) {
  if (!decoded || !JSON_FORMATS.has(decoded.format)) return <Missing />
  const value = readPath(decoded.text, path)
  if (value.kind === 'absent') return <Missing />
  if (value.kind === 'cut') {
    return decoded.truncated ? (
      <span
        className="text-muted"
        data-tip="It lies beyond the first 4 KB of this record, which a list shows: open it."
      >
        …
      </span>
    ) : (
      <Missing />
    )
  }
  return <span className={LOOK[value.type]}>{value.text.slice(0, 400)}</span>
}

const LOOK = {
  string: 'font-mono text-sm',
  number: 'font-mono text-sm text-syntax-number',
  word: 'font-mono text-sm text-purple',
  object: 'font-mono text-sm text-muted',
  array: 'font-mono text-sm text-muted',
}

function Missing() {
  return <span className="text-muted">–</span>
}
