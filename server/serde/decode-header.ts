import type { Decoded, Header } from '#lib/contract/messages.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { decodeBytes, type DecodeOptions } from './decode.ts'

/** Headers that Spring writes as big-endian integers, whatever their bytes look like as text. */
const INTEGERS =
  /^(kafka_(dlt-)?original-(partition|offset|timestamp)|kafka_deliveryAttempt|x-original-(partition|offset|timestamp)|retry_topic-(attempts|backoff-timestamp|original-timestamp))$/

/** Of these, the ones in as few bytes as they take. */
const SHORTEST = /^retry_topic-/
const DIGITS = /^-?\d+$/

/** A header with its value typed: big-endian integers for the names that are known to hold them, else as {@link decodeBytes} finds. */
export function decodeHeader({ name, value, cut }: RecordHeader, options: DecodeOptions = {}): Header {
  const text = name.toString('utf8')
  return { name: text, value: value === null ? null : decodeHeaderValue(text, value, { ...options, cut }) }
}

function decodeHeaderValue(name: string, value: Buffer, options: DecodeOptions): Decoded {
  if (!INTEGERS.test(name) || value.length === 0 || value.length > 8 || isDigits(name, value))
    return asText(decodeBytes(value, options))
  return {
    format: value.length > 4 ? 'int64' : 'int32',
    text: String(integerOf(value)),
    sizeBytes: value.length,
    truncated: false,
    reason: `${name} holds a big-endian integer of ${value.length} bytes.`,
    // Of another width than the format says: the number alone does not tell how many bytes there were.
    ...(value.length === 4 || value.length === 8 ? {} : { base64: value.toString('base64') }),
  }
}

/** Others write these headers as decimal text. What Spring writes has 4 or 8 bytes, but for integers of as few bytes as they need. */
function isDigits(name: string, value: Buffer): boolean {
  return !SHORTEST.test(name) && value.length !== 4 && value.length !== 8 && DIGITS.test(value.toString('latin1'))
}

/** Headers are text far more often than JSON: a bare number or word is no reason to think otherwise. */
function asText(decoded: Decoded): Decoded {
  return decoded.format === 'json' && !/^\s*[{[]/.test(decoded.text) ? { ...decoded, format: 'text' } : decoded
}

/** A two's complement number of 1 to 8 bytes; Java's BigInteger uses as few as it needs. */
export function integerOf(value: Buffer): bigint {
  return BigInt.asIntN(value.length * 8, BigInt(`0x${value.toString('hex')}`))
}
