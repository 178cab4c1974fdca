import type { TailQuery } from '#lib/contract/tail.ts'
import { hashOf } from '#lib/cursor/cursor.ts'
import { AppError } from '#lib/errors.ts'
import { checkCel } from '#server/filter/cel-check.ts'
import type { Candidates } from '#server/filter/candidates.ts'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import type { FilterDecoder } from '#server/filter/condition.ts'
import type { FilterPlace } from '#server/filter/filter-record.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'

export type FilterInput = Pick<
  TailQuery,
  'text' | 'caseSensitive' | 'key' | 'header' | 'filter' | 'keyFormat' | 'valueFormat'
>

/** Tells filters apart; two viewers with the same one share all work. */
export function filterKey({ text, caseSensitive, key, header, filter, keyFormat }: FilterInput): string {
  return JSON.stringify([text, text === undefined || caseSensitive, key, header, filter, key && keyFormat])
}

/** The same in a cursor, which is to be short. */
export function filterHash(input: FilterInput): number {
  return hashOf(filterKey(input))
}

/**
 * An expression runs in the thread that serves everybody, so that in a live tail it may cost less than in a search, which has threads of its
 * own: one loop, and not over large values.
 */
const LIMIT = { loops: 1, nodesWithLoop: 200, bytesWithLoop: 64 << 10, bytes: 1 << 20 }
/** For one record, and for those of one fetch when they are also expensive one by one. */
const MAX_RECORD_MS = 250
const MAX_FETCH_MS = 1_000
const EXPENSIVE_MS = 0.2

const SEARCH_INSTEAD = 'a search can do more'

/** What a viewer wants to see, ready to be asked of every batch and record; shared by all who want the same. */
export class TailFilter {
  readonly #filter: RecordFilter
  /** Larger values are not given to an expression; null where there is none. */
  readonly #maxBytes: number | null
  #spentMs = 0
  #asked = 0
  /** Of this thread, when the fetch began. */
  #cpuMs = 0

  constructor(filter: RecordFilter, maxBytes: number | null) {
    this.#filter = filter
    this.#maxBytes = maxBytes
  }

  /** Records of which an expression could not say whether they match, since it was compiled. */
  get failures(): RecordFilter['failures'] {
    return this.#filter.failures
  }

  /** Before the records of one fetch. */
  begin(): void {
    this.#spentMs = this.#asked = 0
    if (this.#maxBytes !== null) this.#cpuMs = threadCpuMs()
  }

  /** The records of an unpacked batch that have to be asked; null where none of them can match. */
  candidates(payload: Buffer): Candidates | null {
    return this.#filter.candidates(payload)
  }

  /** @throws AppError LIMIT_EXCEEDED where the expression takes so long that others would wait for it */
  matches(cursor: RecordCursor, place: FilterPlace): boolean {
    if (this.#maxBytes === null) return this.#filter.matches(cursor, place)
    if (cursor.valueBytes > this.#maxBytes || cursor.keyBytes > this.#maxBytes) {
      this.failures.evaluated += 1
      return this.failures.add(
        `records of more than ${this.#maxBytes >> 10} KB are not looked into by expressions of live tails; ${SEARCH_INSTEAD}`,
        cursor,
        place,
      )
    }
    const start = performance.now()
    const matches = this.#filter.matches(cursor, place)
    const ms = performance.now() - start
    this.#spentMs += ms
    this.#asked += 1
    const tooLong = this.#spentMs > MAX_FETCH_MS && this.#spentMs / this.#asked > EXPENSIVE_MS
    // Where the machine is busy, time passes in which this thread did not run: that is not the expression's.
    if ((ms > MAX_RECORD_MS && this.#cpuMsOf(cursor, place) > MAX_RECORD_MS) || (tooLong && this.#spentCpu())) {
      throw new AppError(
        'LIMIT_EXCEEDED',
        `The filter expression takes too long for a live tail (${Math.round(ms)} ms for the record ${place.topic}/${place.partition}/${cursor.offset()}): make it simpler; ${SEARCH_INSTEAD}.`,
      )
    }
    return matches
  }

  /** What the expression costs for this record, asked once more. */
  #cpuMsOf(cursor: RecordCursor, place: FilterPlace): number {
    const start = threadCpuMs()
    this.#filter.matches(cursor, place)
    return threadCpuMs() - start
  }

  #spentCpu(): boolean {
    if (threadCpuMs() - this.#cpuMs > MAX_FETCH_MS) return true
    this.begin()
    return false
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** For the records of one topic; null where everything is wanted. @throws AppError INVALID_FILTER, INVALID_INPUT */
export function compileTailFilter(input: FilterInput, decoder: FilterDecoder | null = null): TailFilter | null {
  const filter = compileFilter(input, decoder)
  return filter && new TailFilter(filter, maxBytesFor(input.filter))
}

function maxBytesFor(source: string | undefined): number | null {
  if (source === undefined || source.trim() === '') return null
  const { loops, nodes } = checkCel(source)
  if (loops === 0) return LIMIT.bytes
  const problem =
    loops > LIMIT.loops
      ? 'loops (all, exists, map, filter) cannot stand inside of each other in a live tail'
      : nodes > LIMIT.nodesWithLoop
        ? 'an expression with a loop (all, exists, map, filter) cannot be this long in a live tail'
        : null
  if (problem === null) return LIMIT.bytesWithLoop
  const message = `${problem}; ${SEARCH_INSTEAD}`
  throw new AppError('INVALID_FILTER', `filter: ${message}`, { issues: [{ path: 'filter', message }] })
}
