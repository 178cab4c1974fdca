import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import { AppError } from '#lib/errors.ts'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import { asFilterRecord } from '#server/filter/filter-record.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { Serde } from '#server/serde/serde.ts'
import { unpackRecords } from './pack-records.ts'
import type { Asked, FilterJob, Pulse } from './protocol.ts'
import { watched } from './watched.ts'

/** Which of the records match, and what the filter met. */
export interface Matched {
  meant: boolean[]
  failures: FilterFailures | null
}

/** For the records of one question, a few hundred at most: others wait for the thread meanwhile. */
const MAX_MS = 10_000

/** One filter in a thread, asked about records that were read elsewhere. */
export class Matcher {
  readonly #topic: string
  readonly #serde: Serde
  readonly #filter: RecordFilter | null

  /** @throws AppError INVALID_FILTER */
  constructor({ topic, filter }: FilterJob, { serde, pulse }: { serde: Serde; pulse: Pulse }) {
    this.#topic = topic
    this.#serde = serde
    const { keyFormat, valueFormat } = filter
    const compiled = compileFilter(filter, serdeDecoder(serde, { topic, keyFormat, valueFormat }))
    this.#filter = compiled && watched(compiled, pulse)
  }

  /** @throws AppError LIMIT_EXCEEDED */
  async matches({ partition, records, bytes }: Asked): Promise<Matched> {
    const topic = this.#topic
    const asked = unpackRecords(records, bytes)
    await this.#serde.prepare(asked.map((record) => ({ topic, ...record })))
    const start = performance.now()
    const meant = asked.map((record) => {
      if (performance.now() - start > MAX_MS)
        throw new AppError(
          'LIMIT_EXCEEDED',
          `The filter took longer than ${MAX_MS / 1000} s for ${asked.length} records and was stopped. Make it simpler.`,
        )
      return this.#filter?.matches(asFilterRecord(record), { topic, partition }) ?? true
    })
    return { meant, failures: this.#filter?.failures.take() ?? null }
  }
}
