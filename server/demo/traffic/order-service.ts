import { CompressionTypes, type EachBatchPayload, type Message, type Producer } from 'kafkajs'
import { chance } from './chance.ts'
import type { Clients } from './clients.ts'
import { integerIn, toJson } from './lossless-json.ts'
import { makePayment, type Order } from './shop-data.ts'
import { continueTrace } from './trace-headers.ts'

const GROUP = 'order-service'

/**
 * Turns orders into payments, exactly once: the payments and the group's offsets are one transaction per batch. One in twelve is
 * aborted and done again, so `payments` also holds records that no committed reader may see.
 */
export async function runOrderService(clients: Clients): Promise<void> {
  const producer = await clients.producer('order-service', {
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: 'order-service-1',
    transactionTimeout: 10_000,
  })
  // Some seconds of orders per transaction, so that commit markers do not outnumber the records.
  const consumer = clients.consumer('order-service', { groupId: GROUP, minBytes: 8_000, maxWaitTimeInMs: 2_000 })
  await consumer.connect()
  await consumer.subscribe({ topics: ['orders'] })
  await consumer.run({ autoCommit: false, eachBatch: (payload) => charge(producer, payload) })
}

async function charge(producer: Producer, payload: EachBatchPayload): Promise<void> {
  const { batch } = payload
  const last = batch.messages.at(-1)
  if (!last) return
  const messages = batch.messages.map(({ key, value, headers }): Message => {
    const text = String(value)
    const order: Order = JSON.parse(text)
    const payment = makePayment(order, integerIn(text, 'ledgerId') ?? 0n, Date.now())
    return { key, value: toJson(payment), headers: continueTrace(headers, GROUP) }
  })
  const offsets = [{ partition: batch.partition, offset: String(BigInt(last.offset) + 1n) }]
  for (let done = false; !done;) {
    const transaction = await producer.transaction()
    try {
      await transaction.send({ topic: 'payments', compression: CompressionTypes.ZSTD, messages })
      done = !chance(1 / 12)
      if (!done) {
        await transaction.abort()
        continue
      }
      await transaction.sendOffsets({ consumerGroupId: GROUP, topics: [{ topic: batch.topic, partitions: offsets }] })
      await transaction.commit()
    } catch (error) {
      if (transaction.isActive()) await transaction.abort()
      throw error
    }
  }
  payload.resolveOffset(last.offset)
}
