import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'

const GIVE_UP_AFTER_MS = 30_000

/**
 * Sends records whose values are `n:<number>` and tries each partition until its leader has acknowledged them: what kafkajs' producer reports
 * as sent while a broker fails may not be. A record whose acknowledgement was lost may be there twice.
 */
export class StubbornProducer {
  sent = 0
  readonly #cluster: KafkaCluster
  readonly #topic: string
  readonly #partitions: number

  constructor(cluster: KafkaCluster, topic: string, partitions: number) {
    this.#cluster = cluster
    this.#topic = topic
    this.#partitions = partitions
  }

  /** Sends `count` records, the numbers dealt out to the partitions in turn. */
  async send(count: number, { padding = 0 }: { padding?: number } = {}): Promise<void> {
    const numbers = Array.from({ length: count }, (_, index) => this.sent + index)
    this.sent += count
    const filler = padding > 0 ? ` ${'x'.repeat(padding)}` : ''
    await Promise.all(
      Array.from({ length: this.#partitions }, async (_, partition) => {
        const values = numbers.filter((number) => number % this.#partitions === partition)
        if (values.length > 0)
          await this.#sendTo(
            partition,
            values.map((number) => `n:${number}${filler}`),
          )
      }),
    )
  }

  async #sendTo(partition: number, values: string[]): Promise<void> {
    const timestamp = Date.now()
    const records = encodeBatch({
      records: values.map((value) => ({ key: null, value: Buffer.from(value), headers: [], timestamp })),
    })
    const deadline = Date.now() + GIVE_UP_AFTER_MS
    for (;;) {
      try {
        const leader = leaderOf(await this.#cluster.topic(this.#topic, { maxAgeMs: 500 }), partition)
        const answer = await this.#cluster.send(
          leader,
          produce,
          {
            acks: -1,
            timeoutMs: 3_000,
            topicData: [{ name: this.#topic, partitionData: [{ index: partition, records }] }],
          },
          { repeatable: false },
        )
        throwIfError(answer.responses[0]?.partitionResponses[0]?.errorCode ?? -1, 'The records were not taken')
        return
      } catch (error) {
        if (Date.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
    }
  }
}
