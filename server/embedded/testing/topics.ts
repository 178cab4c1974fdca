import { randomBytes } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { inject } from 'vitest'

/** A name that no other test uses, for a topic, a group or a transaction. */
export function randomName(prefix = 'test'): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

/** A plain kafkajs client of the run's broker (or of `bootstrapServers`), for arranging and checking what a test needs. */
export function testKafka(bootstrapServers = inject('bootstrapServers')): Kafka {
  return new Kafka({ clientId: 'test', brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING })
}

interface TopicShape {
  topic?: string
  partitions?: number
  replicationFactor?: number
  config?: Record<string, string>
  bootstrapServers?: string
}

/** Creates a topic, waits until its leaders are known, and returns its name (a random one by default). */
export async function createTopic(shape: TopicShape = {}): Promise<string> {
  const topic = shape.topic ?? randomName('topic')
  const admin = testKafka(shape.bootstrapServers).admin()
  await admin.connect()
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: shape.partitions ?? 1,
          replicationFactor: shape.replicationFactor ?? 1,
          configEntries: Object.entries(shape.config ?? {}).map(([name, value]) => ({ name, value })),
        },
      ],
    })
  } finally {
    await admin.disconnect()
  }
  return topic
}
