import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal } from '#server/store/read-internal.ts'
import { type LedgerEntry, offsetsOf, parseLedgerEntry } from './ledger-entry.ts'
import type { FrozenSelection } from './selection.ts'

/** Where the console may not write its topics, the entries of this process; they end with it. */
const volatile = () => singleton('replays.ledger', () => new WeakMap<KafkaCluster, LedgerEntry[]>())

export function rememberEntry(cluster: KafkaCluster, entry: LedgerEntry): void {
  const entries = volatile().get(cluster) ?? []
  volatile().set(cluster, entries)
  entries.push(entry)
}

interface LedgerRange {
  /** The offset the reading starts at: nothing of the job is older. */
  from: bigint
  /** Waits for open transactions before the end, so that nothing committed is missed; else what is readable now has to do. */
  wait: boolean
  signal?: AbortSignal
}

/** Entries from the ledger of a cluster, up to its end at this moment. */
async function* readLedger(cluster: KafkaCluster, { from, wait, signal }: LedgerRange): AsyncGenerator<LedgerEntry[]> {
  yield volatile().get(cluster) ?? []
  const end = await internalEnd(cluster, INTERNAL_TOPIC.replays, wait ? 'latest' : 'lastStable')
  const start = await internalEnd(cluster, INTERNAL_TOPIC.replays, 'earliest')
  if (end === null || start === null) return
  const range = { from: from > start ? from : start, to: end, ...(signal ? { signal } : {}) }
  for await (const records of readInternal(cluster, INTERNAL_TOPIC.replays, range))
    yield records.map(({ value }) => parseLedgerEntry(value)).filter((entry) => entry !== null)
}

/** The entries of one job, in their order. */
export async function* readJobLedger(
  cluster: KafkaCluster,
  job: { id: string; ledger: { from: string } | null },
  how: Omit<LedgerRange, 'from'>,
): AsyncGenerator<LedgerEntry> {
  for await (const entries of readLedger(cluster, { ...how, from: BigInt(job.ledger?.from ?? 0) }))
    for (const entry of entries) if (entry.job === job.id) yield entry
}

export type WasReplayed = (partition: number, offset: bigint) => boolean

/** Which records of a selection earlier replays have sent, at one bit for each offset of it. */
export async function findReplayed(
  cluster: KafkaCluster,
  source: { topic: string; topicId: string | null },
  selection: Pick<FrozenSelection, 'ranges'>,
  exceptJob: string | null = null,
): Promise<WasReplayed> {
  const spans = selection.ranges.map((range) => ({ ...range, bits: null as Uint8Array | null }))
  const spanOf = (partition: number, offset: bigint) =>
    spans.find((span) => span.partition === partition && offset >= span.from && offset < span.to)
  for await (const entries of readLedger(cluster, { from: 0n, wait: true })) {
    for (const entry of entries) {
      if (entry.sourceTopic !== source.topic || entry.sourceTopicId !== source.topicId || entry.job === exceptJob)
        continue
      for (const run of entry.sent) {
        for (const { source: offset } of offsetsOf(run)) {
          const span = spanOf(run.source, offset)
          if (!span) continue
          span.bits ??= new Uint8Array(Number((span.to - span.from) / 8n) + 1)
          const bit = Number(offset - span.from)
          span.bits[bit >> 3] = (span.bits[bit >> 3] ?? 0) | (1 << (bit & 7))
        }
      }
    }
  }
  return (partition, offset) => {
    const span = spanOf(partition, offset)
    if (!span?.bits) return false
    const bit = Number(offset - span.from)
    return ((span.bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0
  }
}
