import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'

/** The header of a record batch of magic 2. */
export const BATCH_OVERHEAD = 61
/** A record's own length, attributes, both deltas and the count of headers, each at its longest. */
const RECORD_OVERHEAD = 5 + 1 + 10 + 5 + 5
/** The longest length in front of a field. */
const LENGTH = 5

/** The most that a record can take in a batch, in bytes; at most some tens more than it does. */
export function encodedSize({ key, value, headers }: Omit<EncodableRecord, 'timestamp'>): number {
  let size = RECORD_OVERHEAD + LENGTH * 2 + (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) size += LENGTH * 2 + header.name.length + (header.value?.length ?? 0)
  return size
}
