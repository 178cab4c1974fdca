import type { ReplayTarget } from '#lib/contract/replays.ts'
import { invalid } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'

const known = () => singleton('replays.clusters', () => new Map<string, KafkaCluster>())

/** Replays of other clusters may go to this one from now on. */
export function offerAsTarget(cluster: KafkaCluster): void {
  known().set(cluster.config.id, cluster)
  cluster.onClose(() => {
    if (known().get(cluster.config.id) === cluster) known().delete(cluster.config.id)
  })
}

/** The cluster that records of `source` go to, where the ledger is kept, too. @throws AppError INVALID_INPUT where it is not configured */
export function targetClusterOf(source: KafkaCluster, target: ReplayTarget): KafkaCluster {
  if (!('topic' in target) || target.cluster === undefined || target.cluster === source.config.id) return source
  const found = known().get(target.cluster)
  if (!found) throw invalid('target.cluster', `there is no cluster ${target.cluster}`)
  return found
}

/** As {@link targetClusterOf}, and the source where the target is not configured any more. */
export function knownTargetOf(source: KafkaCluster, target: ReplayTarget): KafkaCluster {
  const named = 'topic' in target ? target.cluster : undefined
  return (named === undefined ? undefined : known().get(named)) ?? source
}
