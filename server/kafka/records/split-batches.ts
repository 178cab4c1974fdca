import { DefaultBatch, FIELD } from './default-batch.ts'
import { LegacyBatch } from './legacy-batch.ts'
import { MIN_MESSAGE_BYTES } from './legacy-cursor.ts'
import type { RecordBatch } from './record-batch.ts'
import { undecodable } from './undecodable.ts'

/** Base offset and length, the part that every format starts with and that the length does not count. */
const LOG_OVERHEAD = FIELD.partitionLeaderEpoch

export interface SplitBatches {
  batches: RecordBatch[]
  /** Where the bytes stand that are no whole batch: the fetch limit cut it off, or it is damaged and a fetch from it says how. */
  truncatedAt: number | null
}

/**
 * Splits the records of one partition of a Fetch response into its batches of any magic, without copying or unpacking.
 * @throws AppError UNDECODABLE where the very first batch is damaged; one further on only ends the list.
 */
export function splitBatches(data: Buffer): SplitBatches {
  const batches: RecordBatch[] = []
  let at = 0
  while (at < data.length) {
    const magic = data[at + FIELD.magic]
    if (magic === undefined) return { batches, truncatedAt: at }
    const end = at + LOG_OVERHEAD + data.readInt32BE(at + FIELD.batchLength)
    const damage = findDamage(magic, end - at)
    if (damage !== null && batches.length === 0) {
      throw undecodable(`The batch at offset ${data.readBigInt64BE(at)} ${damage}.`)
    }
    if (damage !== null || end > data.length) return { batches, truncatedAt: at }
    const batch = data.subarray(at, end)
    batches.push(magic === 2 ? new DefaultBatch(batch) : new LegacyBatch(batch))
    at = end
  }
  return { batches, truncatedAt: null }
}

function findDamage(magic: number, sizeBytes: number): string | null {
  const minBytes = magic === 2 ? FIELD.records : MIN_MESSAGE_BYTES[magic]
  if (minBytes === undefined) return `has the unknown format ${magic}`
  return sizeBytes < minBytes ? `declares an impossible size of ${sizeBytes} bytes` : null
}
