import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { isTooMuch } from '#server/kafka/records/undecodable.ts'
import { largePool } from './large-pool.ts'
import type { CutTask } from './cut-records.ts'
import { bufferOf, restored } from './restored.ts'

/** Larger batches are unpacked in a thread. */
const LARGE_BYTES = 4 << 20
const DEADLINE_MS = 10_000

/** What the batch unpacks to; null where that is large. @throws AppError UNDECODABLE */
export function smallPayload(batch: RecordBatch): Buffer | null {
  if (batch.sizeBytes > LARGE_BYTES) return null
  try {
    return batch.payload(LARGE_BYTES)
  } catch (error) {
    if (isTooMuch(error)) return null
    throw error
  }
}

/** What the batch unpacks to, whatever its size up to the limit of a batch. @throws AppError UNDECODABLE, LIMIT_EXCEEDED */
export async function payloadOf(batch: RecordBatch, signal?: AbortSignal): Promise<Buffer> {
  const small = smallPayload(batch)
  if (small) return small
  const bytes = await largePool().run({ kind: 'unpack', batch: copyOf(batch) }, optionsFor(batch, signal))
  return bufferOf(bytes as Uint8Array)
}

/**
 * Records of a large batch with as much of them as is shown. Fewer than asked for where they are too much together: ask again for the rest.
 * @throws AppError UNDECODABLE, LIMIT_EXCEEDED
 */
export async function cutRecordsOf(
  batch: RecordBatch,
  range: Omit<CutTask, 'batch'>,
  signal?: AbortSignal,
): Promise<KafkaRecord[]> {
  const records = await largePool().run({ kind: 'cut', batch: copyOf(batch), ...range }, optionsFor(batch, signal))
  return (records as KafkaRecord[]).map(restored)
}

function optionsFor({ sizeBytes, lastOffset }: RecordBatch, signal?: AbortSignal) {
  return { deadlineMs: DEADLINE_MS, what: `The batch of ${sizeBytes} bytes up to offset ${lastOffset}`, signal }
}

/** A view would be sent with all that was fetched beside it. */
function copyOf({ bytes }: RecordBatch): Uint8Array {
  return new Uint8Array(bytes)
}
