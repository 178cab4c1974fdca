import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetSpec, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { PartitionSlice } from './plan-slice.ts'

const MAX_ROUNDS = 48

/**
 * The end of each partition that together are about the `wanted` newest records: everything since one moment, which is looked for by asking
 * the brokers for offsets at times. So the partitions' shares and the rate over time are those of the topic.
 */
export async function newestFrom(
  cluster: KafkaCluster,
  topic: string,
  slices: readonly PartitionSlice[],
  wanted: number,
): Promise<PartitionSlice[]> {
  if (sizeOf(slices) <= wanted) return [...slices]
  const partitions = slices.filter(({ problem }) => problem === null).map(({ partition }) => partition)
  const since = async (spec: OffsetSpec): Promise<PartitionSlice[]> => {
    const answers = (await readOffsets(cluster, new Map([[topic, partitions]]), spec)).get(topic)
    return slices.map((slice) => {
      const answer = answers?.get(slice.partition)
      const offset = answer?.ok && answer.at.offset >= 0n ? answer.at.offset : slice.to
      return { ...slice, from: clamp(offset, slice) }
    })
  }
  const newest = await newestTimestamp(cluster, topic, partitions)
  // `enough` holds all that is wanted, `few` is a moment since which there is less.
  let few = newest + 1
  let back = 1_000
  let at = Math.max(0, newest - back)
  let enough = await since(BigInt(at))
  let rounds = 0
  while (sizeOf(enough) < wanted && at > 0 && rounds < MAX_ROUNDS) {
    few = at
    back *= 8
    at = Math.max(0, newest - back)
    enough = await since(BigInt(at))
    rounds += 1
  }
  if (sizeOf(enough) < wanted) return shrink(slices, wanted)
  for (; rounds < MAX_ROUNDS && few - at > 1 && sizeOf(enough) > wanted * 1.1; rounds += 1) {
    const middle = Math.floor((at + few) / 2)
    const tried = await since(BigInt(middle))
    if (sizeOf(tried) < wanted) few = middle
    else {
      at = middle
      enough = tried
    }
  }
  return sizeOf(enough) > wanted * 1.1 ? shrink(enough, wanted) : enough
}

/** About how many records: compaction leaves fewer. */
export function sizeOf(slices: readonly Pick<PartitionSlice, 'from' | 'to'>[]): number {
  return Number(slices.reduce((sum, { from, to }) => sum + to - from, 0n))
}

/** The same share of the end of each: where timestamps do not tell, or too many records share one. */
function shrink(slices: readonly PartitionSlice[], wanted: number): PartitionSlice[] {
  const share = wanted / sizeOf(slices)
  return slices.map((slice) => {
    const kept = BigInt(Math.ceil(Number(slice.to - slice.from) * share))
    return { ...slice, from: clamp(slice.to - kept, slice) }
  })
}

async function newestTimestamp(cluster: KafkaCluster, topic: string, partitions: readonly number[]): Promise<number> {
  const answers = (await readOffsets(cluster, new Map([[topic, partitions]]), 'newestTimestamp')).get(topic)
  const times = [...(answers?.values() ?? [])].map((answer) => (answer.ok ? (answer.at.timestamp ?? -1) : -1))
  const newest = Math.max(-1, ...times)
  // Brokers before 3.0 do not know the newest timestamp.
  return newest < 0 ? Date.now() : newest
}

function clamp(offset: bigint, { from, to }: Pick<PartitionSlice, 'from' | 'to'>): bigint {
  if (offset < from) return from
  return offset > to ? to : offset
}
