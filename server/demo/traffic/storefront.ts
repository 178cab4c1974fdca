import { CompressionTypes } from 'kafkajs'
import { chance } from './chance.ts'
import type { Clients } from './clients.ts'
import { every } from './every.ts'
import { toJson } from './lossless-json.ts'
import { customerId, makeClick, makeCustomer, makeOrder, makeWord } from './shop-data.ts'
import { int64 } from './spring-headers.ts'
import { newTrace } from './trace-headers.ts'

const LZ4 = CompressionTypes.LZ4
const ZSTD = CompressionTypes.ZSTD

/** What people and clocks cause, per second: 5 orders, 25 clicks, 1 customer change, 5 word counts, 0.2 ticks. */
export async function openStorefront(clients: Clients): Promise<void> {
  await Promise.all([
    takeOrders(clients),
    trackClicks(clients),
    changeCustomers(clients),
    countWords(clients),
    tick(clients),
  ])
}

async function takeOrders(clients: Clients): Promise<void> {
  const producer = await clients.producer('checkout', { idempotent: true, maxInFlightRequests: 1 })
  every(200, async () => {
    const order = makeOrder(Date.now())
    const message = { key: order.orderId, value: toJson(order), headers: newTrace('checkout') }
    await producer.send({ topic: 'orders', compression: LZ4, messages: [message] })
  })
}

async function trackClicks(clients: Clients): Promise<void> {
  const producer = await clients.producer('web-tracker')
  every(200, async () => {
    const clicks = Array.from({ length: 5 }, () => makeClick(Date.now()))
    const messages = clicks.map((click) => ({ key: click.sessionId, value: toJson(click) }))
    await producer.send({ topic: 'clicks', compression: CompressionTypes.GZIP, acks: 1, messages })
  })
}

async function changeCustomers(clients: Clients): Promise<void> {
  const producer = await clients.producer('customer-service')
  every(1_000, async () => {
    // A tombstone says that the customer has left.
    const value = chance(0.08) ? null : toJson(makeCustomer(Date.now()))
    await producer.send({ topic: 'customers', messages: [{ key: customerId(), value }] })
  })
}

/** Counts since the start, as a stream processor would emit them: the word as key, a big-endian 64-bit integer as value. */
async function countWords(clients: Clients): Promise<void> {
  const producer = await clients.producer('word-count')
  const counts = new Map<string, bigint>()
  every(1_000, async () => {
    const messages = Array.from({ length: 5 }, () => {
      const word = makeWord()
      const count = (counts.get(word) ?? 0n) + 1n
      counts.set(word, count)
      return { key: word, value: int64(count) }
    })
    await producer.send({ topic: 'word-counts', compression: ZSTD, messages })
  })
}

async function tick(clients: Clients): Promise<void> {
  const producer = await clients.producer('clock')
  every(5_000, async () => {
    const at = Date.now()
    const value = toJson({ at, iso: new Date(at).toISOString() })
    await producer.send({ topic: 'timestamp', messages: [{ key: 'clock', value }] })
  })
}
