import { CompressionTypes, type Message } from 'kafkajs'
import { partitionOf } from '#server/kafka/records/murmur2.ts'
import { between, chance } from './chance.ts'
import type { Clients } from './clients.ts'
import { connectHeaders } from './connect-headers.ts'
import { isSpoilt } from './connect-sink.ts'
import { failsAgain, makeFailure } from './failures.ts'
import { toJson } from './lossless-json.ts'
import { failedCopy, nextTopic, shipmentText } from './payment-service.ts'
import { customerId, makeClick, makeCustomer, makeOrder, makePayment, makeWord } from './shop-data.ts'
import { int64 } from './spring-headers.ts'
import { type ShopTopic, TOPICS } from './topics.ts'
import { continueTrace, newTrace } from './trace-headers.ts'

const HOUR_MS = 3_600_000
const HOURS = 6
const ORDERS = 1_200
const FAILING_SHARE = 0.05
const BATCH = 400
const COMPRESSIONS = [
  CompressionTypes.LZ4,
  CompressionTypes.ZSTD,
  CompressionTypes.GZIP,
  CompressionTypes.Snappy,
  CompressionTypes.None,
]

type Planned = Message & { key: string; partition: number; timestamp: string }

/**
 * Writes what a shop of the last six hours would have left, some 9,000 records, into topics that must be empty: the origins named in the
 * headers of dead letters are offsets counted from 0.
 */
export async function writeHistory(clients: Clients): Promise<void> {
  const producer = await clients.producer('shop-history')
  const now = Date.now()
  const history = new History()
  planEvents(history, now)
  const payments = planPayments(history, now)
  const shipments = planShipments(history, payments)
  planConnectDeadLetters(history, shipments)

  for (const [index, [topic, planned]] of [...history.topics].entries()) {
    // Only copies of failed records are out of order, and no header names their offsets.
    const messages = planned.toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
    for (let at = 0; at < messages.length; at += BATCH) {
      const compression = COMPRESSIONS[(index + at / BATCH) % COMPRESSIONS.length] ?? CompressionTypes.None
      await producer.send({ topic, compression, messages: messages.slice(at, at + BATCH) })
    }
  }
  await producer.disconnect()
}

/** The records of each topic in the order in which they will be written. */
class History {
  readonly topics = new Map<ShopTopic, Planned[]>()
  readonly #ends = new Map<string, bigint>()

  /** Adds a record and returns the offset it will get. */
  add(topic: ShopTopic, at: number, key: string, rest: Partial<Message> & Pick<Message, 'value'>): bigint {
    const partition = rest.partition ?? partitionOf(Buffer.from(key), TOPICS[topic].partitions)
    const messages = this.topics.get(topic) ?? []
    this.topics.set(topic, messages)
    messages.push({ ...rest, key, partition, timestamp: String(at) })
    const offset = this.#ends.get(`${topic}/${partition}`) ?? 0n
    this.#ends.set(`${topic}/${partition}`, offset + 1n)
    return offset
  }
}

/** Ascending times of the last `hours`, evenly scattered. */
function times(count: number, now: number, hours = HOURS): number[] {
  return Array.from({ length: count }, () => now - between(90_000, hours * HOUR_MS)).toSorted((a, b) => a - b)
}

function planEvents(history: History, now: number): void {
  for (const at of times(3_000, now)) {
    const click = makeClick(at)
    history.add('clicks', at, click.sessionId, { value: toJson(click) })
  }
  for (const at of times(900, now)) {
    history.add('customers', at, customerId(), { value: chance(0.08) ? null : toJson(makeCustomer(at)) })
  }
  const counts = new Map<string, bigint>()
  for (const at of times(600, now)) {
    const word = makeWord()
    const count = (counts.get(word) ?? 0n) + 1n
    counts.set(word, count)
    history.add('word-counts', at, word, { value: int64(count) })
  }
  for (let at = now - HOUR_MS; at < now; at += 5_000) {
    history.add('timestamp', at, 'clock', { value: toJson({ at, iso: new Date(at).toISOString() }) })
  }
}

function planPayments(history: History, now: number) {
  return times(ORDERS, now).map((placedAt) => {
    const order = makeOrder(placedAt)
    const trace = newTrace('checkout')
    history.add('orders', placedAt, order.orderId, { value: toJson(order), headers: trace })
    const at = placedAt + 800
    const payment = makePayment(order, order.ledgerId, at)
    const value = Buffer.from(toJson(payment))
    const headers = continueTrace(trace, 'order-service')
    const offset = history.add('payments', at, order.orderId, { value, headers })
    return { payment, at, value, headers, offset, shippedAt: shippedAt() }

    /** Sends a failing payment along the retry topics; undefined when it ends among the dead letters. */
    function shippedAt(): number | undefined {
      if (!chance(FAILING_SHARE)) return at + 400
      const partition = partitionOf(Buffer.from(order.orderId), TOPICS.payments.partitions)
      const origin = { topic: 'payments', partition, offset, timestamp: BigInt(at), group: 'payment-service' }
      const failure = makeFailure(payment)
      let failedAt = at + 300
      for (let attempt = 1; ; attempt++) {
        const copy = failedCopy({ key: null, value, headers }, origin, { attempt, failure, at: failedAt })
        const topic = nextTopic(attempt)
        history.add(topic, failedAt, order.orderId, { value, partition, headers: copy.headers ?? {} })
        if (topic === 'payments-dlt') return undefined
        failedAt += attempt * 5_000
        if (!failsAgain(failure)) return failedAt
      }
    }
  })
}

function planShipments(history: History, payments: ReturnType<typeof planPayments>) {
  const shipped = payments.flatMap(({ payment, headers, shippedAt }) =>
    shippedAt === undefined ? [] : [{ payment, headers: continueTrace(headers, 'payment-service'), at: shippedAt }],
  )
  return shipped
    .toSorted((a, b) => a.at - b.at)
    .map(({ payment, headers, at }) => {
      const value = shipmentText(payment, at)
      const offset = history.add('shipments', at, payment.orderId, { value, headers })
      return { key: payment.orderId, value, headers, at, offset }
    })
}

function planConnectDeadLetters(history: History, shipments: ReturnType<typeof planShipments>): void {
  for (const { key, value, headers, at, offset } of shipments.filter((shipment) => isSpoilt(shipment.value))) {
    const partition = partitionOf(Buffer.from(key), TOPICS.shipments.partitions)
    const errors = connectHeaders({ topic: 'shipments', partition, offset: String(offset) }, value)
    history.add('shipments.dlq', at, key, { value, headers: { ...headers, ...errors } })
  }
}
