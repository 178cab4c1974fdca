import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { mayWrite } from '#server/kafka/admin/may-write.ts'
import { KAFKA_ERROR, throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { requireKey } from '#server/trust/own-keys.ts'
import { pause } from '#server/kafka/transactions/retrying.ts'

/** The topics in which the console keeps what must last: one partition each, made at the first write and never by reading. */
export const INTERNAL_TOPIC = {
  audit: '__tailrace_audit',
  state: '__tailrace_state',
  replays: '__tailrace_replays',
} as const
export type InternalTopic = (typeof INTERNAL_TOPIC)[keyof typeof INTERNAL_TOPIC]

const YEAR_MS = String(365 * 24 * 3_600_000)
const CONFIG: Record<InternalTopic, Record<string, string>> = {
  [INTERNAL_TOPIC.audit]: { 'cleanup.policy': 'delete', 'retention.ms': YEAR_MS },
  [INTERNAL_TOPIC.state]: { 'cleanup.policy': 'compact', 'segment.bytes': '16777216', 'max.message.bytes': '2097152' },
  [INTERNAL_TOPIC.replays]: { 'cleanup.policy': 'delete', 'retention.ms': YEAR_MS, 'max.message.bytes': '2097152' },
}
const MAX_REPLICAS = 3
const READY_WITHIN_MS = 10_000

/** Whether the topic is there or could be made; makes nothing. @throws AppError saying why it could not */
export async function canWriteInternalTopic(cluster: KafkaCluster, topic: InternalTopic): Promise<void> {
  requireKey(cluster)
  if (!(await cluster.metadata()).topics.has(topic)) return askToCreate(cluster, topic, true)
  if (!(await mayWrite(cluster, topic)))
    throw new AppError('FORBIDDEN', `This console may not write to ${topic}, where it keeps its records.`)
}

/** Makes the topic unless it is there, and resolves when it can be written to. @throws AppError when the console may not */
export async function ensureInternalTopic(cluster: KafkaCluster, topic: InternalTopic): Promise<void> {
  const { topics } = await cluster.metadata()
  if (isReady(topics.get(topic))) return
  if (!topics.has(topic)) await askToCreate(cluster, topic, false)
  const end = performance.now() + READY_WITHIN_MS
  while (!isReady((await cluster.metadata({ maxAgeMs: 0 })).topics.get(topic))) {
    if (performance.now() > end) throw new AppError('BROKER_TIMEOUT', `${topic} was created but has no leader yet.`)
    await pause(50, undefined)
  }
}

function isReady(topic: { partitions: { leader: number }[] } | undefined): boolean {
  return (topic?.partitions[0]?.leader ?? -1) >= 0
}

async function askToCreate(cluster: KafkaCluster, topic: InternalTopic, validateOnly: boolean): Promise<void> {
  const replicas = Math.min(MAX_REPLICAS, (await cluster.metadata()).nodes.size)
  const inSync: Record<string, string> = replicas === MAX_REPLICAS ? { 'min.insync.replicas': '2' } : {}
  const answer = await cluster.send('controller', createTopics, {
    timeoutMs: READY_WITHIN_MS,
    validateOnly,
    topics: [
      {
        name: topic,
        numPartitions: 1,
        replicationFactor: replicas,
        configs: Object.entries({ ...CONFIG[topic], ...inSync }).map(([name, value]) => ({ name, value })),
      },
    ],
  })
  const [made] = answer.topics
  if (made?.errorCode === KAFKA_ERROR.TOPIC_ALREADY_EXISTS) return
  throwIfError(made?.errorCode ?? -1, `Creating ${topic}, where the console keeps its records`, made?.errorMessage)
}
