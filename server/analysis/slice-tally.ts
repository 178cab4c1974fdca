import type { Analysis, PartitionFigures } from '#lib/contract/analysis.ts'
import type { Compression } from '#server/kafka/records/codecs.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { DuplicateWatch } from './duplicate-watch.ts'
import { FormatSamples } from './format-samples.ts'
import { FrequentKeys } from './frequent-keys.ts'
import { HeaderTally } from './header-tally.ts'
import { type IdOf, idOf } from './id-of.ts'
import { SizeTally } from './size-tally.ts'
import { TimeTally } from './time-tally.ts'

interface TallyOptions {
  /** About how many records will come. */
  expectedRecords: number
  partitions: readonly number[]
  /** Which id must not occur twice; see {@link idOf}. */
  id?: string | undefined
}

/** Everything that is counted about the records of a slice, in memory that does not grow with it. */
export class SliceTally {
  records = 0
  readonly #keys = new SizeTally()
  readonly #values = new SizeTally()
  readonly #topKeys = new FrequentKeys()
  readonly #times = new TimeTally()
  readonly #headers = new HeaderTally()
  /** For finding out formats, which is the receiver's part. */
  readonly samples: FormatSamples
  readonly #duplicates: DuplicateWatch | null
  readonly #idOf: IdOf | null
  readonly #partitions: Map<number, PartitionFigures>
  readonly #batches = new Map<Compression, Analysis['batches'][number]>()
  #transactional = 0

  constructor({ expectedRecords, partitions, id }: TallyOptions) {
    this.samples = new FormatSamples(expectedRecords)
    this.#idOf = id === undefined ? null : idOf(id)
    this.#duplicates = id === undefined ? null : new DuplicateWatch(id)
    this.#partitions = new Map(
      partitions.map((partition) => [
        partition,
        { partition, records: 0, bytes: 0, tombstones: 0, firstAt: null, lastAt: null },
      ]),
    )
  }

  add(cursor: RecordCursor, partition: number): void {
    const bytes = cursor.end - cursor.start
    const key = cursor.key()
    this.records += 1
    this.#keys.add(cursor.keyBytes)
    this.#values.add(cursor.valueBytes)
    if (key) this.#topKeys.add(key, bytes)
    this.#times.add(cursor.timestamp, bytes)
    const headers = cursor.headers()
    this.#headers.add(headers)
    this.samples.add(cursor, headers)
    if (this.#idOf) this.#duplicates?.add(this.#idOf(cursor), partition, cursor.offset())
    const figures = this.#partitions.get(partition)
    if (figures) addTo(figures, cursor, bytes)
  }

  /** The batch that so many of the added records came from. */
  addBatch(batch: RecordBatch, records: number, unpackedBytes: number): void {
    if (records === 0) return
    const { compression } = batch
    const known = this.#batches.get(compression)
    const sum = known ?? { compression, batches: 0, records: 0, storedBytes: 0, unpackedBytes: 0 }
    sum.batches += 1
    sum.records += records
    sum.storedBytes += batch.sizeBytes
    sum.unpackedBytes += unpackedBytes
    this.#batches.set(compression, sum)
    if (batch.transactional) this.#transactional += records
  }

  figures(): Omit<Analysis, 'asked' | 'coverage' | 'formats'> {
    return {
      records: this.records,
      keys: this.#keys.figures(),
      values: this.#values.figures(),
      partitions: [...this.#partitions.values()],
      topKeys: this.#topKeys.top(),
      duplicates: this.#duplicates?.figures() ?? null,
      rate: this.#times.figures(),
      headers: this.#headers.figures(),
      batches: [...this.#batches.values()].toSorted((a, b) => b.records - a.records),
      transactional: this.#transactional,
    }
  }
}

function addTo(figures: PartitionFigures, { timestamp, valueBytes }: RecordCursor, bytes: number): void {
  figures.records += 1
  figures.bytes += bytes
  if (valueBytes < 0) figures.tombstones += 1
  if (timestamp < 0) return
  if (figures.firstAt === null || timestamp < figures.firstAt) figures.firstAt = timestamp
  if (figures.lastAt === null || timestamp > figures.lastAt) figures.lastAt = timestamp
}
