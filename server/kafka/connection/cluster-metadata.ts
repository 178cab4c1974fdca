import { AppError } from '#lib/errors.ts'
import type { Address } from './connection-settings.ts'

export interface Node extends Address {
  id: number
  rack: string | null
}

export interface PartitionMetadata {
  partition: number
  /** -1 while there is none. */
  leader: number
  leaderEpoch: number
  replicas: number[]
  isr: number[]
  offlineReplicas: number[]
  /** Kafka's error code for this partition; 0 when it is fine. */
  errorCode: number
}

export interface TopicMetadata {
  name: string
  /** Tells a topic from another that was made under the same name later; null before Kafka 2.8. */
  topicId: string | null
  internal: boolean
  errorCode: number
  partitions: PartitionMetadata[]
}

/** What the brokers said of themselves at one moment. Errors stay with the topic or partition that has them. */
export interface ClusterMetadata {
  readAt: number
  clusterId: string | null
  controllerId: number | null
  nodes: Map<number, Node>
  topics: Map<string, TopicMetadata>
}

/** Whether a topic is Kafka's own or a tool's, which lists leave out unless asked. */
export function isInternal(topic: Pick<TopicMetadata, 'internal' | 'name'>): boolean {
  return topic.internal || topic.name.startsWith('__')
}

/** The leader of a partition. @throws AppError NOT_FOUND or CLUSTER_UNREACHABLE (no leader) */
export function leaderOf(topic: TopicMetadata, partition: number): number {
  const found = topic.partitions[partition]
  if (!found) {
    throw new AppError('NOT_FOUND', `${topic.name} has no partition ${partition}; it has ${topic.partitions.length}.`)
  }
  if (found.leader < 0) {
    throw new AppError(
      'CLUSTER_UNREACHABLE',
      `Partition ${partition} of ${topic.name} has no leader: none of its replicas is in sync and alive.`,
    )
  }
  return found.leader
}

/** The ids of brokers that hold replicas but are not there. */
export function missingNodes(metadata: ClusterMetadata): number[] {
  const missing = new Set<number>()
  for (const topic of metadata.topics.values()) {
    for (const { replicas } of topic.partitions) {
      for (const id of replicas) if (!metadata.nodes.has(id)) missing.add(id)
    }
  }
  return [...missing].toSorted((a, b) => a - b)
}
