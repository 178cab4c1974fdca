import type { Decoded, Message } from '#lib/contract/messages.ts'
import { csvLine } from '#lib/format/csv.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { type JsonPath, parsePath, readPath } from '#lib/json/json-path.ts'
import { invalid } from '#lib/errors.ts'

/** What stands in a file when nothing is chosen. */
const DEFAULT_COLUMNS = ['timestamp', 'partition', 'offset', 'key', 'value', 'headers']

interface Column {
  id: string
  text: (message: Message) => string
}

const FIXED: Record<string, (message: Message) => string> = {
  timestamp: ({ timestamp }) => timeText(timestamp),
  partition: ({ partition }) => String(partition),
  offset: ({ offset }) => offset,
  key: ({ key }) => cellText(key),
  value: ({ value }) => cellText(value),
  headers: ({ headers }) =>
    JSON.stringify(headers.map(({ name, value }) => [name, value === null ? null : value.text])),
  compression: ({ compression }) => compression,
  sizeBytes: ({ sizeBytes }) => String(sizeBytes),
}

/** The columns of a CSV file by their ids. @throws AppError INVALID_INPUT for one that means nothing */
export function csvColumns(ids: readonly string[] | undefined): Column[] {
  return (ids && ids.length > 0 ? ids : DEFAULT_COLUMNS).map((id) => ({ id, text: FIXED[id] ?? ownColumn(id) }))
}

export function csvHead(columns: readonly Column[]): string {
  return csvLine(columns.map(({ id }) => id))
}

export function csvRow(columns: readonly Column[], message: Message): string {
  return csvLine(columns.map(({ text }) => text(message)))
}

function ownColumn(id: string): (message: Message) => string {
  const [, side, rest = ''] = /^(value|key|header):(.+)$/s.exec(id) ?? []
  if (side === 'header')
    return ({ headers }) =>
      headers
        .filter(({ name }) => name === rest)
        .map(({ value }) => cellText(value))
        .join(' ')
  const path = side === undefined ? null : parsePath(rest)
  if (path === null)
    throw invalid(
      'columns',
      `there is no column ${id}: one of ${Object.keys(FIXED).join(', ')}, value:<path>, key:<path>, header:<name>`,
    )
  return (message) => valueAt(side === 'key' ? message.key : message.value, path)
}

function valueAt(decoded: Decoded | null, path: JsonPath): string {
  if (!decoded || !JSON_FORMATS.has(decoded.format)) return ''
  const value = readPath(decoded.text, path, Infinity)
  return value.kind === 'found' ? value.text : ''
}

/** Null and empty look alike in CSV: NDJSON tells them apart. */
function cellText(decoded: Decoded | null): string {
  return decoded?.text ?? ''
}

function timeText(timestamp: number): string {
  const date = new Date(timestamp)
  return timestamp < 0 || Number.isNaN(date.getTime()) ? '' : date.toISOString()
}
