import { headerNameText } from '#server/kafka/records/header-names.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'

/** Any but UTF-8 is no text: a name or value of other bytes is not taken for one. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The headers of one record by name, read exactly: what has not the width or form that a family writes is null, never a guess.
 * Duplicates keep their order; which of them counts is the family's business.
 */
export class HeaderView {
  readonly names: readonly string[]
  readonly #headers: readonly RecordHeader[]

  constructor(headers: readonly RecordHeader[]) {
    this.#headers = headers
    this.names = headers.map(({ name }) => headerNameText(name))
  }

  has(name: string): boolean {
    return this.names.includes(name)
  }

  first(name: string): Buffer | null {
    const at = this.names.indexOf(name)
    return at < 0 ? null : (this.#headers[at]?.value ?? null)
  }

  last(name: string): Buffer | null {
    const at = this.names.lastIndexOf(name)
    return at < 0 ? null : (this.#headers[at]?.value ?? null)
  }
}

export function text(bytes: Buffer | null): string | null {
  if (bytes === null) return null
  const decoded = bytes.toString('utf8')
  // Only what was replaced has to be looked at closely: it may have been there from the start.
  if (!decoded.includes('\ufffd')) return decoded
  try {
    return utf8.decode(bytes)
  } catch {
    return null
  }
}

/** Four bytes, big endian, as Java's `ByteBuffer.putInt` writes them; of another width, decimal text, as others write the same headers. */
export function int32(bytes: Buffer | null): number | null {
  return bytes?.length === 4 ? bytes.readInt32BE() : decimalInt(bytes)
}

/** Eight bytes, big endian, as Java's `ByteBuffer.putLong` writes them; of another width, decimal text. */
export function int64(bytes: Buffer | null): bigint | null {
  return bytes?.length === 8 ? bytes.readBigInt64BE() : decimal(bytes)
}

/** Java's `BigInteger.toByteArray`: two's complement, big endian, as few bytes as it takes. */
export function bigInteger(bytes: Buffer | null): bigint | null {
  if (bytes === null || bytes.length === 0 || bytes.length > 8) return null
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
}

/** A whole number written as decimal text. */
export function decimal(bytes: Buffer | null): bigint | null {
  const digits = text(bytes)
  return digits !== null && /^-?\d{1,19}$/.test(digits) ? BigInt(digits) : null
}

/** A small whole number written as decimal text: a partition, a count. */
export function decimalInt(bytes: Buffer | null): number | null {
  const value = decimal(bytes)
  return value !== null && value >= -0x8000_0000n && value <= 0x7fff_ffffn ? Number(value) : null
}

/** Milliseconds as a number; null where they are none or negative (Kafka's "no timestamp"). */
export function millis(value: bigint | null): number | null {
  return value === null || value < 0n || value > 8_640_000_000_000_000n ? null : Number(value)
}
