import { leaderOf, type TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'

const PARTITIONS = 6
/** Below this rate records go out one by one; above it in batches that leave so often, as a producer's linger makes them. */
const BATCHES_PER_SECOND = 500
const FILLER = 'x'.repeat(250)

/** Writes records of 300 bytes at a steady rate, each with the time it was handed over: `sentAt-<ms>-` by the clock of this process. */
export class PacedProducer {
  sent = 0
  readonly #cluster: KafkaCluster
  readonly #name: string
  readonly #topic: TopicMetadata

  private constructor(cluster: KafkaCluster, name: string, topic: TopicMetadata) {
    this.#cluster = cluster
    this.#name = name
    this.#topic = topic
  }

  /** Creates the topic where it is not there yet. */
  static async open(cluster: KafkaCluster, name: string): Promise<PacedProducer> {
    if (!(await cluster.metadata({ maxAgeMs: 0 })).topics.has(name)) {
      await cluster.send('controller', createTopics, {
        topics: [
          {
            name,
            numPartitions: PARTITIONS,
            replicationFactor: 1,
            configs: [{ name: 'retention.bytes', value: '100000000' }],
          },
        ],
        timeoutMs: 10_000,
      })
      for (;;) {
        const { partitions } = await cluster.topic(name, { maxAgeMs: 0 })
        if (partitions.length === PARTITIONS && partitions.every(({ leader }) => leader >= 0)) break
      }
    }
    return new PacedProducer(cluster, name, await cluster.topic(name))
  }

  /** Resolves when all records were acknowledged. */
  async run({ recordsPerSecond, seconds }: { recordsPerSecond: number; seconds: number }): Promise<void> {
    const perBatch = Math.ceil(recordsPerSecond / BATCHES_PER_SECOND)
    const batches = Math.floor((recordsPerSecond * seconds) / perBatch)
    const begin = performance.now()
    const sending: Promise<void>[] = []
    for (let batch = 0; batch < batches; batch += 1) {
      const due = begin + (batch * perBatch * 1000) / recordsPerSecond
      while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 0))
      sending.push(this.#send(batch % PARTITIONS, perBatch))
      this.sent += perBatch
    }
    await Promise.all(sending)
  }

  async #send(partition: number, count: number): Promise<void> {
    const value = Buffer.from(`{"mark":"sentAt-${performance.now().toFixed(3)}-","note":"${FILLER}"}`)
    const record = { key: null, value, headers: [], timestamp: Date.now() }
    const records = encodeBatch({ records: Array.from({ length: count }, () => record) })
    const { responses } = await this.#cluster.send(leaderOf(this.#topic, partition), produce, {
      acks: 1,
      timeoutMs: 5_000,
      topicData: [{ name: this.#name, partitionData: [{ index: partition, records }] }],
    })
    throwIfError(responses[0]?.partitionResponses[0]?.errorCode ?? -1, 'Producing')
  }
}
