import type { ReplayGuarantee } from '#lib/contract/replays.ts'
import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { addPartitionsToTxn } from '#server/kafka/protocol/add-partitions-to-txn.ts'
import { canWriteInternalTopic, INTERNAL_TOPIC } from '#server/store/internal-topics.ts'

interface Chosen {
  guarantee: ReplayGuarantee
  /** Why it is not exactly once though that was asked for; null where it is, or was not asked for. */
  missing: string | null
}

/** What can be promised on a cluster. Asks, and makes nothing. */
export async function chooseGuarantee(cluster: KafkaCluster, asked: ReplayGuarantee): Promise<Chosen> {
  if (asked === 'atLeastOnce') return { guarantee: 'atLeastOnce', missing: null }
  if (!(await cluster.supports(addPartitionsToTxn)))
    return { guarantee: 'atLeastOnce', missing: 'the brokers have no transactions.' }
  try {
    await canWriteInternalTopic(cluster, INTERNAL_TOPIC.replays)
    return { guarantee: 'exactlyOnceReadCommitted', missing: null }
  } catch (error) {
    if (!isAppError(error) || error.code === 'CLUSTER_UNREACHABLE') throw error
    return { guarantee: 'atLeastOnce', missing: `the console cannot keep its progress in ${INTERNAL_TOPIC.replays}.` }
  }
}
