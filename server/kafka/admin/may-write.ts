import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { metadata } from '../protocol/metadata.ts'

/** The bit of ACL operation 4, WRITE. */
const WRITE = 1 << 4
const NOT_TOLD = -2147483648

/** Whether this console may write to a topic, as the brokers tell (KIP-430); true where they do not. */
export async function mayWrite(cluster: KafkaCluster, topic: string): Promise<boolean> {
  const { topics } = await cluster.send('any', metadata, {
    topics: [{ topicId: null, name: topic }],
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: true,
  })
  const operations = topics[0]?.topicAuthorizedOperations ?? NOT_TOLD
  return operations === NOT_TOLD || (operations & WRITE) !== 0
}
