import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { payloadOf } from '#server/records/large/large-batch.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { DecodedFailure } from './decode-failure.ts'
import type { Origin } from './family.ts'
import { rangesOver } from './offset-ranges.ts'

/** Originals that lie closer together are read in one go. */
const JOIN_WITHIN = 200n
const MAX_BYTES = 1024 * 1024

export interface Place {
  topic: string
  partition: number
  offset: bigint
}

export const placeName = ({ topic, partition, offset }: Place) => `${topic}/${partition}/${offset}`

/** Where a failure's original stands; null where its headers do not tell exactly. A broker that could not find the topic's name writes its id. */
export async function originalPlace(cluster: KafkaCluster, origin: Origin | null): Promise<Place | null> {
  if (!origin || origin.partition === null || origin.offset === null) return null
  const { topics } = await cluster.metadata()
  const { topic } = origin
  const named = topics.has(topic) ? topic : [...topics.values()].find(({ topicId }) => topicId === topic)?.name
  return { topic: named ?? topic, partition: origin.partition, offset: origin.offset }
}

/** A dead letter of a share group that has no data of its own. */
export function isPointer(
  record: Pick<KafkaRecord, 'key' | 'value'>,
  { family }: Pick<DecodedFailure, 'family'>,
): boolean {
  return family === 'share-group' && record.key === null && record.value === null
}

/** The committed records at these places; those that are not in the map were deleted, compacted away, or never there. */
export async function readOriginals(
  cluster: KafkaCluster,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Map<string, KafkaRecord>> {
  const found = new Map<string, KafkaRecord>()
  const ends = await lastStable(cluster, places)
  const partitions = Map.groupBy(places, ({ topic, partition }) => `${topic}/${partition}`)
  for (const group of partitions.values()) {
    const offsets = new Set(group.map(({ offset }) => offset))
    const [{ topic, partition } = { topic: '', partition: 0 }] = group
    const end = ends.get(topic)?.get(partition)
    for (const range of rangesOver(offsets, JOIN_WITHIN)) {
      // Reading beyond the end would wait for what is not written yet.
      if (!end?.ok || range.from >= end.at.offset) continue
      if (range.to > end.at.offset) range.to = end.at.offset
      try {
        const maxBytes = range.to - range.from === 1n ? 1 : MAX_BYTES
        for await (const { records } of readForward(cluster, {
          topic,
          partition,
          ...range,
          maxBytes,
          signal,
          payloadOf,
        }))
          for (const record of records)
            if (offsets.has(record.offset)) found.set(placeName({ topic, partition, offset: record.offset }), record)
      } catch (error) {
        // A topic or an end that is not there (any more) holds no original.
        if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error
      }
    }
  }
  return found
}

async function lastStable(cluster: KafkaCluster, places: readonly Place[]) {
  const { topics } = await cluster.metadata()
  const wanted = new Map<string, number[]>()
  for (const { topic, partition } of places) {
    const asked = wanted.get(topic) ?? []
    if (!topics.get(topic)?.partitions[partition] || asked.includes(partition)) continue
    wanted.set(topic, [...asked, partition])
  }
  return readOffsets(cluster, wanted, 'lastStable')
}
