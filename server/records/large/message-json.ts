import { isUtf8 } from 'node:buffer'
import { restored } from './restored.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { type KnownSchemas, Serde } from '#server/serde/serde.ts'
import type { SerdeSettings } from '#server/serde/serde-settings.ts'
import { type MessageOptions, type RecordPlace, toMessage } from '../to-message.ts'

/** What one look at a record answers at most, as JSON. */
export const ANSWER_BYTES = 16 << 20
const LEAST_BYTES = 1_024

/** A record that was read already and what decodes it, as plain values. */
export interface MessageTask extends Pick<MessageOptions, 'keyFormat' | 'valueFormat'> {
  place: RecordPlace
  record: KafkaRecord
  /** Infinity for as much as an answer takes. */
  maxBytes: number
  schemas: KnownSchemas
  protobuf: SerdeSettings['protobuf']
}

/** A record as it is answered, its parts shortened until the whole fits. */
export function messageJson({ place, record: sent, schemas, protobuf, maxBytes, ...formats }: MessageTask): Buffer {
  const record = restored(sent)
  const serde = new Serde({ registry: null, protobuf }, schemas)
  const made = (most: number) =>
    Buffer.from(JSON.stringify(toMessage(place, record, { ...formats, maxBytes: most, serde })))
  let most = Math.min(maxBytes, firstTry(record))
  let json = made(most)
  while (json.length > ANSWER_BYTES && most > LEAST_BYTES) {
    const least = Math.min(most, ANSWER_BYTES) * (ANSWER_BYTES / json.length) * 0.98
    most = Math.max(LEAST_BYTES, Math.floor(least))
    json = made(most)
  }
  return json
}

/** Infinity where all of it will fit, by how many characters its bytes become. */
function firstTry({ key, value, headers }: KafkaRecord): number {
  const parts = [key, value, ...headers.map((header) => header.value)].filter((part) => part !== null)
  const costs = parts.map((part) => ({ bytes: part.length, chars: charsOf(part) }))
  const chars = costs.reduce((sum, cost) => sum + cost.chars, 0)
  if (chars <= ANSWER_BYTES) return Infinity
  const dearest = Math.max(...costs.map((cost) => cost.chars / Math.max(1, cost.bytes)))
  const large = costs.filter((cost) => cost.bytes > ANSWER_BYTES / 64).length
  return Math.floor(ANSWER_BYTES / dearest / Math.max(1, large))
}

/** As JSON has to escape text: six characters for a control character, two for quotes and backslashes. Other bytes become hex. */
function charsOf(bytes: Buffer): number {
  if (!isUtf8(bytes)) return bytes.length * 2
  let chars = bytes.length
  for (const byte of bytes)
    if (byte < 0x20) chars += 5
    else if (byte === 0x22 || byte === 0x5c) chars += 1
  return chars
}
