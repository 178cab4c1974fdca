import type { HeldPartition } from '#lib/contract/transactions.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { OffsetAnswers } from '#server/kafka/fetch/read-offsets.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import { explainHeld, type HeldAt } from '#server/transactions/explain-held.ts'

/** So many partitions of a group are looked into. */
const LOOKED_INTO = 50

/**
 * The partitions of a group in which an open transaction holds back what a reader of committed records could read, by `topic/partition`. Empty where
 * the brokers do not tell (before Kafka 3.0, or without the permission).
 */
export async function findHolders(
  cluster: KafkaCluster,
  { topics }: GroupState,
  stable: OffsetAnswers,
): Promise<Map<string, HeldPartition>> {
  const held = [...topics.values()].flatMap(({ partitions }) =>
    partitions.flatMap(({ topic, partition, end }): HeldAt[] => {
      const at = stable.get(topic)?.get(partition)
      return at?.ok && end !== null && at.at.offset < end ? [{ topic, partition, stable: at.at.offset, end }] : []
    }),
  )
  const found = await explainHeld(cluster, held.slice(0, LOOKED_INTO)).catch(() => [])
  return new Map(
    found
      .filter(({ producerId }) => producerId !== null)
      .map((each) => [`${each.topic}/${each.partition}`, each] as const),
  )
}

/** Transactions come and go; one that has been silent for so long is worth a sentence. */
const SILENT_MS = 10_000

/** Who holds the last stable offset, in a sentence; null where nothing is held for long. */
export function explainHolders(held: readonly HeldPartition[], now = Date.now()): string | null {
  const [worst, ...others] = held
    .filter(({ hanging, lastWriteAt }) => hanging || (lastWriteAt !== null && now - lastWriteAt > SILENT_MS))
    .toSorted((a, b) => (a.lastWriteAt ?? 0) - (b.lastWriteAt ?? 0))
  if (!worst) return null
  const who = worst.transactionalId ?? `producer ${worst.producerId}`
  const silent = worst.lastWriteAt === null ? '' : `, which wrote last ${formatDuration(now - worst.lastWriteAt)} ago,`
  const behind = formatCount(BigInt(worst.endOffset) - BigInt(worst.lastStableOffset))
  const more =
    others.length > 0 ? `, and more on ${others.length} other partition${others.length === 1 ? '' : 's'}` : ''
  const cure = worst.hanging
    ? 'no coordinator that tells this console of its transactions will end it: it has to be aborted (kafka-transactions.sh abort).'
    : 'readers of committed records wait until it ends.'
  return `An open transaction of ${who}${silent} holds back ${behind} offsets on ${worst.topic}/${worst.partition}${more}: ${cure}`
}
