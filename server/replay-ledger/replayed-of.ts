import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'
import { isAppError } from '#lib/errors.ts'
import { JobStore } from './job-store.ts'
import { findReplayed, type Replayed } from './ledger.ts'
import { targetClusterOf } from './target-cluster.ts'

interface Asked {
  exceptJob?: string
  /** Clusters to look at in any case. */
  alsoIn?: readonly KafkaCluster[]
}

/** Which records of a dead-letter topic earlier replays have sent, wherever they sent them to, and which of its records came back from one. */
export async function replayedOf(
  cluster: KafkaCluster,
  source: { topic: string; topicId: string | null },
  { exceptJob, alsoIn = [] }: Asked = {},
): Promise<Replayed> {
  const jobs = new JobStore(stateStore(cluster))
  await jobs.refresh()
  const clusters = new Set([cluster, ...alsoIn])
  for (const id of jobs.ids()) {
    const definition = jobs.definition(id)
    if (definition?.source.topic !== source.topic) continue
    try {
      clusters.add(targetClusterOf(cluster, definition.target))
    } catch (error) {
      // A cluster that is not configured any more cannot be asked.
      if (!isAppError(error)) throw error
    }
  }
  return findReplayed([...clusters], source, exceptJob ?? null)
}
