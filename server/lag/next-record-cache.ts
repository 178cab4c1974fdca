import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type NextRecord, readNextRecord } from './next-record.ts'

/** How many positions are looked up in one round: a fetch each, so that the cost is bounded on a cluster with thousands of groups behind. */
const PER_ROUND = 48
const PARALLEL = 4
const MAX_KNOWN = 20_000

export interface Position {
  topic: string
  partition: number
  offset: bigint
  end: bigint
}

/** What stands at the positions of groups that are behind. A position that does not move is looked up once. */
export class NextRecordCache {
  readonly #cluster: KafkaCluster
  readonly #known = new Map<string, NextRecord>()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  get(position: Position): NextRecord | undefined {
    const found = this.#known.get(keyOf(position))
    // Markers were the last thing there; once more was appended that has to be looked at again.
    return found?.onlyMarkers && this.#endOf.get(keyOf(position)) !== position.end ? undefined : found
  }

  readonly #endOf = new Map<string, bigint>()

  /** Looks up those that are not known yet, the first ones first. Failures leave them unknown. */
  async look(positions: Position[]): Promise<void> {
    const wanted = new Map<string, Position>()
    for (const position of positions) {
      if (wanted.size >= PER_ROUND) break
      if (!this.get(position)) wanted.set(keyOf(position), position)
    }
    if (this.#known.size > MAX_KNOWN) {
      this.#known.clear()
      this.#endOf.clear()
    }
    const left = wanted.entries()
    await Promise.all(
      Array.from({ length: PARALLEL }, async () => {
        for (const [key, position] of left) {
          const found = await readNextRecord(this.#cluster, position).catch(() => null)
          if (!found) continue
          this.#known.set(key, found)
          if (found.onlyMarkers) this.#endOf.set(key, position.end)
        }
      }),
    )
  }
}

function keyOf({ topic, partition, offset }: Position): string {
  return `${topic}/${partition}@${offset}`
}
