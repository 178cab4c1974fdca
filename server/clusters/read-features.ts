import type { Features } from '#lib/contract/clusters.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { consumerGroupDescribe } from '#server/kafka/protocol/consumer-group-describe.ts'
import { describeLogDirs } from '#server/kafka/protocol/describe-log-dirs.ts'
import { describeQuorum } from '#server/kafka/protocol/describe-quorum.ts'
import { incrementalAlterConfigs } from '#server/kafka/protocol/incremental-alter-configs.ts'
import { initProducerId } from '#server/kafka/protocol/init-producer-id.ts'
import { listGroups } from '#server/kafka/protocol/list-groups.ts'
import { shareGroupDescribe } from '#server/kafka/protocol/share-group-describe.ts'
import { streamsGroupDescribe } from '#server/kafka/protocol/streams-group-describe.ts'
import { inferVersion, type InferredVersion } from './infer-version.ts'

/** What the brokers of a cluster can do, and the version that follows from it. */
export interface ClusterFacts {
  features: Features
  version: InferredVersion | null
}

/** The first versions with group types (KIP-848) and topic ids (KIP-516). */
const LIST_GROUPS_TYPES = 5
const METADATA_IDS = { key: 3, versions: [10, 10] } as const

export async function readFeatures(cluster: KafkaCluster): Promise<ClusterFacts> {
  const [groupTypes, consumerGroups, shareGroups, streamsGroups, logDirs, quorum, transactions, incrementalConfigs] =
    await Promise.all([
      cluster.supports(listGroups, LIST_GROUPS_TYPES),
      cluster.supports(consumerGroupDescribe),
      cluster.supports(shareGroupDescribe),
      cluster.supports(streamsGroupDescribe),
      cluster.supports(describeLogDirs),
      cluster.supports(describeQuorum),
      cluster.supports(initProducerId),
      cluster.supports(incrementalAlterConfigs),
    ])
  const topicIds = await cluster.supports({ ...METADATA_IDS, versions: [0, 99] }, METADATA_IDS.versions[0])
  return {
    features: {
      groupTypes,
      consumerGroups,
      shareGroups,
      streamsGroups,
      logDirs,
      quorum,
      transactions,
      incrementalConfigs,
      topicIds,
    },
    version: await inferVersion((key, version) => cluster.supports({ key, versions: [0, 99] }, version)),
  }
}
