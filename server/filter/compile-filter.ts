import type { FormatName } from '#lib/contract/messages.ts'
import type { FilterQuery } from '#lib/contract/search.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { type Candidates, findCandidates } from './candidates.ts'
import { celCondition } from './cel-condition.ts'
import { type Condition, type FilterDecoder, FilterFailures } from './condition.ts'
import { headerCondition, keyBytes, keyCondition } from './exact-conditions.ts'
import { asFilterRecord, type FilterPlace, type FilterRecord } from './filter-record.ts'
import { type Literals, stronger } from './literals.ts'
import { textCondition } from './text-condition.ts'

export type FilterInput = Partial<FilterQuery> & {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
}

/** A filter, ready to be asked of batches and records. It keeps no state but {@link RecordFilter.failures}. */
export interface RecordFilter {
  /** Text of which some must stand in a record's bytes; null where nothing can be said, so that every record has to be decoded. */
  readonly literals: Literals | null
  /** Counted since it was compiled. */
  readonly failures: FilterFailures
  /** The records of an unpacked batch that have to be asked; null where none of them can match. */
  candidates(payload: Buffer): Candidates | null
  matches(record: FilterRecord, place: FilterPlace): boolean
  matchesRecord(record: KafkaRecord, place: FilterPlace): boolean
}

/**
 * Compiles text, exact key, header and CEL, all of which must hold; null where everything matches. Without a decoder
 * (`serdeDecoder`) only JSON and text are understood. CEL runs in the caller's thread: an
 * expression of a stranger belongs into a search worker.
 * @throws AppError INVALID_FILTER (with line and column, for the field `filter`) or INVALID_INPUT
 */
export function compileFilter(input: FilterInput, decoder: FilterDecoder | null = null): RecordFilter | null {
  const failures = new FilterFailures()
  const conditions: Condition[] = []
  // The cheap ones first.
  if (input.key !== undefined) conditions.push(keyCondition(input.key, keyBytes(input.key, input.keyFormat), decoder))
  if (input.header !== undefined && input.header !== '') conditions.push(headerCondition(input.header))
  if (input.text !== undefined && input.text !== '')
    conditions.push(textCondition(input.text, input.caseSensitive ?? true, failures, decoder))
  if (input.filter !== undefined && input.filter.trim() !== '')
    conditions.push(celCondition(input.filter, failures, decoder))
  if (conditions.length === 0) return null
  const literals = conditions.map((one) => one.literals).reduce((all, one) => stronger(all, one))
  const last = conditions.at(-1)
  const matches = (record: FilterRecord, place: FilterPlace) =>
    conditions.every((condition) => {
      // The others are cheap and cannot fail: it is the last that may have no answer.
      if (condition === last) failures.evaluated += 1
      return condition.matches(record, place)
    })
  return {
    literals,
    failures,
    candidates: (payload) => findCandidates(payload, { literals, mayHide: decoder?.mayHide ?? null }),
    matches,
    matchesRecord: (record, place) => matches(asFilterRecord(record), place),
  }
}
