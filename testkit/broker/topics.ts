import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { inject } from 'vitest'
import { patchIdleLoop } from '#server/kafka/connection/idle-loop-patch.ts'

/** A name that no other test uses, for a topic, a group or a transaction. */
export function randomName(prefix = 'test'): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

/** A plain kafkajs client of the run's broker (or of `bootstrapServers`), for arranging and checking what a test needs. */
export function testKafka(bootstrapServers = inject('bootstrapServers')): Kafka {
  patchIdleLoop()
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
  await withAdmin(shape.bootstrapServers, async (admin) =>
    admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic,
          numPartitions: shape.partitions ?? 1,
          replicationFactor: shape.replicationFactor ?? 1,
          configEntries: Object.entries(shape.config ?? {}).map(([name, value]) => ({ name, value })),
        },
      ],
    }),
  )
  await served(topic, shape.bootstrapServers)
  return topic
}

/** A busy broker knows of a topic some time before its leaders answer for it. */
async function served(topic: string, bootstrapServers?: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await withAdmin(bootstrapServers, async (admin) => admin.fetchTopicOffsets(topic))
      return
    } catch (error) {
      if (attempt === 20) throw error
      await setTimeout(100)
    }
  }
}

/** An admin object of its own each time: one that met an absent topic fails from then on. */
async function withAdmin<Result>(
  bootstrapServers: string | undefined,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = testKafka(bootstrapServers).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}
