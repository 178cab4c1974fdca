import { AppError } from '#lib/errors.ts'
import { loadTarget, refusalOf, type TargetGroup } from '#server/group-offsets/load-target.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { payloadOf } from '#server/records/large/large-batch.ts'
import { type BatchRecord, recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { rangeScan, readRange } from '#server/kafka/fetch/read-range.ts'

export interface StuckPlace {
  group: string
  topic: string
  partition: number
}

interface Stuck {
  target: TargetGroup
  refusal: { text: string; forcible: boolean } | null
  committed: bigint
  /** What the group would read next; null where nothing is left. */
  found: BatchRecord | null
}

/** Types whose position in a partition is one committed offset that can be moved by one. */
const MOVABLE = new Set(['classic', 'consumer'])

/** The record at or after what a group has committed on a partition, as a read_committed consumer would get it. @throws AppError CONFLICT, NOT_FOUND */
export async function findStuck(
  cluster: KafkaCluster,
  { group, topic, partition }: StuckPlace,
  signal: AbortSignal,
): Promise<Stuck> {
  const target = await loadTarget(cluster, group)
  const { type } = target.listed
  if (!MOVABLE.has(type))
    throw new AppError(
      'CONFLICT',
      `${group} is a ${type} group: only classic and consumer groups can be moved past one record.`,
    )
  const committed = target.committed.get(topic)?.get(partition)?.offset
  if (committed === undefined || committed === null)
    throw new AppError('NOT_FOUND', `${group} has committed nothing on partition ${partition} of ${topic}.`)
  return {
    target,
    refusal: refusalOf(cluster, target),
    committed,
    found: await nextRecord(cluster, { topic, partition, from: committed }, signal),
  }
}

async function nextRecord(
  cluster: KafkaCluster,
  { topic, partition, from }: { topic: string; partition: number; from: bigint },
  signal: AbortSignal,
): Promise<BatchRecord | null> {
  const wanted = new Map([[topic, [partition]]])
  const to = offsetOf(await readOffsets(cluster, wanted, 'lastStable'), topic, partition).offset
  if (from >= to) return null
  const isolation = 'committed'
  // A fetch of one byte brings the one batch that holds the offset.
  const scan = rangeScan('forward', { partition, from, to }, { isolation, showControl: false, chunkBytes: 1 })
  for await (const chunk of readRange({ cluster, topic, isolation }, scan, signal)) {
    // A batch that is damaged is shown by its error: it cannot be copied byte for byte.
    for (const batch of chunk.batches) {
      const payload = await payloadOf(batch, signal)
      const [first] = recordsIn({ batch, payload, from: chunk.from, to: chunk.to, backward: false }, (_, error) => {
        throw error
      })
      if (first) return first
    }
  }
  if (scan.problem) throw scan.problem
  return null
}
