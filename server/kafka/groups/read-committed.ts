import type { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { describeShareGroupOffsets } from '../protocol/describe-share-group-offsets.ts'
import { brokerError } from '../protocol/error-codes.ts'
import { offsetFetch, OFFSETS_BATCHED_FROM } from '../protocol/offset-fetch.ts'
import { asAppError } from './as-app-error.ts'
import type { CommittedOffset, CommittedOffsets, ListedGroup, PerGroup } from './group-model.ts'

const BATCH = 100
/** How many single requests are on their way to one coordinator when it cannot take several groups at once (before Kafka 3.0). */
const PARALLEL = 8

/**
 * All that groups have committed, in batches per coordinator. For share groups it is the start offset of each share partition. One group's
 * failure is its own.
 */
export async function readCommitted(cluster: KafkaCluster, groups: ListedGroup[]): Promise<PerGroup<CommittedOffsets>> {
  const found: PerGroup<CommittedOffsets> = new Map()
  const batched = await cluster.supports(offsetFetch, OFFSETS_BATCHED_FROM)
  const read = (lot: ListedGroup[]) => (lot[0]?.type === 'share' ? readShare : readOffsets)(cluster, lot, found)
  const lots = Map.groupBy(groups, ({ coordinatorId, type }) => `${coordinatorId} ${type === 'share'}`)
  await Promise.all(
    [...lots.values()].map(async (lot) => {
      const size = batched || lot[0]?.type === 'share' ? BATCH : 1
      const batches = Array.from({ length: Math.ceil(lot.length / size) }, (_, index) =>
        lot.slice(index * size, (index + 1) * size),
      )
      await inParallel(batches, size === 1 ? PARALLEL : 2, read)
    }),
  )
  return found
}

async function readOffsets(
  cluster: KafkaCluster,
  lot: ListedGroup[],
  found: PerGroup<CommittedOffsets>,
): Promise<void> {
  const [first] = lot
  if (!first) return
  try {
    const { groups } = await cluster.send(first.coordinatorId, offsetFetch, {
      groups: lot.map(({ id }) => ({ groupId: id, topics: null })),
    })
    for (const group of groups) {
      // A request for one group in the old form is answered without its name; in a batch an empty name is a group's own.
      const id = lot.length === 1 ? first.id : group.groupId
      if (group.errorCode === 0) found.set(id, { ok: true, value: offsetsOf(group.topics) })
      else found.set(id, { ok: false, error: refusal(id, group.errorCode, null) })
    }
  } catch (error) {
    failAll(lot, found, error)
  }
}

function offsetsOf(
  topics: {
    name: string
    partitions: { partitionIndex: number; committedOffset: bigint; metadata: string | null; errorCode: number }[]
  }[],
): CommittedOffsets {
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      new Map(
        partitions
          .filter(({ errorCode }) => errorCode === 0)
          .map(({ partitionIndex, committedOffset, metadata }) => [
            partitionIndex,
            entry(committedOffset, { metadata: metadata || null }),
          ]),
      ),
    ]),
  )
}

async function readShare(cluster: KafkaCluster, lot: ListedGroup[], found: PerGroup<CommittedOffsets>): Promise<void> {
  const [first] = lot
  if (!first) return
  try {
    const { groups } = await cluster.send(first.coordinatorId, describeShareGroupOffsets, {
      groups: lot.map(({ id }) => ({ groupId: id, topics: null })),
    })
    for (const { groupId, errorCode, errorMessage, topics } of groups) {
      if (errorCode !== 0) found.set(groupId, { ok: false, error: refusal(groupId, errorCode, errorMessage) })
      else {
        const value: CommittedOffsets = new Map(
          topics.map(({ topicName, partitions }) => [
            topicName,
            new Map(
              partitions
                .filter((partition) => partition.errorCode === 0)
                .map(({ partitionIndex, startOffset, lag }) => [partitionIndex, entry(startOffset, { lag })]),
            ),
          ]),
        )
        found.set(groupId, { ok: true, value })
      }
    }
  } catch (error) {
    failAll(lot, found, error)
  }
}

function entry(offset: bigint, more: { metadata?: string | null; lag?: bigint }): CommittedOffset {
  const lag = more.lag !== undefined && more.lag >= 0n ? more.lag : null
  return { offset: offset < 0n ? null : offset, metadata: more.metadata ?? null, lag }
}

function refusal(id: string, errorCode: number, message: string | null): AppError {
  return brokerError(errorCode, `The offsets of ${id} could not be read`, message)
}

function failAll(lot: ListedGroup[], found: PerGroup<CommittedOffsets>, error: unknown): void {
  const failure = asAppError(error, 'The committed offsets could not be read.')
  for (const { id } of lot) found.set(id, { ok: false, error: failure })
}

async function inParallel<Item>(items: Item[], width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      for (const item of left) await work(item)
    }),
  )
}
