import type { ClusterSummary } from '#lib/contract/clusters.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'

/** A cluster in a line, from what is known without asking it again. */
export function summariseCluster(cluster: KafkaCluster): ClusterSummary {
  const { config, health, lastMetadata: metadata } = cluster
  const partitions = metadata ? [...metadata.topics.values()].flatMap((topic) => topic.partitions) : null
  return {
    id: config.id,
    name: config.name,
    environment: config.environment,
    colour: config.colour,
    readOnly: config.readOnly,
    status: health.status,
    statusSince: health.since,
    problem: health.problem,
    asOf: metadata?.readAt ?? null,
    kafkaVersion: null,
    controllerId: metadata?.controllerId ?? null,
    brokers: metadata?.nodes.size ?? null,
    topics: metadata?.topics.size ?? null,
    partitions: partitions?.length ?? null,
    underReplicatedPartitions: partitions?.filter(({ isr, replicas }) => isr.length < replicas.length).length ?? null,
    offlinePartitions: partitions?.filter(({ leader }) => leader < 0).length ?? null,
    groups: null,
    totalLag: null,
    messagesPerSecond: null,
    bytesPerSecond: null,
    features: null,
  }
}
