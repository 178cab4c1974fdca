import { isCelError, plan } from '@bufbuild/cel'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { CEL, checkCel } from './cel-check.ts'
import { celLiterals } from './cel-literals.ts'
import { beginTextWork } from './cel-strings.ts'
import { celHeaders, celValueOf } from './cel-values.ts'
import type { Condition, FilterDecoder, FilterFailures } from './condition.ts'
import type { FilterPlace, FilterRecord } from './filter-record.ts'

/** A field that is not there is an answer: the record does not match. */
const ABSENT = /^(field not found|no such|unresolved attribute|index out of bounds)/

/** @throws AppError INVALID_FILTER */
export function celCondition(source: string, failures: FilterFailures, decoder: FilterDecoder | null): Condition {
  const { parsed, uses } = checkCel(source)
  const evaluate = plan(CEL, parsed) as (bindings: Record<string, unknown>) => unknown
  const side = (name: 'key' | 'value', record: FilterRecord) => {
    const bytes = name === 'key' ? record.key() : record.value()
    if (bytes === null) return null
    const decoded = decoder?.decode(name, record) ?? null
    if (decoded === null) return celValueOf(name, bytes)
    if ('problem' in decoded) throw new Unreadable(decoded.problem)
    return decoded.value
  }
  const bind = (record: FilterRecord, place: FilterPlace) => {
    const bindings: Record<string, unknown> = {}
    if (uses.has('value')) bindings['value'] = side('value', record)
    if (uses.has('key')) bindings['key'] = side('key', record)
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
      try {
        beginTextWork()
        const result = evaluate(bind(record, place))
        if (typeof result === 'boolean') return result
        if (!isCelError(result)) return failures.add('It gives a value that is neither true nor false.')
        return ABSENT.test(result.message) ? false : failures.add(result.message)
      } catch (error) {
        if (error instanceof Unreadable) return failures.add(error.message)
        throw error
      }
    },
  }
}

/** A key or value that should have been decoded and could not. */
class Unreadable extends Error {}
