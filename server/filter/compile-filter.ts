import type { FormatName } from '#lib/contract/messages.ts'
import type { FilterQuery } from '#lib/contract/search.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { celCondition, type FilterFailures } from './cel-condition.ts'
import type { Condition, FilterDecoder } from './condition.ts'
import { headerCondition, keyBytes, keyCondition } from './exact-conditions.ts'
import { asFilterRecord, type FilterPlace, type FilterRecord } from './filter-record.ts'
import { findHits, type Literals, stronger } from './literals.ts'
import { textCondition } from './text-condition.ts'

export type FilterInput = Partial<FilterQuery> & { keyFormat?: FormatName | undefined }

/** A filter, ready to be asked of batches and records. It keeps no state but {@link RecordFilter.failures}. */
export interface RecordFilter {
  /** One of these stands in the bytes of each record that matches; null where nothing can be said of the bytes. */
  readonly literals: Literals | null
  /** Counted since it was compiled. */
  readonly failures: FilterFailures
  /** False only where no record of this unpacked batch can match. */
  mayMatch(payload: Buffer): boolean
  matches(record: FilterRecord, place: FilterPlace): boolean
  matchesRecord(record: KafkaRecord, place: FilterPlace): boolean
}

/**
 * Compiles text, exact key, header and CEL, all of which must hold; null where everything matches. CEL runs in the caller's thread: an
 * expression of a stranger belongs into a search worker.
 * @throws AppError INVALID_FILTER (with line and column, for the field `filter`) or INVALID_INPUT
 */
export function compileFilter(input: FilterInput, decoder: FilterDecoder | null = null): RecordFilter | null {
  const failures: FilterFailures = { records: 0, sample: null }
  const conditions: Condition[] = []
  // The cheap ones first.
  if (input.key !== undefined) conditions.push(keyCondition(input.key, keyBytes(input.key, input.keyFormat), decoder))
  if (input.header !== undefined && input.header !== '') conditions.push(headerCondition(input.header))
  if (input.text !== undefined && input.text !== '')
    conditions.push(textCondition(input.text, input.caseSensitive ?? true, decoder))
  if (input.filter !== undefined && input.filter.trim() !== '')
    conditions.push(celCondition(input.filter, failures, decoder))
  if (conditions.length === 0) return null
  // What a decoder reads may hold text in another form than its bytes.
  const literals = decoder ? null : conditions.map((one) => one.literals).reduce((all, one) => stronger(all, one))
  const matches = (record: FilterRecord, place: FilterPlace) =>
    conditions.every((condition) => condition.matches(record, place))
  return {
    literals,
    failures,
    mayMatch: (payload) => literals === null || findHits(payload, literals) !== null,
    matches,
    matchesRecord: (record, place) => matches(asFilterRecord(record), place),
  }
}
