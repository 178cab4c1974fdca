import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { payloadOf } from '#server/records/large/large-batch.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { singleton } from '#server/singleton.ts'
import type { Handled } from './to-dead-letter.ts'

export interface PartitionSpan {
  partition: number
  from: bigint
  to: bigint
}

/** Stretches of handled records that are passed over; where more are, the first record behind them counts as open. */
const MAX_PASSED = 10_000
const MAX_READ = 100
const MAX_KNOWN = 10_000

/** The time of the oldest dead letter that is neither replayed nor ignored; null where none is. */
export async function oldestOpen(
  cluster: KafkaCluster,
  topic: string,
  { spans, handled }: { spans: readonly PartitionSpan[]; handled: Handled },
): Promise<number | null> {
  let oldest: number | null = null
  for (const { partition, from, to } of spans) {
    const past = (at: bigint) => handled.pastIgnored(partition, handled.pastReplayed(partition, at))
    let at = from
    let read = 0
    for (let passed = 0; passed < MAX_PASSED && at < to; passed += 1) {
      const next = past(at)
      if (next !== at) {
        at = next
        continue
      }
      // Offsets may be without a record: the first behind them may be handled.
      const first = await firstFrom(cluster, { topic, partition, from: at, to })
      if (!first) break
      read += 1
      if (past(first.offset) === first.offset || read >= MAX_READ) {
        if (first.timestamp >= 0 && (oldest === null || first.timestamp < oldest)) oldest = first.timestamp
        break
      }
      at = first.offset
    }
  }
  return oldest
}

interface First {
  offset: bigint
  /** Epoch milliseconds; below 0 where the record has none. */
  timestamp: number
}

/** The first record of a range, remembered: it does not change. */
async function firstFrom(
  cluster: KafkaCluster,
  range: { topic: string; partition: number; from: bigint; to: bigint },
): Promise<First | null> {
  const all = singleton('dead-letters.oldest', () => new WeakMap<KafkaCluster, Map<string, First>>())
  const known = all.get(cluster) ?? new Map<string, First>()
  all.set(cluster, known)
  const { topicId } = await cluster.topic(range.topic)
  const name = `${topicId ?? range.topic}/${range.partition}/${range.from}`
  const before = known.get(name)
  if (before) return before
  for await (const { records } of readForward(cluster, { ...range, maxBytes: 1, payloadOf, mostHeaders: 0 })) {
    const [first] = records
    if (!first) continue
    if (known.size >= MAX_KNOWN) known.clear()
    const found = { offset: first.offset, timestamp: first.timestamp }
    known.set(name, found)
    return found
  }
  return null
}
