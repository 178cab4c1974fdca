import type { Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { parsePath, pathsIn, type PathValue, readPath } from '#lib/json/json-path.ts'

const GENERAL = [
  'value.contains("text")',
  'key.startsWith("order-")',
  'headers["source"] == "web"',
  'value == null',
  'partition == 0 && offset > 1000',
]
const PLAIN = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/
const OWN = 4
const MAX_TEXT = 40

/** Expressions to begin with, made of the fields of the records at hand where they have any. */
export function exampleFilters(rows: readonly Message[]): string[] {
  const json = rows.find((row) => row.value && JSON_FORMATS.has(row.value.format))?.value?.text ?? ''
  const own = pathsIn(json)
    .filter((path) => PLAIN.test(path))
    .flatMap((path) => exampleFor(path, readPath(json, parsePath(path) ?? [])) ?? [])
  return [...own.slice(0, OWN), ...GENERAL]
}

function exampleFor(path: string, value: PathValue): string | null {
  if (value.kind !== 'found') return null
  const { type, text } = value
  if (type === 'string') return text.length > MAX_TEXT ? null : `value.${path} == ${JSON.stringify(text)}`
  if (type === 'number')
    return /^-?\d{1,15}(\.\d+)?$/.test(text) ? `value.${path} > ${text.includes('.') ? text : `${text}.0`}` : null
  if (type === 'array') return `size(value.${path}) > 1`
  return type === 'word' && text !== 'null' ? `value.${path} == ${text}` : null
}
