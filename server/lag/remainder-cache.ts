import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { emptyRemainder, extendRemainder, type Remainder } from './remainder.ts'

/** How many positions are looked into in one round, so that the cost is bounded on a cluster with thousands of groups behind. */
const PER_ROUND = 48
const PARALLEL = 4
const BYTES_PER_LOOK = 256 << 10
/** Beyond so many offsets only the next readable record is looked for. */
const COUNTED_UP_TO = 5_000n
/** Compaction takes records away that were counted. */
const COUNTED_AGAIN_AFTER_MS = 600_000

export interface Position {
  topic: string
  /** Tells the topic from one of the same name before it; null before Kafka 2.8. */
  topicId: string | null
  partition: number
  offset: bigint
  end: bigint
  /** When it was looked into last, wherever it was then; 0 for never. */
  looked: { at: number }
}

interface Known {
  since: number
  remainder: Remainder
}

/** What lies before groups that are behind. A position that does not move is looked into once, then only what came to it. */
export class RemainderCache {
  readonly #cluster: KafkaCluster
  #known = new Map<string, Known>()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  get(position: Omit<Position, 'looked' | 'end'>): Remainder | undefined {
    return this.#known.get(keyOf(position))?.remainder
  }

  /** Looks into those of which something is not known yet, who waited longest first. Failures leave them as they are. */
  async look(positions: readonly Position[], now: number): Promise<void> {
    this.#keepOnly(positions, now)
    const wanted = new Map<string, Position>()
    for (const position of positions.toSorted((a, b) => a.looked.at - b.looked.at)) {
      if (wanted.size >= PER_ROUND) break
      if (isWanted(position, this.get(position))) wanted.set(keyOf(position), position)
    }
    const left = wanted.entries()
    const work = async () => {
      for (const [key, position] of left) await this.#lookInto(key, position, now)
    }
    await Promise.all(Array.from({ length: PARALLEL }, work))
  }

  async #lookInto(key: string, position: Position, now: number): Promise<void> {
    position.looked.at = now
    const known = this.#known.get(key)
    const { offset, end } = position
    const remainder = await extendRemainder(this.#cluster, position, known?.remainder ?? emptyRemainder(offset), {
      maxBytes: BYTES_PER_LOOK,
      firstOnly: end - offset > COUNTED_UP_TO,
    }).catch(() => null)
    if (remainder) this.#known.set(key, { since: known?.since ?? now, remainder })
  }

  #keepOnly(positions: readonly Position[], now: number): void {
    const kept = new Map<string, Known>()
    for (const position of positions) {
      const key = keyOf(position)
      const known = this.#known.get(key)
      if (known && now - known.since < COUNTED_AGAIN_AFTER_MS && known.remainder.upTo <= position.end)
        kept.set(key, known)
    }
    this.#known = kept
  }
}

function isWanted({ offset, end }: Position, known: Remainder | undefined): boolean {
  if (!known) return true
  return known.upTo < end && (known.next === null || end - offset <= COUNTED_UP_TO)
}

function keyOf({ topic, topicId, partition, offset }: Omit<Position, 'looked' | 'end'>): string {
  return `${topicId ?? topic}/${partition}@${offset}`
}
