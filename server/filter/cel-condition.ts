import { isCelError, plan } from '@bufbuild/cel'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { CEL, checkCel } from './cel-check.ts'
import { CelFailures, typeOf } from './cel-failure.ts'
import { celLiterals } from './cel-literals.ts'
import { beginComparisons, mixedComparison } from './cel-overloads.ts'
import { beginTextWork } from './cel-strings.ts'
import { celHeaders, celValueOf } from './cel-values.ts'
import type { Condition, FilterDecoder, FilterFailures } from './condition.ts'
import type { FilterPlace, FilterRecord } from './filter-record.ts'

/** @throws AppError INVALID_FILTER */
export function celCondition(source: string, failures: FilterFailures, decoder: FilterDecoder | null): Condition {
  const { parsed, uses } = checkCel(source)
  const failing = new CelFailures(source, parsed)
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
        beginComparisons()
        const bindings = bind(record, place)
        const result = evaluate(bindings)
        const mixed = mixedComparison()
        if (mixed) {
          const { id, values } = mixed
          const kind = `${id} ${values.map(typeOf).join(' ')}`
          failures.count(kind, record, place, () => failing.comparison(id, values, bindings))
        }
        if (typeof result === 'boolean') return result
        if (!isCelError(result)) {
          const type = typeOf(result)
          return failures.count(`result ${type}`, record, place, () => ({ kind: 'result', type }))
        }
        // A field that is not there is an answer: the record does not match.
        const id = failing.idOf(result, bindings)
        return failures.count(id, record, place, () => failing.explain(result, bindings))
      } catch (error) {
        if (error instanceof Unreadable) return failures.add(error.message, record, place)
        throw error
      }
    },
  }
}

/** A key or value that should have been decoded and could not. */
class Unreadable extends Error {}
