import type { FormatName } from '#lib/contract/messages.ts'
import { invalid } from '#lib/errors.ts'
import { encodeInput } from '#server/serde/encode.ts'
import type { Condition, FilterDecoder } from './condition.ts'
import { storedLiteral } from './literals.ts'

/** The bytes of an exact key: its UTF-8, or what it is in a chosen format. @throws AppError INVALID_INPUT */
export function keyBytes(key: string, format?: FormatName): Buffer {
  if (format === undefined || format === 'json' || format === 'empty') return Buffer.from(key)
  return encodeInput({ text: key, format }, 'key') ?? Buffer.from(key)
}

/** The whole key, as stored or as a decoder reads it. */
export function keyCondition(key: string, bytes: Buffer, decoder: FilterDecoder | null): Condition {
  return {
    literals: storedLiteral(bytes),
    matches: (record) => {
      const stored = record.key()
      if (stored === null) return false
      if (stored.equals(bytes)) return true
      const decoded = decoder?.decode('key', record) ?? null
      return decoded !== null && !('problem' in decoded) && (decoded.value === key || decoded.text === key)
    },
  }
}

/** A header `name:value`, or a name whatever its value. The name ends at the first colon. @throws AppError INVALID_INPUT */
export function headerCondition(header: string): Condition {
  const colon = header.indexOf(':')
  const name = Buffer.from(colon < 0 ? header : header.slice(0, colon))
  const value = colon < 0 ? null : Buffer.from(header.slice(colon + 1))
  if (name.length === 0) throw invalid('header', 'name:value is expected, or a name alone')
  return {
    literals: storedLiteral(value !== null && value.length >= name.length ? value : name),
    matches: (record) =>
      record
        .headers()
        .some((has) => has.name.equals(name) && (value === null || (has.value !== null && has.value.equals(value)))),
  }
}
