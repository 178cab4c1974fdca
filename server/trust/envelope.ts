import { createHmac, timingSafeEqual } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'

/** The header that carries the signature of a record of the console. */
export const SIGNATURE_HEADER = 'tailrace-signature'

/** Of the envelope's text; a console refuses records of a later one. */
const FORMAT = '1'
const FIELDS = 9
const MAX_LENGTH = 1_000

/** Where a record is valid. A copy on another cluster, or in a topic that was recreated, is not. */
export interface SignatureScope {
  topic: string
  /** Null where the brokers have no id. */
  clusterId: string | null
  /** Null before Kafka 2.8. */
  topicId: string | null
}

/** What a signature says beside the record. */
export interface Envelope {
  keyId: string
  /** One producer of one process: a new one has a new id. */
  writer: string
  /** Rises by one with each record of the writer, from 1. */
  sequence: number
  /** A hybrid logical clock: later than everything its writer had read, in milliseconds where clocks are right. */
  version: number
  /** The offset from which on the topic's records must be signed. */
  start: bigint
  /** The producer id and epoch of the batch it was written in, so that a copy by another client shows. */
  producer: string
  /** What links it to the record before in a chain; `-` where there is none. */
  previous: string
  mac: string
}

export interface SignedBytes {
  key: Buffer | null
  value: Buffer | null
}

type Opened =
  | { kind: 'unsigned' | 'altered' | 'foreignKey' | 'newerVersion'; envelope: null }
  | { kind: 'valid'; envelope: Envelope }

/** The header's value for a record: HMAC-SHA-256 over scope, envelope, key, and value or null. */
export function seal(
  signer: { id: string; key: Buffer },
  scope: SignatureScope,
  unsigned: Omit<Envelope, 'keyId' | 'mac'>,
  record: SignedBytes,
): { text: string; mac: string } {
  const text = textOf({ ...unsigned, keyId: signer.id })
  const mac = macOf(signer.key, scope, text, record)
  return { text: `${text} ${mac}`, mac }
}

/** Looks at the signature of a record; whether it comes at the right time is for {@link RecordVerifier}. */
export function open(
  ring: KeyRing,
  scope: SignatureScope,
  header: Buffer | null | undefined,
  record: SignedBytes,
): Opened {
  if (header === undefined) return { kind: 'unsigned', envelope: null }
  const text = header !== null && header.length <= MAX_LENGTH ? header.toString('latin1') : ''
  const fields = text.split(' ')
  if (/^\d{1,6}$/.test(fields[0] ?? '') && fields[0] !== FORMAT) return { kind: 'newerVersion', envelope: null }
  const [, keyId = '', writer = '', sequence = '', version = '', start = '', producer = '', previous = '', mac = ''] =
    fields
  const numbers = [sequence, version, start]
  if (fields.length !== FIELDS || !numbers.every((number) => /^\d{1,16}$/.test(number)))
    return { kind: 'altered', envelope: null }
  const key = ring.find('records', keyId)
  if (!key) return { kind: 'foreignKey', envelope: null }
  // As text: several texts decode to the same bytes, and only one of them was written.
  const expected = Buffer.from(macOf(key, scope, text.slice(0, text.length - mac.length - 1), record))
  const given = Buffer.from(mac)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'altered', envelope: null }
  const known = { keyId, writer, producer, previous, mac }
  return {
    kind: 'valid',
    envelope: { ...known, sequence: Number(sequence), version: Number(version), start: BigInt(start) },
  }
}

function textOf(envelope: Omit<Envelope, 'mac'>): string {
  const { keyId, writer, sequence, version, start, producer, previous } = envelope
  return [FORMAT, keyId, writer, sequence, version, start, producer, previous].join(' ')
}

function macOf(key: Buffer, scope: SignatureScope, text: string, record: SignedBytes): string {
  const hmac = createHmac('sha256', key)
  // Each part with its length before it, so that no two records have the same bytes.
  for (const part of [scope.topic, scope.clusterId, scope.topicId, text]) {
    add(hmac, part === null ? null : Buffer.from(part))
  }
  add(hmac, record.key)
  add(hmac, record.value)
  return hmac.digest('base64url')
}

function add(hmac: ReturnType<typeof createHmac>, part: Buffer | null): void {
  const length = Buffer.alloc(4)
  length.writeInt32BE(part === null ? -1 : part.length)
  hmac.update(length)
  if (part !== null) hmac.update(part)
}
