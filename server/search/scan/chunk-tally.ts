import type { HiddenBatch, RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { Direction } from '#server/kafka/fetch/read-range.ts'
import type { Passed } from './partition-scanner.ts'

/** Keeps the counts of a partition those of the position that was reached in its chunk, wherever that is. */
export class ChunkTally {
  /** They are no gap, and were not looked at. */
  damagedRecords = 0
  readonly #counts: Passed
  readonly #begun: Passed
  readonly #chunk: RangeChunk
  readonly #direction: Direction
  /** Not passed yet, the next one last. */
  readonly #hidden: HiddenBatch[]

  constructor(counts: Passed, chunk: RangeChunk, direction: Direction) {
    const { records, aborted, control, gaps } = counts
    this.#counts = counts
    this.#begun = { records, aborted, control, gaps }
    this.#chunk = chunk
    this.#direction = direction
    this.#hidden = direction === 'forward' ? chunk.hidden.toReversed() : [...chunk.hidden]
  }

  /** Everything up to `at` was looked at: so many records of the partition. What is no record, shown or hidden, is a gap. */
  reach(at: bigint, records: number): Passed {
    const forward = this.#direction === 'forward'
    for (let next = this.#hidden.at(-1); next; next = this.#hidden.at(-1)) {
      if (forward ? next.baseOffset >= at : next.lastOffset < at) break
      this.#counts[next.control ? 'control' : 'aborted'] += next.count
      this.#hidden.pop()
    }
    this.#counts.records = records
    const { aborted, control } = this.#counts
    const offsets = Number(forward ? at - this.#chunk.from : this.#chunk.to - at)
    const known = records + aborted + control - this.#begun.records - this.#begun.aborted - this.#begun.control
    const gaps = this.#begun.gaps + Math.max(0, offsets - known - this.damagedRecords)
    this.#counts.gaps = gaps
    return { records, aborted, control, gaps }
  }
}
