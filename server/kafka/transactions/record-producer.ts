import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { addPartitionsToTxn } from '../protocol/add-partitions-to-txn.ts'
import { throwIfError } from '../protocol/error-codes.ts'
import { endTxn } from '../protocol/end-txn.ts'
import { initProducerId } from '../protocol/init-producer-id.ts'
import { encodeBatch } from '../records/encode-batch.ts'
import type { EncodableRecord } from '../records/encode-records.ts'
import { NodeLinks } from './node-links.ts'
import { produceBatches } from './produce-batches.ts'
import { kafkaErrorOf, retrying } from './retrying.ts'

/** The broker aborts a transaction that is open for so long, should the console die in it. */
const TRANSACTION_TIMEOUT_MS = 10_000
/** Starting may have to wait for a coordinator that is being elected, or for a fenced transaction to end. */
const OPEN_WITHIN_MS = 60_000
const SEND_WITHIN_MS = 9_000
const END_WITHIN_MS = 30_000

/** Records for one partition, to be appended in this order as one batch. */
export interface PartitionRecords {
  topic: string
  partition: number
  records: readonly EncodableRecord[]
}

interface ProducerOptions {
  /** Null for a producer without transactions: idempotent where the broker can. */
  transactionalId: string | null
  signal?: AbortSignal
}

/**
 * A producer of raw records. With a transactional id, what is sent between two commits is seen by read_committed readers as a whole or not
 * at all (KIP-98), and opening another one with the same id fences this one for good. One send at a time.
 */
export class RecordProducer {
  readonly #cluster: KafkaCluster
  readonly #links: NodeLinks
  readonly #options: ProducerOptions
  readonly #sequences = new Map<string, number>()
  readonly #added = new Set<string>()
  #id = { producerId: -1n, producerEpoch: -1 }

  private constructor(cluster: KafkaCluster, options: ProducerOptions) {
    this.#cluster = cluster
    this.#links = new NodeLinks(cluster)
    this.#options = options
  }

  /** Resolves once an older transaction of the same id has ended. @throws AppError, also when the console may not write transactions */
  static async open(cluster: KafkaCluster, options: ProducerOptions): Promise<RecordProducer> {
    const producer = new RecordProducer(cluster, options)
    if (options.transactionalId !== null || (await cluster.supports(initProducerId))) await producer.#init()
    return producer
  }

  /** Producer id and epoch, as they stand in its batches; `-1.-1` where the broker gives none. */
  get identity(): string {
    return identityOf(this.#id)
  }

  async #init(): Promise<void> {
    const { transactionalId } = this.#options
    const answer = await this.#ask(OPEN_WITHIN_MS, async (coordinator) => {
      const found = await this.#cluster.send(coordinator, initProducerId, {
        transactionalId,
        transactionTimeoutMs: TRANSACTION_TIMEOUT_MS,
      })
      throwIfError(found.errorCode, `Starting the producer ${transactionalId ?? ''}`)
      return found
    })
    this.#id = { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
  }

  /** Appends to each partition as one batch. @returns the base offset of each, in the order given. @throws AppError CONFLICT when fenced */
  async send(parts: readonly PartitionRecords[]): Promise<bigint[]> {
    const { transactionalId, signal } = this.#options
    if (transactionalId !== null) await this.#addPartitions(transactionalId, parts)
    const batches = parts.map(({ topic, partition, records }) => ({
      topic,
      partition,
      data: encodeBatch({
        records,
        transactional: transactionalId !== null,
        ...this.#id,
        baseSequence: this.#id.producerId < 0n ? -1 : (this.#sequences.get(`${topic} ${partition}`) ?? 0),
      }),
    }))
    const offsets = await unlessFenced(
      produceBatches({ cluster: this.#cluster, links: this.#links }, batches, {
        transactionalId,
        deadlineMs: SEND_WITHIN_MS,
        ...(signal ? { signal } : {}),
      }),
    )
    for (const { topic, partition, records } of parts) {
      const key = `${topic} ${partition}`
      this.#sequences.set(key, ((this.#sequences.get(key) ?? 0) + records.length) % 0x8000_0000)
    }
    return offsets
  }

  async #addPartitions(transactionalId: string, parts: readonly PartitionRecords[]): Promise<void> {
    const fresh = parts.filter(({ topic, partition }) => !this.#added.has(`${topic} ${partition}`))
    if (fresh.length === 0) return
    const topics = Map.groupBy(fresh, ({ topic }) => topic)
    await this.#ask(SEND_WITHIN_MS, async (coordinator) => {
      const { resultsByTopic } = await this.#cluster.send(coordinator, addPartitionsToTxn, {
        transactionalId,
        ...this.#id,
        topics: [...topics].map(([name, list]) => ({ name, partitions: list.map(({ partition }) => partition) })),
      })
      for (const { name, resultsByPartition } of resultsByTopic)
        for (const { partitionIndex, partitionErrorCode } of resultsByPartition)
          throwIfError(partitionErrorCode, `Adding ${name}, partition ${partitionIndex}, to the transaction`)
    })
    for (const { topic, partition } of fresh) this.#added.add(`${topic} ${partition}`)
  }

  /** Makes what was sent since the last commit visible, all at once. When it throws, whether it happened is unknown: open again and look. */
  async commit(): Promise<void> {
    await this.#end(true)
  }

  async abort(): Promise<void> {
    await this.#end(false)
  }

  async #end(committed: boolean): Promise<void> {
    const { transactionalId } = this.#options
    if (transactionalId === null || this.#added.size === 0) return
    await this.#ask(END_WITHIN_MS, async (coordinator) => {
      const { errorCode } = await this.#cluster.send(coordinator, endTxn, { transactionalId, ...this.#id, committed })
      throwIfError(errorCode, committed ? 'Committing the transaction' : 'Aborting the transaction')
    })
    this.#added.clear()
  }

  /** Asks the transaction's coordinator, looking it up again where it moved. */
  async #ask<Result>(deadlineMs: number, ask: (coordinator: number | 'any') => Promise<Result>): Promise<Result> {
    const { transactionalId, signal } = this.#options
    const attempt = async () =>
      ask(transactionalId === null ? 'any' : await this.#cluster.coordinator('transaction', transactionalId))
    const beforeRetry = () => {
      if (transactionalId !== null) this.#cluster.forgetCoordinator('transaction', transactionalId)
    }
    return unlessFenced(retrying(attempt, { deadlineMs, beforeRetry, ...(signal ? { signal } : {}) }))
  }

  close(): void {
    this.#links.close()
  }
}

/** One text for a producer id with its epoch. */
export function identityOf({ producerId, producerEpoch }: { producerId: bigint; producerEpoch: number }): string {
  return `${producerId}.${producerEpoch}`
}

const FENCED = new Set(['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH'])

/** Whether another producer of the same transactional id has taken over. */
export function isFenced(error: unknown): boolean {
  return FENCED.has(kafkaErrorOf(error)?.name ?? '')
}

async function unlessFenced<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!isFenced(error)) throw error
    throw new AppError('CONFLICT', 'Another console has taken this over.', { cause: (error as Error).cause })
  }
}
