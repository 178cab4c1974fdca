import type { SkipReason } from '#lib/contract/replays.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import type { PartitionRecords } from '#server/kafka/transactions/record-producer.ts'
import type { Address } from './choose-target.ts'
import { BATCH_OVERHEAD } from './encoded-size.ts'
import type { Counts, SentRun } from '#server/replay-ledger/ledger-entry.ts'
import type { Position } from '#server/dead-letters/selection.ts'

/** Brokers take a megabyte in one batch unless they are told otherwise. */
const DEFAULT_BATCH_BYTES = 1_000_000
/** Beyond this a larger batch gains nothing. */
const MAX_BATCH_BYTES = 4_000_000

interface Source {
  partition: number
  offset: bigint
  /** How often it has been replayed, this time included. */
  count: number
}

interface Addressed {
  to: Address
  record: EncodableRecord
  bytes: number
  source: Source
}

interface Pending {
  to: Address
  batches: { records: EncodableRecord[]; sources: Source[]; bytes: number }[]
}

interface LeftOut {
  source: number
  offset: string
  reason: SkipReason
}

/** What one transaction is to hold: records by target partition in their order, what is left out, and how far the selection is done with it. */
export class ReplayBatch {
  readonly skipped: LeftOut[] = []
  readonly failed: LeftOut[] = []
  records = 0
  bytes = 0
  position: Position
  readonly #targets = new Map<string, Pending>()
  readonly #limitOf: (topic: string) => number | null

  constructor(position: Position, limitOf: (topic: string) => number | null) {
    this.position = position
    this.#limitOf = limitOf
  }

  get empty(): boolean {
    return this.records === 0 && this.skipped.length === 0 && this.failed.length === 0
  }

  add({ to, record, bytes, source }: Addressed): void {
    const name = `${to.topic} ${to.partition}`
    const target = this.#targets.get(name) ?? { to, batches: [] }
    this.#targets.set(name, target)
    const limit = Math.min(this.#limitOf(to.topic) ?? DEFAULT_BATCH_BYTES, MAX_BATCH_BYTES) - BATCH_OVERHEAD
    let batch = target.batches.at(-1)
    if (!batch || batch.bytes + bytes > limit) target.batches.push((batch = { records: [], sources: [], bytes: 0 }))
    batch.records.push(record)
    batch.sources.push(source)
    batch.bytes += bytes
    this.records += 1
    this.bytes += bytes
  }

  /** Sends all of it: one batch per target partition at a time, all partitions at once. @returns where the records went */
  async send(producer: { send(parts: PartitionRecords[]): Promise<bigint[]> }): Promise<SentRun[]> {
    const runs: SentRun[] = []
    for (let round = 0; ; round += 1) {
      const parts = [...this.#targets.values()].flatMap(({ to, batches }) => {
        const batch = batches[round]
        return batch ? [{ ...to, ...batch }] : []
      })
      if (parts.length === 0) return runs
      const offsets = await producer.send(parts)
      for (const [index, part] of parts.entries()) runs.push(...runsOf(part, offsets[index] ?? -1n))
    }
  }

  /** The sums after this batch. */
  counts(before: Counts): Counts {
    return {
      sent: before.sent + this.records,
      skipped: before.skipped + this.skipped.length,
      failed: before.failed + this.failed.length,
      bytes: before.bytes + this.bytes,
    }
  }
}

interface SentPart extends Address {
  sources: Source[]
}

function runsOf({ topic, partition, sources }: SentPart, base: bigint): SentRun[] {
  const runs: SentRun[] = []
  let last: Source | undefined
  for (const [index, source] of sources.entries()) {
    const run = runs.at(-1)
    if (run && last?.partition === source.partition && last.count === source.count)
      run.deltas.push(Number(source.offset - last.offset))
    else
      runs.push({
        topic,
        partition,
        base: String(base + BigInt(index)),
        source: source.partition,
        first: String(source.offset),
        deltas: [],
        ...(source.count > 1 ? { count: source.count } : {}),
      })
    last = source
  }
  return runs
}
