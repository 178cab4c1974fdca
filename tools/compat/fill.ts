import { setTimeout } from 'node:timers/promises'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import type { Target } from './brokers.ts'

export const GROUP = 'compat-readers'
export const RECORDS = 20

/** What brokers before 4.0 still keep in the message formats of their youth (magic 0 and 1). */
const OLD_FORMATS: Record<string, string> = { 'compat-magic-0': '0.9.0', 'compat-magic-1': '0.10.2' }

/** Topics with twenty records each, and a group that has read five of the first one. @returns the topics' names */
export async function fill(bootstrapServers: string, target: Target): Promise<string[]> {
  const cluster = new KafkaCluster(testCluster(bootstrapServers))
  try {
    const old = target === '2.8' ? OLD_FORMATS : {}
    const names = ['compat-orders', ...Object.keys(old)]
    const { topics } = await cluster.send('controller', createTopics, {
      timeoutMs: 30_000,
      topics: names.map((name) => ({
        name,
        numPartitions: 1,
        replicationFactor: 1,
        configs: old[name] ? [{ name: 'message.format.version', value: old[name] }] : [],
      })),
    })
    for (const { name, errorCode, errorMessage } of topics) throwIfError(errorCode, `Creating ${name}`, errorMessage)
    for (const name of names) await write(cluster, name)
    await commitOffset(cluster, GROUP, { topic: 'compat-orders', offset: 5n })
    return names
  } finally {
    cluster.close()
  }
}

async function write(cluster: KafkaCluster, topic: string): Promise<void> {
  const records = encodeBatch({
    records: Array.from({ length: RECORDS }, (_, index) => ({
      key: Buffer.from(`key-${index}`),
      value: Buffer.from(JSON.stringify({ order: index })),
      headers: [],
      timestamp: Date.now(),
    })),
  })
  for (let attempt = 1; ; attempt += 1) {
    try {
      const leader = leaderOf(await cluster.topic(topic, { maxAgeMs: 0 }), 0)
      const { responses } = await cluster.send(leader, produce, {
        acks: -1,
        timeoutMs: 10_000,
        topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
      })
      throwIfError(responses[0]?.partitionResponses[0]?.errorCode ?? -1, `Writing to ${topic}`)
      return
    } catch (error) {
      if (attempt > 100) throw error
    }
    await setTimeout(200)
  }
}
