import type { Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { parsePath, pathsIn, pathText } from '#lib/json/json-path.ts'
import type { Zone } from '#lib/preferences/preferences.ts'
import { messageColumns } from './message-columns.tsx'

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
