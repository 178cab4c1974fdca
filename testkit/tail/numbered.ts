import type { testKafka } from '#testkit/broker/topics.ts'

type Kafka = ReturnType<typeof testKafka>
type Producer = ReturnType<Kafka['producer']>

const GZIP = 1

/** Sends records whose values are `n:<number>`, counting up, spread over partitions. */
export class NumberedProducer {
  sent = 0
  readonly #producer: Producer
  readonly #topic: string
  readonly #partitions: number

  constructor(kafka: Kafka, topic: string, partitions: number) {
    this.#producer = kafka.producer({ allowAutoTopicCreation: false })
    this.#topic = topic
    this.#partitions = partitions
  }

  async connect(): Promise<this> {
    await this.#producer.connect()
    return this
  }

  /** Sends `count` records in one request. @param padding bytes that each value is made longer by */
  async send(count: number, { gzip = false, padding = 0 }: { gzip?: boolean; padding?: number } = {}): Promise<void> {
    const first = this.sent
    const messages = Array.from({ length: count }, (_, index) => ({
      key: String(first + index),
      value: `n:${first + index}${padding > 0 ? ` ${'x'.repeat(padding)}` : ''}`,
      partition: (first + index) % this.#partitions,
    }))
    await this.#producer.send({
      topic: this.#topic,
      messages,
      ...(gzip ? { compression: GZIP } : {}),
    })
    this.sent += count
  }

  async disconnect(): Promise<void> {
    await this.#producer.disconnect()
  }
}

/** The numbers in the order they were seen. */
export function numbersOf(messages: readonly { value: { text: string } | null }[]): number[] {
  return messages.map(({ value }) => Number(/^n:(\d+)/.exec(value?.text ?? '')?.[1] ?? Number.NaN))
}
