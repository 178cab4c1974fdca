import type { FetchedPartition, FetchWant } from './fetch-partitions.ts'
import { openFetched, type RangeChunk } from './range-chunk.ts'
import { RangeScan } from './range-scan.ts'

/** Reads a range from its start on; each fetch is a chunk. */
export class ForwardScan extends RangeScan {
  want(): FetchWant {
    return { partition: this.partition, offset: this.from, maxBytes: this.maxBytes }
  }

  take(fetched: FetchedPartition): RangeChunk | null {
    const { all, visible, hiddenIn } = openFetched(fetched, this.options.showControl ?? false)
    const last = all.at(-1)
    if (!last) {
      // The log was cut back behind what was its end (an unclean leader election).
      if (this.from >= this.endOf(fetched)) this.to = this.from
      else this.grow(this.from)
      return null
    }
    this.maxBytes = Math.min(this.chunkBytes, this.maxBytes * 2)
    const { from, to } = this
    const next = last.lastOffset + 1n
    this.from = next < to ? next : to
    return {
      from,
      to: this.from,
      batches: visible.filter((batch) => batch.lastOffset >= from && batch.baseOffset < to),
      bytes: fetched.records?.length ?? 0,
      hidden: hiddenIn(from, to),
      memory: fetched.records ? [fetched.records.buffer] : [],
    }
  }
}
