import type { Condition, FilterDecoder, FilterFailures } from './condition.ts'
import type { FilterPlace, FilterRecord } from './filter-record.ts'
import { hasEscapes, resolveEscapes } from './json-escapes.ts'
import { foldedLiteral, textLiteral } from './literals.ts'

/**
 * Text in the key, the value, or a header's name or value: in the bytes as stored, in the text once JSON's escapes are resolved, or in what
 * a decoder makes of them.
 */
export function textCondition(
  text: string,
  caseSensitive: boolean,
  failures: FilterFailures,
  decoder: FilterDecoder | null,
): Condition {
  const literal = Buffer.from(text)
  const folded = text.toLowerCase()
  const inText = (candidate: string) =>
    caseSensitive ? candidate.includes(text) : candidate.toLowerCase().includes(folded)
  const inBytes = (bytes: Buffer) => (caseSensitive ? bytes.includes(literal) : inText(bytes.toString('utf8')))
  const inPart = (bytes: Buffer | null) =>
    bytes !== null &&
    bytes.length > 0 &&
    (inBytes(bytes) || (hasEscapes(bytes) && inText(resolveEscapes(bytes.toString('utf8')))))
  const inDecoded = (side: 'key' | 'value', record: FilterRecord, place: FilterPlace) => {
    const decoded = decoder?.decode(side, record) ?? null
    if (decoded === null) return false
    if ('problem' in decoded) return failures.add(decoded.problem, record, place)
    return inText(decoded.text) || inText(resolveEscapes(decoded.text))
  }
  return {
    literals: caseSensitive ? textLiteral(text) : foldedLiteral(text),
    matches: (record, place) =>
      inPart(record.value()) ||
      inPart(record.key()) ||
      record.headers().some((header) => inBytes(header.name) || inPart(header.value)) ||
      inDecoded('value', record, place) ||
      inDecoded('key', record, place),
  }
}
