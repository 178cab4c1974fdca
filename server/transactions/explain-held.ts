import type { HeldPartition, Transaction } from '#lib/contract/transactions.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { describeProducers } from '#server/kafka/protocol/describe-producers.ts'
import { findTransactions, isOpen } from './open-transactions.ts'

/** A partition whose last stable offset stands before its end. */
export interface HeldAt {
  topic: string
  partition: number
  stable: bigint
  end: bigint
}

interface Holder {
  producerId: bigint
  lastTimestamp: bigint
}

/** The producer of the eldest open transaction of each partition, by {@link keyOf}: one request per leader. A leader that does not tell leaves its own out. */
export async function findHolders(cluster: KafkaCluster, held: readonly HeldAt[]): Promise<Map<string, Holder>> {
  const { topics } = await cluster.metadata({ maxAgeMs: 30_000 })
  const byLeader = Map.groupBy(held, (at) => topics.get(at.topic)?.partitions[at.partition]?.leader ?? -1)
  const holders = new Map<string, Holder>()
  await Promise.all(
    [...byLeader].map(async ([leader, lot]) => {
      const request = [...Map.groupBy(lot, ({ topic }) => topic)].map(([name, items]) => ({
        name,
        partitionIndexes: items.map(({ partition }) => partition),
      }))
      const answer = await cluster.send(leader, describeProducers, { topics: request }).catch(() => ({ topics: [] }))
      for (const { name, partitions } of answer.topics) {
        for (const { partitionIndex, activeProducers } of partitions) {
          const [eldest] = activeProducers
            .filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0n)
            .toSorted((a, b) => Number(a.currentTxnStartOffset - b.currentTxnStartOffset))
          if (eldest) holders.set(keyOf({ topic: name, partition: partitionIndex }), eldest)
        }
      }
    }),
  )
  return holders
}

/** The coordinators were asked a moment before or after the leaders: only what nobody has written to for so long is hanging if none has it. */
const GRACE_MS = 30_000

/** What is known of one partition that is held, from its producer and from what the coordinators have open; `complete` when all of them told that. */
export function describeHeld(
  at: HeldAt,
  holder: Holder | undefined,
  { open, complete }: { open: readonly Transaction[]; complete: boolean },
  now = Date.now(),
): HeldPartition {
  const producerId = holder?.producerId.toString() ?? null
  const known = open.find((transaction) => transaction.producerId === producerId && mayBeIn(transaction, at))
  return {
    topic: at.topic,
    partition: at.partition,
    lastStableOffset: at.stable.toString(),
    endOffset: at.end.toString(),
    producerId,
    transactionalId: known?.transactionalId ?? null,
    lastWriteAt: holder && holder.lastTimestamp >= 0n ? Number(holder.lastTimestamp) : null,
    hanging: known ? known.hanging : complete && holder !== undefined && now - Number(holder.lastTimestamp) > GRACE_MS,
  }
}

/** Whose transactions hold some partitions: asks the coordinators for those producers only. */
export async function explainHeld(cluster: KafkaCluster, held: readonly HeldAt[]): Promise<HeldPartition[]> {
  if (held.length === 0) return []
  const holders = await findHolders(cluster, held)
  const producerIds = [...new Set([...holders.values()].map(({ producerId }) => producerId))]
  // Without a filter all transactions would come.
  const found = producerIds.length > 0 ? await findTransactions(cluster, producerIds) : null
  const known = { open: found?.transactions.filter(isOpen) ?? [], complete: found?.problems.length === 0 }
  return held.map((at) => describeHeld(at, holders.get(keyOf(at)), known))
}

export function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`
}

/** Where a transaction writes is not always told. */
function mayBeIn({ topics }: Transaction, at: HeldAt): boolean {
  return topics.length === 0 || topics.some((each) => each.topic === at.topic && each.partitions.includes(at.partition))
}
