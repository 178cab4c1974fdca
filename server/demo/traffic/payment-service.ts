import { CompressionTypes, type EachBatchPayload, type KafkaMessage, type Message, type Producer } from 'kafkajs'
import { between, chance } from './chance.ts'
import { type Clients, headerText } from './clients.ts'
import { failsAgain, type Failure, makeFailure } from './failures.ts'
import { toJson } from './lossless-json.ts'
import { makeShipment, type Payment } from './shop-data.ts'
import {
  type Origin,
  retryDueAt,
  retryHeaders,
  retryOrigin,
  springHeaders,
  withoutSpringHeaders,
} from './spring-headers.ts'
import type { ShopTopic } from './topics.ts'
import { continueTrace } from './trace-headers.ts'

const GROUP = 'payment-service'
const FAILING_SHARE = 0.02
/** The way of a failing record, each step with the delay before its attempt. */
const RETRIES = [
  { topic: 'payments-retry-0', delayMs: 2_000 },
  { topic: 'payments-retry-1', delayMs: 10_000 },
] as const

/** Charges payments and orders shipments. What fails goes over two retry topics to `payments-dlt`, as Spring Kafka does it. */
export async function runPaymentService(clients: Clients): Promise<void> {
  const producer = await clients.producer('payment-service')
  for (const [index, { topic }] of RETRIES.entries()) {
    // Spring gives each retry topic a container and a group of its own.
    const groupId = `${GROUP}-retry-${index}`
    const retry = clients.consumer(groupId, { groupId })
    await retry.connect()
    await retry.subscribe({ topics: [topic] })
    await retry.run({ eachBatchAutoResolve: false, eachBatch: (payload) => tryAgain(producer, payload, index + 2) })
  }
  const main = clients.consumer('payment-service', { groupId: GROUP })
  await main.connect()
  await main.subscribe({ topics: ['payments'] })
  await main.run({
    eachMessage: async ({ topic, partition, message }) => {
      if (!chance(FAILING_SHARE)) return ship(producer, message)
      const { offset, timestamp } = message
      const origin = { topic, partition, offset: BigInt(offset), timestamp: BigInt(timestamp), group: GROUP }
      await passOn(producer, message, origin, { attempt: 1, failure: makeFailure(paymentIn(message)) })
    },
  })
}

/** Handles what is due, and pauses the partition until the next record is. */
async function tryAgain(producer: Producer, payload: EachBatchPayload, attempt: number): Promise<void> {
  for (const message of payload.batch.messages) {
    const waitMs = retryDueAt(message) - Date.now()
    if (waitMs > 0) {
      setTimeout(payload.pause(), waitMs)
      return
    }
    const failure = makeFailure(paymentIn(message), headerText(message.headers, 'kafka_exception-cause-fqcn'))
    if (failsAgain(failure)) await passOn(producer, message, retryOrigin(message.headers ?? {}), { attempt, failure })
    else await ship(producer, message)
    payload.resolveOffset(message.offset)
    await payload.heartbeat()
  }
}

/** Copies a record whose `attempt` (from 1) failed to the next topic on its way. */
async function passOn(
  producer: Producer,
  message: KafkaMessage,
  origin: Origin,
  failed: { attempt: number; failure: Failure },
): Promise<void> {
  await producer.send({
    topic: nextTopic(failed.attempt),
    compression: CompressionTypes.GZIP,
    messages: [failedCopy(message, origin, { ...failed, at: Date.now() })],
  })
}

/** Where a record goes whose `attempt` (from 1) failed. */
export function nextTopic(attempt: number): ShopTopic {
  return RETRIES[attempt - 1]?.topic ?? 'payments-dlt'
}

/** The copy of a failed record that goes to the next topic on its way, or to the dead letters after the last attempt. */
export function failedCopy(
  message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>,
  origin: Origin,
  failed: { attempt: number; failure: Failure; at: number },
): Message {
  const step = RETRIES[failed.attempt - 1]
  return {
    key: message.key,
    value: message.value,
    timestamp: String(failed.at),
    // Spring keeps the partition.
    partition: origin.partition,
    headers: {
      ...withoutSpringHeaders(message.headers),
      ...springHeaders(step ? 'kafka_' : 'kafka_dlt-', origin, failed.failure),
      ...retryHeaders(failed.attempt + 1, origin.timestamp, failed.at + (step?.delayMs ?? 0)),
    },
  }
}

async function ship(producer: Producer, message: KafkaMessage): Promise<void> {
  await producer.send({
    topic: 'shipments',
    compression: CompressionTypes.Snappy,
    messages: [
      {
        key: message.key,
        value: shipmentText(paymentIn(message), Date.now()),
        headers: continueTrace(withoutSpringHeaders(message.headers), GROUP),
      },
    ],
  })
}

/** A shipment as JSON. About one in seventy is spoilt: cut off, or with a word where a number belongs. */
export function shipmentText(payment: Payment, at: number): string {
  const text = toJson(makeShipment(payment, at))
  if (chance(0.01)) return text.slice(0, between(20, text.length - 1))
  return chance(0.005) ? text.replace(/"weightGrams":\d+/, '"weightGrams":"twelve"') : text
}

function paymentIn(message: Pick<KafkaMessage, 'value'>): Payment {
  return JSON.parse(String(message.value))
}
