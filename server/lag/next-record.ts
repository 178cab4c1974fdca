import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { emptyRemainder, extendRemainder, type MetRecord, type Stretch } from './remainder.ts'

/** What may be read to find it: what lies before it is aborted, or markers. */
const MAX_BYTES = 256 << 10

/**
 * The first record that a reader of committed records gets at or after a position; where only open transactions follow, their first one. Null
 * where nothing readable was found. @throws AppError
 */
export async function readNextRecord(
  cluster: KafkaCluster,
  { offset, ...stretch }: Stretch & { offset: bigint },
): Promise<MetRecord | null> {
  const found = await extendRemainder(cluster, stretch, emptyRemainder(offset), {
    maxBytes: MAX_BYTES,
    firstOnly: true,
  })
  return found.next ?? found.open?.next ?? null
}
