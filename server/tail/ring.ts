import type { Delivery, Fetched } from './delivery.ts'

const MAX_BYTES = 4 << 20
const MAX_DELIVERIES = 4096

/** The last few deliveries of a loop, from which a viewer that was away for a moment goes on without asking the broker. */
export class Ring {
  readonly #deliveries: Delivery[] = []
  readonly #starts = new Map<number, bigint>()
  #sizeBytes = 0
  /** The sequence number of the oldest delivery that is kept. */
  #first = 0

  /** The sequence number the next delivery will have. */
  get next(): number {
    return this.#first + this.#deliveries.length
  }

  get first(): number {
    return this.#first
  }

  /** From where on the records of a partition are here; undefined for a partition that is not followed. */
  startOf(partition: number): bigint | undefined {
    return this.#starts.get(partition)
  }

  /** A partition is followed from `offset` on. */
  startAt(partition: number, offset: bigint): void {
    this.#starts.set(partition, offset)
  }

  /** What was read of a partition from `end` on is not in its log any more. */
  cut(partition: number, end: bigint): void {
    for (const [index, delivery] of this.#deliveries.entries()) {
      if (!delivery.fetched.some((part) => part.partition === partition && part.to > end)) continue
      const fetched = delivery.fetched.flatMap((part) => (part.partition === partition ? cutAt(part, end) : part))
      this.#deliveries[index] = { ...delivery, fetched }
    }
  }

  push(delivery: Delivery): void {
    this.#deliveries.push(delivery)
    this.#sizeBytes += delivery.sizeBytes
    while (this.#sizeBytes > MAX_BYTES || this.#deliveries.length > MAX_DELIVERIES) {
      const oldest = this.#deliveries.shift()
      if (!oldest) return
      this.#first += 1
      this.#sizeBytes -= oldest.sizeBytes
      for (const { partition, to } of oldest.fetched) this.#starts.set(partition, to)
    }
  }

  /** The delivery with this sequence number, if it is kept. */
  at(sequence: number): Delivery | undefined {
    return this.#deliveries[sequence - this.#first]
  }

  /** Forgets everything: the topic is not the same any more. */
  clear(): void {
    this.#first += this.#deliveries.length
    this.#deliveries.length = 0
    this.#starts.clear()
    this.#sizeBytes = 0
  }
}

function cutAt(part: Fetched, end: bigint): Fetched[] {
  if (part.to <= end) return [part]
  if (part.from >= end) return []
  return [{ ...part, to: end, batches: part.batches.filter(({ lastOffset }) => lastOffset < end) }]
}
