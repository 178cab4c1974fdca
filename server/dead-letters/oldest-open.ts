import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
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
const MAX_KNOWN = 10_000

/** The time of the oldest dead letter that is neither replayed nor ignored; null where none is. */
export async function oldestOpen(
  cluster: KafkaCluster,
  topic: string,
  { spans, handled }: { spans: readonly PartitionSpan[]; handled: Handled },
): Promise<number | null> {
  let oldest: number | null = null
  for (const { partition, from, to } of spans) {
    let at = from
    for (let passed = 0; passed < MAX_PASSED && at < to; passed += 1) {
      const next = handled.pastIgnored(partition, handled.pastReplayed(partition, at))
      if (next === at) break
      at = next
    }
    if (at >= to) continue
    const time = await timeAt(cluster, { topic, partition, from: at, to })
    if (time !== null && (oldest === null || time < oldest)) oldest = time
  }
  return oldest
}

/** The time of the first record of a range, remembered: it does not change. */
async function timeAt(
  cluster: KafkaCluster,
  range: { topic: string; partition: number; from: bigint; to: bigint },
): Promise<number | null> {
  const all = singleton('dead-letters.oldest', () => new WeakMap<KafkaCluster, Map<string, number>>())
  const times = all.get(cluster) ?? new Map<string, number>()
  all.set(cluster, times)
  const { topicId } = await cluster.topic(range.topic)
  const name = `${topicId ?? range.topic}/${range.partition}/${range.from}`
  const known = times.get(name)
  if (known !== undefined) return known
  for await (const { records } of readForward(cluster, { ...range, maxBytes: 1 })) {
    const [first] = records
    if (!first) continue
    if (times.size >= MAX_KNOWN) times.clear()
    times.set(name, first.timestamp)
    return first.timestamp < 0 ? null : first.timestamp
  }
  return null
}
