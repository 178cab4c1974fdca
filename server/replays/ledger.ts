import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal } from '#server/store/read-internal.ts'
import type { SpanSet } from '#server/store/span-set.ts'
import { type LedgerEntry, parseLedgerEntry } from './ledger-entry.ts'
import { addSent, ledgerIndex } from './ledger-index.ts'

/** Where the console may not write its topics, the entries of this process; they end with it. */
const volatile = () => singleton('replays.ledger', () => new WeakMap<KafkaCluster, LedgerEntry[]>())

export function rememberEntry(cluster: KafkaCluster, entry: LedgerEntry): void {
  const entries = volatile().get(cluster) ?? []
  volatile().set(cluster, entries)
  entries.push(entry)
}

interface LedgerRange {
  /** Waits for open transactions before the end, so that nothing committed is missed; else what is readable now has to do. */
  wait: boolean
  signal?: AbortSignal
}

/** Entries from the ledger of a cluster, from an offset up to its end at this moment. */
async function* readLedger(
  cluster: KafkaCluster,
  { from, to, wait, signal }: LedgerRange & { from: bigint; to?: bigint | undefined },
): AsyncGenerator<LedgerEntry[]> {
  yield volatile().get(cluster) ?? []
  const end = to ?? (await internalEnd(cluster, INTERNAL_TOPIC.replays, wait ? 'latest' : 'lastStable'))
  const start = await internalEnd(cluster, INTERNAL_TOPIC.replays, 'earliest')
  if (end === null || start === null) return
  const range = { from: from > start ? from : start, to: end, ...(signal ? { signal } : {}) }
  for await (const records of readInternal(cluster, INTERNAL_TOPIC.replays, range))
    yield records.map(({ value }) => parseLedgerEntry(value)).filter((entry) => entry !== null)
}

export interface LedgerOfJob {
  id: string
  ledger: { topicId: string | null; from: string } | null
}

/**
 * The entries of one job, in their order; of one that has `ended` only where they lie is read.
 * @throws AppError CONFLICT where the ledger was deleted and made anew: what it holds now is of other jobs
 */
export async function* readJobLedger(
  cluster: KafkaCluster,
  job: LedgerOfJob,
  { ended = false, ...how }: LedgerRange & { ended?: boolean },
): AsyncGenerator<LedgerEntry> {
  const topic = (await cluster.metadata()).topics.get(INTERNAL_TOPIC.replays)
  if (job.ledger && topic && job.ledger.topicId !== topic.topicId)
    throw new AppError(
      'CONFLICT',
      `${INTERNAL_TOPIC.replays} was deleted and made anew since this replay began: what it sent is not known any more.`,
    )
  const index = ledgerIndex(cluster)
  if (ended) await index.refresh()
  const place = ended ? index.entriesOf(job.id) : null
  const from = place?.from ?? BigInt(job.ledger?.from ?? 0)
  for await (const entries of readLedger(cluster, { ...how, from, to: place?.to }))
    for (const entry of entries) if (entry.job === job.id) yield entry
}

export type WasReplayed = (partition: number, offset: bigint) => boolean

/** Which records of a topic replays have sent, as the ledgers of these clusters tell: its own, and those that replays sent some to. */
export async function findReplayed(
  clusters: readonly KafkaCluster[],
  source: { topic: string; topicId: string | null },
  exceptJob: string | null = null,
): Promise<WasReplayed> {
  const sent = new Map<number, SpanSet>()
  const isOther = ({ sourceTopic, sourceTopicId, job }: LedgerEntry) =>
    sourceTopic === source.topic && sourceTopicId === source.topicId && job !== exceptJob
  const add = (entry: LedgerEntry) => addSent(sent, entry)
  for (const cluster of clusters) {
    const index = ledgerIndex(cluster)
    await index.refresh()
    if (index.complete) index.collect(source, exceptJob, sent)
    else for await (const entries of readLedger(cluster, { from: 0n, wait: true })) entries.filter(isOther).forEach(add)
    volatile().get(cluster)?.filter(isOther).forEach(add)
  }
  return (partition, offset) => sent.get(partition)?.has(offset) ?? false
}
