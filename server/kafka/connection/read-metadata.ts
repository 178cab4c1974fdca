import { KAFKA_ERROR } from '../protocol/error-codes.ts'
import { metadata } from '../protocol/metadata.ts'
import type { BrokerLink } from './broker-link.ts'
import type { ClusterMetadata, PartitionMetadata, TopicMetadata } from './cluster-metadata.ts'

/** Asks one node for all nodes, topics and partitions. An error of a topic or partition stays with it; nothing is created. */
export async function readMetadata(link: BrokerLink): Promise<ClusterMetadata> {
  return ask(link, null)
}

/** Asks one node for one topic; undefined when there is none, or none that this console may see. */
export async function readTopic(link: BrokerLink, name: string): Promise<TopicMetadata | undefined> {
  const topic = (await ask(link, [name])).topics.get(name)
  return topic?.errorCode === KAFKA_ERROR.NONE || (topic && topic.partitions.length > 0) ? topic : undefined
}

async function ask(link: BrokerLink, names: string[] | null): Promise<ClusterMetadata> {
  const wanted = names?.map((name) => ({ name })) ?? null
  const answer = await link.send(metadata, { topics: wanted, allowAutoTopicCreation: false })
  const topics = new Map<string, TopicMetadata>()
  for (const topic of answer.topics) {
    if (topic.name === null) continue
    const partitions: PartitionMetadata[] = []
    for (const partition of topic.partitions) {
      partitions[partition.partitionIndex] = {
        partition: partition.partitionIndex,
        leader: partition.leaderId,
        leaderEpoch: partition.leaderEpoch,
        replicas: [...partition.replicaNodes],
        isr: [...partition.isrNodes],
        offlineReplicas: [...partition.offlineReplicas],
        errorCode: partition.errorCode,
      }
    }
    topics.set(topic.name, {
      name: topic.name,
      topicId: topic.topicId,
      internal: topic.isInternal,
      errorCode: topic.errorCode,
      partitions: partitions.filter((partition) => partition !== undefined),
    })
  }
  return {
    readAt: Date.now(),
    clusterId: answer.clusterId,
    controllerId: answer.controllerId >= 0 ? answer.controllerId : null,
    nodes: new Map(answer.brokers.map(({ nodeId, host, port, rack }) => [nodeId, { id: nodeId, host, port, rack }])),
    topics,
  }
}
