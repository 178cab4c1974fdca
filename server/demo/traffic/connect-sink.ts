import { CompressionTypes } from 'kafkajs'
import type { Clients } from './clients.ts'
import { CONNECTOR, connectHeaders, isJson } from './connect-headers.ts'

/** Whether the warehouse cannot take this shipment. */
export function isSpoilt(value: string): boolean {
  return !isJson(value) || value.includes('"twelve"')
}

/** A sink that behaves like one of Kafka Connect: what it cannot convert goes to its dead-letter topic with Connect's headers. */
export async function runConnectSink(clients: Clients): Promise<void> {
  const producer = await clients.producer(`connector-dlq-producer-${CONNECTOR}-0`)
  const consumer = clients.consumer(`connector-consumer-${CONNECTOR}-0`, { groupId: `connect-${CONNECTOR}` })
  await consumer.connect()
  await consumer.subscribe({ topics: ['shipments'] })
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      const value = String(message.value)
      if (!isSpoilt(value)) return
      // Key, value, headers and even the timestamp stay those of the original.
      const headers = { ...message.headers, ...connectHeaders({ topic, partition, offset: message.offset }, value) }
      const { key, timestamp } = message
      await producer.send({
        topic: 'shipments.dlq',
        compression: CompressionTypes.None,
        messages: [{ key, value: message.value, headers, timestamp }],
      })
    },
  })
}
