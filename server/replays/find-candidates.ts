import { isInternalTopic } from '#lib/access/topic-access.ts'
import { decodeFailureOf } from '#server/dead-letters/decode-failure.ts'
import { HeaderView } from '#server/dead-letters/header-view.ts'
import { isPointer, originalPlace, type Place, placeName, readOriginals } from '#server/dead-letters/read-originals.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { Candidate } from './plan-record.ts'

interface Chunk {
  partition: number
  records: readonly KafkaRecord[]
}

/** Dead letters with the records they point to, where they are pointers (KIP-1191); those are read from where they stood. */
export async function findCandidates(
  cluster: KafkaCluster,
  { partition, records }: Chunk,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const places = new Map<bigint, Place | null>()
  for (const record of records) {
    if (record.key !== null || record.value !== null) continue
    const failure = decodeFailureOf(new HeaderView(record.headers))
    if (isPointer(record, failure)) places.set(record.offset, await originalPlace(cluster, failure.origin))
  }
  const wanted = [...places.values()].filter((place) => place !== null).filter((place) => !isInternalTopic(place))
  const originals = wanted.length > 0 ? await readOriginals(cluster, wanted, signal) : new Map<string, KafkaRecord>()
  return records.map((record) => {
    const place = places.get(record.offset)
    if (!place) return { record, partition, original: undefined }
    // Whoever writes a pointer must not have Kafka's or the console's own records carried out.
    if (isInternalTopic(place)) return { record, partition, original: 'internal' }
    return { record, partition, original: originals.get(placeName(place)) ?? null }
  })
}
