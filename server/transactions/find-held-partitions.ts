import type { HeldPartition, Transaction } from '#lib/contract/transactions.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { describeHeld, findHolders, type HeldAt, keyOf } from './explain-held.ts'

/** So many partitions are looked into; the rest is counted. */
const LOOKED_INTO = 200

/**
 * The partitions in which the last stable offset stands before the end, and whose transaction it is. Two requests per leader, and one per leader
 * of those. `complete`: all coordinators told what they have open, so that what none of them has is left over from a lost one.
 */
export async function findHeldPartitions(
  cluster: KafkaCluster,
  open: readonly Transaction[],
  { complete }: { complete: boolean },
): Promise<{ held: HeldPartition[]; leftOut: number }> {
  const { topics } = await cluster.metadata()
  const wanted = new Map([...topics].map(([name, topic]) => [name, topic.partitions.map(({ partition }) => partition)]))
  // The end first: what commits in between then looks like nothing is held, and not the other way round.
  const latest = await readOffsets(cluster, wanted, 'latest')
  const stable = await readOffsets(cluster, wanted, 'lastStable')
  const all = heldIn(latest, stable)
  const looked = all.slice(0, LOOKED_INTO)
  const holders = await findHolders(cluster, looked)
  return {
    held: looked.map((at) => describeHeld(at, holders.get(keyOf(at)), { open, complete })),
    leftOut: all.length - looked.length,
  }
}

function heldIn(latest: OffsetAnswers, stable: OffsetAnswers): HeldAt[] {
  return [...latest].flatMap(([topic, partitions]) =>
    [...partitions].flatMap(([partition, end]) => {
      const at = stable.get(topic)?.get(partition)
      if (!end.ok || !at?.ok || at.at.offset >= end.at.offset) return []
      return [{ topic, partition, stable: at.at.offset, end: end.at.offset }]
    }),
  )
}
