import type { Decoded, Message } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import type { RecordAt } from '#lib/queries/messages.ts'

/** The record as JSON. What is JSON or was decoded to it is put in as its text, so no digit of a number changes. */
export function recordJson(message: Message): string {
  const { topic, partition, offset, timestamp, timestampType, key, value, headers } = message
  const fields: [string, string][] = [
    ['topic', JSON.stringify(topic)],
    ['partition', String(partition)],
    ['offset', offset],
    ['timestamp', message.timestampExact ?? String(timestamp)],
    ['timestampType', JSON.stringify(timestampType)],
    ['key', jsonOf(key)],
    ['value', jsonOf(value)],
    [
      'headers',
      `[${headers.map((header) => `{ "name": ${JSON.stringify(header.name)}, "value": ${jsonOf(header.value)} }`).join(', ')}]`,
    ],
  ]
  return `{\n${fields.map(([name, text]) => `  ${JSON.stringify(name)}: ${text}`).join(',\n')}\n}\n`
}

function jsonOf(decoded: Decoded | null): string {
  if (decoded === null) return 'null'
  if (JSON_FORMATS.has(decoded.format) && !decoded.truncated) return decoded.text
  if (decoded.base64 !== undefined) return JSON.stringify({ base64: decoded.base64 })
  if (decoded.format === 'text' || decoded.format === 'empty') return JSON.stringify(decoded.text)
  return JSON.stringify({ [decoded.format]: decoded.text })
}

/** A kcat command that prints exactly this record. */
export function kcatCommand(topic: string, { partition, offset }: RecordAt): string {
  const format = String.raw`Key (%K bytes): %k\nValue (%S bytes): %s\nTime: %T\nHeaders: %h\n`
  return `kcat -C -b "$BROKERS" -t ${quoted(topic)} -p ${partition} -o ${offset} -c 1 -e -f ${quoted(format)}`
}

/** A curl command that asks this console for the record. */
export function curlCommand(url: string): string {
  return `curl -sS ${quoted(url)}`
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
