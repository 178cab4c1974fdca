import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal } from '#server/store/read-internal.ts'
import type { SpanSet } from '#server/store/span-set.ts'
import { type LedgerEntry, parseLedgerEntry } from './ledger-entry.ts'
import { addSent, ledgerIndex } from './ledger-index.ts'
import { type OriginPlace, SentPlaces } from './sent-places.ts'

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
  const index = ledgerIndex(cluster)
  await index.refresh({ wait })
  for await (const records of readInternal(cluster, INTERNAL_TOPIC.replays, range))
    yield records.flatMap(({ offset, value }) => (index.trusts(offset) ? (parseLedgerEntry(value) ?? []) : []))
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

/** What ledgers tell of the dead letters of a topic. */
export interface Replayed {
  /** Whether a replay has sent it. */
  wasReplayed: (partition: number, offset: bigint) => boolean
  /** The first offset from this one on that no replay has sent. */
  pastReplayed: (partition: number, offset: bigint) => bigint
  /** How often the record that stood at a place had been replayed when it came there; 0 where no replay wrote it. */
  timesReplayed: (place: OriginPlace | null) => number
}

/**
 * Which records of a topic replays have sent, as the ledgers of these clusters tell: the topic's own, which comes first, and those that
 * replays sent some to.
 */
export async function findReplayed(
  clusters: readonly KafkaCluster[],
  source: { topic: string; topicId: string | null },
  exceptJob: string | null = null,
): Promise<Replayed> {
  const sent = new Map<number, SpanSet>()
  const places: SentPlaces[] = []
  const isOther = ({ sourceTopic, sourceTopicId, job }: LedgerEntry) =>
    sourceTopic === source.topic && sourceTopicId === source.topicId && job !== exceptJob
  for (const [nth, cluster] of clusters.entries()) {
    const own = nth === 0
    const kept = new SentPlaces()
    const add = (entry: LedgerEntry) => {
      if (own) kept.add(entry)
      if (isOther(entry)) addSent(sent, entry)
    }
    const index = ledgerIndex(cluster)
    await index.refresh()
    if (index.complete) {
      index.collect(source, exceptJob, sent)
      if (own) places.push(index.places)
    } else for await (const entries of readLedger(cluster, { from: 0n, wait: true })) entries.forEach(add)
    volatile().get(cluster)?.forEach(add)
    if (own) places.push(kept)
  }
  const written = places.filter(({ spans }) => spans > 0)
  const topics = (await clusters[0]?.metadata())?.topics
  return {
    wasReplayed: (partition, offset) => sent.get(partition)?.has(offset) ?? false,
    pastReplayed: (partition, offset) => sent.get(partition)?.past(offset) ?? offset,
    timesReplayed: (place) => {
      let times = 0
      if (!place || written.length === 0) return times
      const { topicId } = topics?.get(place.topic) ?? {}
      const byId = topicId ? { ...place, topic: topicId } : place
      for (const some of written) times = Math.max(times, some.timesReplayed(place), some.timesReplayed(byId))
      return times
    },
  }
}

/** How often a dead letter was replayed before: as its headers count or, where these were lost on the way, as the ledger tells of the place it was read from. */
export function replaysOf(
  { replayCount, origin, lastHop }: { replayCount: number; origin: OriginPlace | null; lastHop: OriginPlace | null },
  { timesReplayed }: Pick<Replayed, 'timesReplayed'>,
): number {
  return Math.max(replayCount, timesReplayed(origin), timesReplayed(lastHop))
}
