import { AppError, isAppError } from '#lib/errors.ts'
import { leaderOf } from '../connection/cluster-metadata.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { fetch } from '../protocol/fetch.ts'
import type { AbortedTransaction } from '../records/aborted.ts'

export type IsolationLevel = 'committed' | 'uncommitted'

/** What to fetch of one partition: whole batches from the one that holds `offset` on. */
export interface FetchWant {
  partition: number
  offset: bigint
  maxBytes: number
}

/** What a leader answered for one partition; `records` is a view of the response. */
export interface FetchedPartition {
  partitionIndex: number
  errorCode: number
  highWatermark: bigint
  lastStableOffset: bigint
  logStartOffset: bigint
  abortedTransactions: AbortedTransaction[] | null
  records: Buffer | null
}

export interface FetchSource {
  cluster: KafkaCluster
  topic: string
  isolation: IsolationLevel
}

export type FetchAnswer = FetchedPartition | AppError

/** All that one request may bring; the first partition with data brings a batch even if that is larger (KIP-74). */
const MAX_REQUEST_BYTES = 32 << 20

/**
 * Fetches from any number of partitions: one request per leader, in parallel, answered at once with what is there. A broken leader fails its
 * own partitions only. Leaders come from the metadata, at most `maxAgeMs` old.
 */
export async function fetchPartitions(
  source: FetchSource,
  wants: readonly FetchWant[],
  { maxAgeMs = 30_000 }: { maxAgeMs?: number } = {},
): Promise<Map<number, FetchAnswer>> {
  const { cluster, topic: name } = source
  const answers = new Map<number, FetchAnswer>()
  const topic = await cluster.topic(name, { maxAgeMs })
  const byLeader = new Map<number, FetchWant[]>()
  for (const want of wants) {
    try {
      const leader = leaderOf(topic, want.partition)
      const list = byLeader.get(leader)
      if (list) list.push(want)
      else byLeader.set(leader, [want])
    } catch (error) {
      answers.set(want.partition, asAppError(error))
    }
  }
  await Promise.all(
    [...byLeader].map(async ([leader, list]) => {
      try {
        for (const found of await askLeader(source, leader, list)) answers.set(found.partitionIndex, found)
      } catch (error) {
        for (const { partition } of list) answers.set(partition, asAppError(error))
      }
    }),
  )
  return answers
}

async function askLeader(
  { cluster, topic, isolation }: FetchSource,
  leader: number,
  wants: readonly FetchWant[],
): Promise<FetchedPartition[]> {
  const total = wants.reduce((sum, want) => sum + want.maxBytes, 0)
  const answer = await cluster.send(leader, fetch, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: Math.min(total, Math.max(MAX_REQUEST_BYTES, wants[0]?.maxBytes ?? 0)),
    isolationLevel: isolation === 'committed' ? 1 : 0,
    topics: [
      {
        topic,
        partitions: wants.map(({ partition, offset, maxBytes }) => ({
          partition,
          fetchOffset: offset,
          partitionMaxBytes: maxBytes,
        })),
      },
    ],
  })
  return answer.responses[0]?.partitions ?? []
}

/** What hinders a fetch, as one of the errors that there are. */
export function asAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', 'The records could not be fetched.', { cause: error })
}
