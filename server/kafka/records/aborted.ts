import { isAbortMarker } from './control-record.ts'
import type { RecordBatch } from './record-batch.ts'

/** An entry of the Fetch response's list of aborted transactions. */
export interface AbortedTransaction {
  producerId: bigint
  firstOffset: bigint
}

/**
 * What read_committed hides (KIP-98, as Kafka's own consumer decides it). The answer is a test to be asked once for every batch of the
 * response, in order; it is true for a batch of data that belongs to an aborted transaction. Control batches are never counted among them.
 */
export function abortedFilter(aborted: readonly AbortedTransaction[]): (batch: RecordBatch) => boolean {
  const pending = aborted.toSorted((a, b) =>
    a.firstOffset < b.firstOffset ? -1 : Number(a.firstOffset > b.firstOffset),
  )
  const open = new Set<bigint>()
  let started = 0
  return (batch) => {
    const { producerId } = batch
    if (producerId < 0n) return false
    for (let next = pending[started]; next && next.firstOffset <= batch.lastOffset; next = pending[started]) {
      open.add(next.producerId)
      started += 1
    }
    if (isAbortMarker(batch)) {
      open.delete(producerId)
      return false
    }
    return batch.transactional && !batch.control && open.has(producerId)
  }
}
