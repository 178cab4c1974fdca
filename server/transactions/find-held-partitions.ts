import type { HeldPartition, Transaction } from '#lib/contract/transactions.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { describeProducers } from '#server/kafka/protocol/describe-producers.ts'

/** So many partitions are looked into; the rest is counted. */
const LOOKED_INTO = 200

interface HeldAt {
  topic: string
  partition: number
  stable: bigint
  end: bigint
}

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
  const held = await Promise.all(
    [...Map.groupBy(all.slice(0, LOOKED_INTO), ({ topic, partition }) => leaderIn(topics, topic, partition))].map(
      async ([leader, at]) => explain(cluster, { leader, at, open, complete }),
    ),
  )
  return { held: held.flat(), leftOut: Math.max(0, all.length - LOOKED_INTO) }
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

function leaderIn(
  topics: ReadonlyMap<string, { partitions: { leader: number }[] }>,
  topic: string,
  partition: number,
): number {
  return topics.get(topic)?.partitions[partition]?.leader ?? -1
}

interface Question {
  leader: number
  at: HeldAt[]
  open: readonly Transaction[]
  complete: boolean
}

async function explain(cluster: KafkaCluster, { leader, at, open, complete }: Question): Promise<HeldPartition[]> {
  const byTopic = Map.groupBy(at, ({ topic }) => topic)
  const answer = await cluster
    .send(leader, describeProducers, {
      topics: [...byTopic].map(([name, items]) => ({
        name,
        partitionIndexes: items.map(({ partition }) => partition),
      })),
    })
    .catch(() => ({ topics: [] }))
  return at.map(({ topic, partition, stable, end }) => {
    const producers = answer.topics
      .find(({ name }) => name === topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
      ?.activeProducers.filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0n)
      .toSorted((a, b) => Number(a.currentTxnStartOffset - b.currentTxnStartOffset))
    const [holder] = producers ?? []
    const producerId = holder?.producerId.toString() ?? null
    const known = open.find(
      (transaction) => transaction.producerId === producerId && isIn(transaction, topic, partition),
    )
    return {
      topic,
      partition,
      lastStableOffset: stable.toString(),
      endOffset: end.toString(),
      producerId,
      transactionalId: known?.transactionalId ?? null,
      lastWriteAt: holder && holder.lastTimestamp >= 0n ? Number(holder.lastTimestamp) : null,
      hanging: known ? known.hanging : complete && holder !== undefined,
    }
  })
}

function isIn({ topics }: Transaction, topic: string, partition: number): boolean {
  return topics.some((each) => each.topic === topic && each.partitions.includes(partition))
}
