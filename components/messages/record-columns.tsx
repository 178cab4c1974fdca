'use client'

import type { DataColumn } from '#components/data-table/data-column.ts'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { type JsonPath, parsePath, pathsIn, pathText, readPath } from '#lib/json/json-path.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { messageColumns } from './message-columns.tsx'

/** A column of one's own: `value:customer.id`, `key:id` or `header:source`. */
const OWN = /^(value|key|header):(.+)$/s

/** The columns by their ids, in that order; the first always stands first. Ids that mean nothing are left out. */
export function recordColumns(zone: Zone, chosen: readonly string[] | null): readonly DataColumn<Message>[] {
  const known = messageColumns(zone)
  const ids = chosen ?? known.filter((column) => !column.optional).map((column) => column.id)
  const [first, ...rest] = known
  const picked = [...new Set(ids)].flatMap((id) => rest.find((column) => column.id === id) ?? ownColumn(id) ?? [])
  return first ? [first, ...picked] : picked
}

/** What may be chosen of the columns that every record has. */
export function fixedColumns(zone: Zone): { id: string; header: string }[] {
  return messageColumns(zone).slice(1)
}

/** The id of a column for what somebody typed: a path in the value, `key:` or `header:` in front for the others. Null where it is none. */
export function columnIdOf(text: string): string | null {
  const [, side = 'value', rest = text] = /^\s*(value|key|header)\s*:\s*(.*)$/s.exec(text) ?? []
  if (side === 'header') return rest.trim() === '' ? null : `header:${rest.trim()}`
  const path = parsePath(rest)
  return path === null ? null : `${side}:${pathText(path)}`
}

/** How a column of one's own is called. */
export function ownLabel(id: string): string {
  const [, side, rest = id] = OWN.exec(id) ?? []
  return side === 'value' ? rest : `${side ?? ''} ${rest}`
}

const SUGGESTED_FROM = 20

/** Columns that the records at hand would fill. */
export function suggestedColumns(rows: readonly Message[]): string[] {
  const found = new Set<string>()
  for (const { key, value, headers } of rows.slice(0, SUGGESTED_FROM)) {
    if (value && JSON_FORMATS.has(value.format)) for (const path of pathsIn(value.text)) found.add(path)
    if (key && JSON_FORMATS.has(key.format)) for (const path of pathsIn(key.text)) found.add(`key:${path}`)
    for (const { name } of headers) found.add(`header:${name}`)
  }
  return [...found]
}

function ownColumn(id: string): DataColumn<Message> | null {
  const [, side, rest] = OWN.exec(id) ?? []
  if (side === undefined || rest === undefined) return null
  const base = { id, header: ownLabel(id), width: 140 }
  if (side === 'header')
    return { ...base, tip: `Header ${rest}`, cell: ({ headers }) => <HeaderCell headers={headers} name={rest} /> }
  const path = parsePath(rest)
  if (path === null) return null
  return {
    ...base,
    tip: `${rest} of the ${side}`,
    cell: (row) => <PathCell decoded={side === 'key' ? row.key : row.value} path={path} />,
  }
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
