import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type LedgerOfJob, readJobLedger } from '#server/replay-ledger/ledger.ts'
import { offsetsOf } from '#server/replay-ledger/ledger-entry.ts'

/** What a replay sent to one partition. */
export interface SentTo {
  topic: string
  partition: number
  /** Ascending. */
  offsets: bigint[]
}

/** Where the records of a replay went, as far as its ledger tells. */
export async function sentTargets(
  target: KafkaCluster,
  job: LedgerOfJob,
  how: { ended: boolean; signal: AbortSignal },
): Promise<SentTo[]> {
  const targets = new Map<string, SentTo>()
  for await (const entry of readJobLedger(target, job, { wait: false, ...how })) {
    for (const run of entry.sent) {
      const name = `${run.topic} ${run.partition}`
      const sent = targets.get(name) ?? { topic: run.topic, partition: run.partition, offsets: [] }
      targets.set(name, sent)
      for (const { target: offset } of offsetsOf(run)) sent.offsets.push(offset)
    }
  }
  return [...targets.values()]
}

/** How many of ascending offsets come before `end`. */
export function countBelow(offsets: readonly bigint[], end: bigint): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((offsets[middle] ?? 0n) < end) low = middle + 1
    else high = middle
  }
  return low
}
