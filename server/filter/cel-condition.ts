import { isCelError, plan } from '@bufbuild/cel'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { CEL, checkCel } from './cel-check.ts'
import { celLiterals } from './cel-literals.ts'
import { celHeaders, celValueOf } from './cel-values.ts'
import type { Condition, FilterDecoder } from './condition.ts'
import type { FilterPlace, FilterRecord } from './filter-record.ts'

/** Records for which an expression gave neither true nor false. */
export interface FilterFailures {
  records: number
  /** What the first one said. */
  sample: string | null
}

/** A field that is not there is an answer: the record does not match. */
const ABSENT = /^(field not found|no such|unresolved attribute|index out of bounds)/

/** @throws AppError INVALID_FILTER */
export function celCondition(source: string, failures: FilterFailures, decoder: FilterDecoder | null): Condition {
  const { parsed, uses } = checkCel(source)
  const evaluate = plan(CEL, parsed) as (bindings: Record<string, unknown>) => unknown
  const fail = (text: string) => {
    failures.records += 1
    failures.sample ??= text
    return false
  }
  const side = (name: 'key' | 'value', bytes: Buffer | null) => {
    if (bytes === null) return null
    const decoded = decoder?.knows(name, bytes) ? decoder.decode(name, bytes) : null
    return decoded === null ? celValueOf(name, bytes) : decoded.value
  }
  const bind = (record: FilterRecord, place: FilterPlace) => {
    const bindings: Record<string, unknown> = {}
    if (uses.has('value')) bindings['value'] = side('value', record.value())
    if (uses.has('key')) bindings['key'] = side('key', record.key())
    if (uses.has('headers')) bindings['headers'] = celHeaders(record.headers())
    if (uses.has('partition')) bindings['partition'] = BigInt(place.partition)
    if (uses.has('offset')) bindings['offset'] = record.offset()
    if (uses.has('timestamp')) bindings['timestamp'] = timestampFromMs(record.timestamp)
    if (uses.has('topic')) bindings['topic'] = place.topic
    return bindings
  }
  return {
    literals: celLiterals(parsed.expr),
    matches: (record, place) => {
      const result = evaluate(bind(record, place))
      if (typeof result === 'boolean') return result
      if (!isCelError(result)) return fail('it gives a value that is neither true nor false')
      return ABSENT.test(result.message) ? false : fail(result.message)
    },
  }
}
