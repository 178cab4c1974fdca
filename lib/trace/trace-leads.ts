import type { Decoded, Message } from '../contract/messages.ts'

/** Something in a record by which others of the same story can be found. */
export interface TraceLead {
  /** `Same trace`, `Same correlation-id`, `Same key`. */
  label: string
  follow: 'text' | 'header' | 'key'
  value: string
  /** Of a key that is not text. */
  keyFormat?: string
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/i
/** B3 in one header and Jaeger's: the trace id stands first. */
const FIRST_PART = /^([\da-f]{16,32})[-:]/i
const HEX_ID = /^[\da-f]{16,32}$/i
const ID_HEADER =
  /^((x|kafka)[-_])?(correlation|request|conversation|transaction|saga|process|event|message|causation|session)[-_]?id$/i
const TEXT_FORMATS = new Set<string>(['text', 'json', 'uuid'])
const MAX_LEADS = 6

/**
 * The ids of a record that others may bear too, the most telling first: the trace of W3C Trace Context, B3 or Jaeger, headers that
 * are named like ids, the key. A trace id is followed as text, since each record has its own span behind it.
 */
export function traceLeads({ key, headers }: Pick<Message, 'key' | 'headers'>): TraceLead[] {
  const leads: TraceLead[] = []
  const add = (lead: TraceLead) => {
    if (leads.length < MAX_LEADS && !leads.some(({ value }) => value === lead.value)) leads.push(lead)
  }
  for (const { name, value } of headers) {
    const trace = traceId(name.toLowerCase(), textOf(value) ?? '')
    if (trace !== null) add({ label: 'Same trace', follow: 'text', value: trace })
  }
  for (const { name, value } of headers) {
    const text = textOf(value)
    if (ID_HEADER.test(name) && text !== null && !name.includes(':'))
      add({ label: `Same ${name}`, follow: 'header', value: `${name}:${text}` })
  }
  const exact = exactKey(key)
  if (exact)
    add({
      label: 'Same key everywhere',
      follow: 'key',
      value: exact.text,
      ...(exact.format === undefined ? {} : { keyFormat: exact.format }),
    })
  return leads
}

/** The key as a search for the whole of it takes it; null where its text does not tell it exactly. */
export function exactKey(key: Decoded | null): { text: string; format?: string } | null {
  if (key === null || key.truncated || key.sizeBytes === 0 || key.schema || key.text.length > 2_000) return null
  if (key.format === 'text' || key.format === 'json') return key.base64 === undefined ? { text: key.text } : null
  return WRITTEN_KEYS.has(key.format) ? { text: key.text, format: key.format } : null
}

const WRITTEN_KEYS = new Set<string>(['int8', 'int16', 'int32', 'int64', 'float', 'double', 'uuid', 'hex', 'xml'])

function traceId(name: string, text: string): string | null {
  if (name === 'traceparent') return TRACEPARENT.exec(text)?.[1] ?? null
  if (name === 'b3' || name === 'uber-trace-id') return FIRST_PART.exec(text)?.[1] ?? null
  return name === 'x-b3-traceid' && HEX_ID.test(text) ? text : null
}

function textOf(value: Decoded | null): string | null {
  if (value === null || value.truncated || value.base64 !== undefined || !TEXT_FORMATS.has(value.format)) return null
  return value.text.length >= 3 && value.text.length <= 300 ? value.text : null
}
