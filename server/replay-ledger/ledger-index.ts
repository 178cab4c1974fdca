import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal, type StoredRecord, textOf } from '#server/store/read-internal.ts'
import { SpanSet } from '#server/store/span-set.ts'
import { topicSigning } from '#server/store/topic-signing.ts'
import type { RecordVerifier, Untrusted } from '#server/trust/record-verifier.ts'
import { forgetUntrusted, reportUntrusted } from '#server/trust/trust-report.ts'
import { type LedgerEntry, offsetsOf, parseLedgerEntry } from './ledger-entry.ts'
import { SentPlaces } from './sent-places.ts'

/** What the ledger holds of one replay. */
interface JobTrace {
  sourceTopic: string
  sourceTopicId: string | null
  /** Where its entries lie in the ledger, both included. */
  first: bigint
  last: bigint
  /** Source offsets that were sent, by partition. */
  sent: Map<number, SpanSet>
}

/** Some forty bytes each. Beyond it the ledger itself is read. */
const MAX_SPANS = 500_000
/** Of records that are not trusted; beyond it no later record is, so that none is taken for one of the console. */
const MAX_UNTRUSTED_SPANS = 100_000
/** Replays that are remembered as blocked; beyond it all are. */
const MAX_BLOCKED = 10_000

/** What the ledger of a cluster says was sent, read once and then only what is new. */
export class LedgerIndex {
  readonly #cluster: KafkaCluster
  readonly #jobs = new Map<string, JobTrace>()
  /** Where the records were written, of all replays. */
  readonly places = new SentPlaces()
  readonly #blocked = new Map<string, Untrusted>()
  #allBlocked: Untrusted | null = null
  #untrusted = new SpanSet()
  #verifier: RecordVerifier | null = null
  #topicId: string | null = null
  #next: bigint | null = null
  #spans = 0
  #reading: Promise<void> = Promise.resolve()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** False once there is more in the ledger than is kept here. */
  get complete(): boolean {
    return this.#spans + this.places.spans <= MAX_SPANS
  }

  /** Whether the record at an offset, up to where this index has read, is one of a console with the same keys. */
  trusts(offset: bigint): boolean {
    if (this.#next === null || offset >= this.#next || this.#untrusted.spans > MAX_UNTRUSTED_SPANS) return false
    return !this.#untrusted.has(offset)
  }

  /** Why it is not known what a replay sent: there are records of it that are not trusted. Null where there are none. */
  blocked(job: string): Untrusted | null {
    return this.#blocked.get(job) ?? this.#allBlocked
  }

  /**
   * Brings it up to what was committed before the call. Waits for transactions that are open at that moment, unless `wait` is false: then what
   * is readable has to do.
   */
  async refresh({ wait = true } = {}): Promise<void> {
    const reading = this.#reading.catch(() => undefined).then(async () => this.#read(wait ? 'latest' : 'lastStable'))
    this.#reading = reading
    return reading
  }

  async #read(spec: 'latest' | 'lastStable'): Promise<void> {
    const topic = (await this.#cluster.metadata()).topics.get(INTERNAL_TOPIC.replays)
    if (!topic) return
    if (topic.topicId !== this.#topicId) {
      this.#jobs.clear()
      this.places.clear()
      this.#blocked.clear()
      this.#allBlocked = null
      this.#untrusted = new SpanSet()
      forgetUntrusted(this.#cluster, INTERNAL_TOPIC.replays)
      this.#verifier = null
      this.#next = null
      this.#spans = 0
      this.#topicId = topic.topicId
    }
    const verifier = (this.#verifier ??= await topicSigning(this.#cluster, INTERNAL_TOPIC.replays).verifier())
    const end = await internalEnd(this.#cluster, INTERNAL_TOPIC.replays, spec)
    const start = this.#next ?? (await internalEnd(this.#cluster, INTERNAL_TOPIC.replays, 'earliest'))
    if (end === null || start === null || start >= end) return
    for await (const records of readInternal(this.#cluster, INTERNAL_TOPIC.replays, { from: start, to: end }))
      for (const record of records) {
        this.#take(record, verifier)
        this.#next = record.offset + 1n
      }
    this.#next = end
  }

  #take(record: StoredRecord, verifier: RecordVerifier): void {
    const { offset, key, value } = record
    const { trusted, problem } = verifier.check(record)
    const entry = trusted ? parseLedgerEntry(value) : null
    if (entry?.job === textOf(key)) return this.#add(entry, offset)
    const why = problem ?? 'malformed'
    reportUntrusted(this.#cluster, INTERNAL_TOPIC.replays, { problem: why, offset, key })
    this.#untrusted.add(offset, offset + 1n)
    // The original of a copy is in the ledger, too: it says the same. What any other record would say is not known.
    const job = textOf(key)
    if (why === 'copied') return
    if (this.#blocked.size < MAX_BLOCKED) this.#blocked.set(job, why)
    else this.#allBlocked = why
  }

  #add(entry: LedgerEntry, at: bigint): void {
    const { job, sourceTopic, sourceTopicId } = entry
    const trace = this.#jobs.get(job) ?? { sourceTopic, sourceTopicId, first: at, last: at, sent: new Map() }
    this.#jobs.set(job, trace)
    trace.last = at
    if (!this.complete) return
    const before = spansOf(trace)
    addSent(trace.sent, entry)
    this.places.add(entry)
    this.#spans += spansOf(trace) - before
  }

  /** Where the entries of a replay lie in the ledger, `to` excluded; null where none are known. */
  entriesOf(job: string): { from: bigint; to: bigint } | null {
    const trace = this.#jobs.get(job)
    return trace ? { from: trace.first, to: trace.last + 1n } : null
  }

  /** Adds what was sent of a topic to `into`, by partition. */
  collect(
    source: { topic: string; topicId: string | null },
    exceptJob: string | null,
    into: Map<number, SpanSet>,
  ): void {
    for (const [job, { sourceTopic, sourceTopicId, sent }] of this.#jobs) {
      if (job === exceptJob || sourceTopic !== source.topic || sourceTopicId !== source.topicId) continue
      for (const [partition, spans] of sent) {
        const set = into.get(partition) ?? new SpanSet()
        into.set(partition, set)
        for (const [from, to] of spans) set.add(from, to)
      }
    }
  }
}

function spansOf({ sent }: JobTrace): number {
  let spans = 0
  for (const set of sent.values()) spans += set.spans
  return spans
}

/**
 * Adds the source offsets of an entry, by partition. Its runs go by target, so that offsets in a row are spread over them: sorted first, they
 * are few spans at the end of the set.
 */
export function addSent(into: Map<number, SpanSet>, { sent }: Pick<LedgerEntry, 'sent'>): void {
  for (const [partition, runs] of Map.groupBy(sent, ({ source }) => source)) {
    const offsets = BigInt64Array.from(runs.flatMap((run) => [...offsetsOf(run)].map(({ source }) => source))).sort()
    const set = into.get(partition) ?? new SpanSet()
    into.set(partition, set)
    let from = offsets[0] ?? 0n
    let to = from
    for (const offset of offsets) {
      if (offset !== to) {
        set.add(from, to)
        from = offset
      }
      to = offset + 1n
    }
    if (to > from) set.add(from, to)
  }
}

/** The index of a cluster's ledger as this process sees it. */
export function ledgerIndex(cluster: KafkaCluster): LedgerIndex {
  const all = singleton('replays.ledger-index', () => new WeakMap<KafkaCluster, LedgerIndex>())
  const known = all.get(cluster)
  if (known) return known
  const created = new LedgerIndex(cluster)
  all.set(cluster, created)
  return created
}
