import type { RecordRef } from '#lib/contract/replays.ts'
import { decodeFailure } from '#server/dead-letters/decode-failure.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { JobDefinition } from '#server/replay-ledger/job.ts'
import { countBelow, type SentTo } from './sent-targets.ts'
import type { OriginPlace } from '#server/replay-ledger/sent-places.ts'
import { freezeSelection, readSelection } from '#server/dead-letters/selection.ts'

export interface Returned {
  cameBack: number
  cameBackSample: RecordRef | null
}

/** The dead letters that were written since a replay was planned, and bear its id or were read from where it had sent them (`sent`, in this cluster). */
export async function findReturned(
  cluster: KafkaCluster,
  { id, source, ends }: JobDefinition,
  { sent, signal }: { sent: readonly SentTo[]; signal: AbortSignal },
): Promise<Returned> {
  const now = await freezeSelection(cluster, source.topic, { all: true })
  const since = now.ranges.map((range) => {
    const end = BigInt(ends.find(({ partition }) => partition === range.partition)?.to ?? 0)
    return { ...range, from: end > range.from ? end : range.from }
  })
  let cameBack = 0
  let cameBackSample: RecordRef | null = null
  const read = { topic: source.topic, signal }
  for await (const { partition, records } of readSelection(cluster, { ...now, ranges: since }, read)) {
    for (const { headers, offset } of records) {
      const { replayId, origin, lastHop } = decodeFailure(headers)
      if (!replayId?.startsWith(`${id}/`) && !isAmong(sent, origin) && !isAmong(sent, lastHop)) continue
      cameBack += 1
      cameBackSample ??= { partition, offset: String(offset) }
    }
  }
  return { cameBack, cameBackSample }
}

function isAmong(sent: readonly SentTo[], place: OriginPlace | null): boolean {
  const { topic, partition, offset } = place ?? {}
  if (offset === undefined || offset === null) return false
  const offsets = sent.find((one) => one.topic === topic && one.partition === partition)?.offsets ?? []
  const at = countBelow(offsets, offset)
  return offsets[at] === offset
}
