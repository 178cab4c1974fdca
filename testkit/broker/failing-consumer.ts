import { testKafka } from './topics.ts'

interface FailingConsumer {
  bootstrapServers: string
  topic: string
  group: string
  /** Where it writes what it fails on. */
  dlq: string
  /** The headers it writes; those that a record came with are lost. */
  headersOf: (at: { topic: string; partition: number; offset: string }) => Record<string, string>
}

/** An application that fails on every record and writes it to a dead-letter topic before it commits. Resolves when it reads. */
export async function startFailingConsumer(options: FailingConsumer): Promise<{ stop: () => Promise<void> }> {
  const { bootstrapServers, topic, group, dlq, headersOf } = options
  const kafka = testKafka(bootstrapServers)
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  const consumer = kafka.consumer({ groupId: group, allowAutoTopicCreation: false })
  const stop = async () => {
    await consumer.disconnect()
    await producer.disconnect()
  }
  try {
    await producer.connect()
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
    await consumer.run({
      eachMessage: async ({ topic: from, partition, message: { key, value, offset } }) => {
        const headers = headersOf({ topic: from, partition, offset })
        await producer.send({ topic: dlq, messages: [{ key, value, headers }] })
      },
    })
    await joined
    return { stop }
  } catch (error) {
    await stop()
    throw error
  }
}
