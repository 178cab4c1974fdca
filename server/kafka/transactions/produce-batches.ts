import { AppError } from '#lib/errors.ts'
import { leaderOf } from '../connection/cluster-metadata.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { throwIfError } from '../protocol/error-codes.ts'
import { produce } from '../protocol/produce.ts'
import type { NodeLinks } from './node-links.ts'
import { isTransient, retrying } from './retrying.ts'

/** An encoded batch and where it goes. */
export interface AddressedBatch {
  topic: string
  partition: number
  data: Buffer
}

interface ProduceSettings {
  transactionalId: string | null
  /** How long the brokers may take for all of it. */
  deadlineMs: number
  signal?: AbortSignal
}

const REQUEST_TIMEOUT_MS = 8_000

/**
 * Appends batches, at most one per partition, at the leaders, all of which answer after every in-sync replica has them. A leader that moved is
 * looked up again and asked again with the same bytes: the batches' sequences make that harmless where the producer is idempotent.
 * @returns the base offset of each batch, in the order given
 */
export async function produceBatches(
  { cluster, links }: { cluster: KafkaCluster; links: NodeLinks },
  batches: readonly AddressedBatch[],
  settings: ProduceSettings,
): Promise<bigint[]> {
  const offsets: (bigint | undefined)[] = batches.map(() => undefined)
  let maxAgeMs = 30_000
  await retrying(
    async () => {
      const byLeader = new Map<number, number[]>()
      for (const [index, batch] of batches.entries()) {
        if (offsets[index] !== undefined) continue
        const leader = leaderOf(await cluster.topic(batch.topic, { maxAgeMs }), batch.partition)
        byLeader.set(leader, [...(byLeader.get(leader) ?? []), index])
      }
      const answers = await Promise.allSettled(
        [...byLeader].map(async ([leader, indexes]) => {
          const link = await links.get(leader)
          const answer = await link.send(produce, requestOf(batches, indexes, settings), {
            timeoutMs: REQUEST_TIMEOUT_MS + 2_000,
          })
          return { indexes, answer }
        }),
      )
      let failure: Error | undefined
      for (const settled of answers) {
        if (settled.status === 'rejected') {
          failure = worse(failure, settled.reason)
          continue
        }
        for (const index of settled.value.indexes) {
          const batch = batches[index] as AddressedBatch
          const result = settled.value.answer.responses
            .find(({ name }) => name === batch.topic)
            ?.partitionResponses.find((partition) => partition.index === batch.partition)
          try {
            throwIfError(
              result?.errorCode ?? -1,
              `Writing to ${batch.topic}, partition ${batch.partition}`,
              result?.errorMessage ?? null,
            )
            offsets[index] = result?.baseOffset ?? -1n
          } catch (error) {
            failure = worse(failure, error)
          }
        }
      }
      if (failure) throw failure
    },
    {
      deadlineMs: settings.deadlineMs,
      ...(settings.signal ? { signal: settings.signal } : {}),
      beforeRetry: () => (maxAgeMs = 0),
    },
  )
  return offsets.map((offset) => {
    if (offset === undefined) throw new AppError('INTERNAL', 'A batch was left without an answer.')
    return offset
  })
}

function requestOf(batches: readonly AddressedBatch[], indexes: readonly number[], settings: ProduceSettings) {
  const topics = new Map<string, { index: number; records: Buffer }[]>()
  for (const index of indexes) {
    const { topic, partition, data } = batches[index] as AddressedBatch
    const list = topics.get(topic) ?? []
    topics.set(topic, list)
    list.push({ index: partition, records: data })
  }
  return {
    transactionalId: settings.transactionalId,
    acks: -1,
    timeoutMs: REQUEST_TIMEOUT_MS,
    topicData: [...topics].map(([name, partitionData]) => ({ name, partitionData })),
  }
}

/** What cannot be helped by trying again outweighs what can. */
function worse(known: Error | undefined, reason: unknown): Error {
  const found = reason instanceof Error ? reason : new AppError('INTERNAL', 'Writing failed.', { cause: reason })
  return known === undefined || isTransient(known) ? found : known
}
