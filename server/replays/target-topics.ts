import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { mayWrite } from '#server/kafka/admin/may-write.ts'
import { describeConfigs } from '#server/kafka/protocol/describe-configs.ts'
import { inferPartitioner } from '#server/search/partitioner/infer-partitioner.ts'
import type { TargetTopic } from './choose-target.ts'

const TOPIC = 2
const ASKED = ['cleanup.policy', 'max.message.bytes', 'retention.ms', 'message.timestamp.type']

export interface DescribedTopic extends TargetTopic {
  topicId: string | null
  retentionMs: number | null
  logAppendTime: boolean
}

/** What decides whether a topic takes a record. Undefined where there is no such topic; unknown values where the broker does not tell. */
export async function describeTarget(
  cluster: KafkaCluster,
  topic: string,
  signal: AbortSignal,
): Promise<DescribedTopic | undefined> {
  const found = await cluster.topic(topic, { maxAgeMs: 1_000 }).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  })
  if (!found || found.partitions.length === 0) return undefined
  const [config, writable, partitioner] = await Promise.all([
    readConfig(cluster, topic),
    mayWrite(cluster, topic),
    inferPartitioner(cluster, found, signal),
  ])
  const number = (name: string) => (config.has(name) ? Number(config.get(name)) : null)
  return {
    topicId: found.topicId,
    partitions: found.partitions.length,
    partitioner,
    writable,
    compacted: config.get('cleanup.policy')?.includes('compact') ?? false,
    maxMessageBytes: number('max.message.bytes'),
    retentionMs: number('retention.ms'),
    logAppendTime: config.get('message.timestamp.type') === 'LogAppendTime',
  }
}

async function readConfig(cluster: KafkaCluster, topic: string): Promise<Map<string, string>> {
  const { results } = await cluster.send('any', describeConfigs, {
    resources: [{ resourceType: TOPIC, resourceName: topic, configurationKeys: ASKED }],
  })
  const [answer] = results
  if (!answer || answer.errorCode !== 0) return new Map()
  return new Map(answer.configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])))
}
