import type { AuditRecord } from '#lib/contract/audit.ts'
import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { type Appended, appendRecord } from '#server/store/append-record.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal, type StoredRecord, textOf } from '#server/store/read-internal.ts'
import { topicSigning } from '#server/store/topic-signing.ts'
import type { RecordVerifier } from '#server/trust/record-verifier.ts'
import { forgetUntrusted, reportUntrusted } from '#server/trust/trust-report.ts'
import { parseAudit, type StoredAudit } from './stored-audit.ts'

/** So many of the newest records are kept at hand; older ones stay in the topic. */
const KEPT = 10_000
/** Each has an intent and an outcome. */
const EVENTS_READ = 2n * BigInt(KEPT)
/** A topic that takes nothing must not hold up what is recorded in it for longer. */
const APPEND_WITHIN_MS = 15_000
/** What follows one that took too long waits no longer than this, until one succeeds. */
const NEXT_WITHIN_MS = 1_000

/** The audit topic of one cluster: appended to, and read once and then only what is new. */
export class AuditLog {
  readonly #cluster: KafkaCluster
  #topicId: string | null = null
  #next: bigint | null = null
  #verifier: RecordVerifier | null = null
  #reading: Promise<void> | undefined
  #isFlushing = false
  #lastAppended: Appended | null = null
  #isSlow = false
  /** By id, in the order in which they began. */
  readonly #stored = new Map<string, StoredAudit>()
  /** What could not be written, by id. */
  readonly #memory = new Map<string, StoredAudit>()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** Where the last record of this process is; null before the first. */
  get lastAppended(): Appended | null {
    return this.#lastAppended
  }

  /** How many are kept in memory, because the topic did not take them. */
  get unwritten(): number {
    return this.#memory.size
  }

  /** Never fails: where the topic cannot be written, the record is kept in memory until it can, and says so. */
  async append(record: StoredAudit): Promise<{ appended: Appended | null; problem: unknown }> {
    try {
      const appended = await this.#append(record)
      // A later record of the same id has been written: what was kept of it is old.
      if (this.#memory.delete(record.id) || this.#memory.size > 0) void this.#flush()
      return { appended, problem: null }
    } catch (problem) {
      put(this.#memory, record)
      return { appended: null, problem }
    }
  }

  async #append(record: StoredAudit): Promise<Appended> {
    const event = { key: record.id, value: JSON.stringify(record) }
    const start = performance.now()
    const appending = appendRecord(this.#cluster, INTERNAL_TOPIC.audit, event)
    appending.then(
      (appended) => {
        this.#isSlow = false
        this.#lastAppended = appended
        // It was given up, and has arrived all the same.
        if (this.#memory.get(record.id) === record) this.#memory.delete(record.id)
      },
      () => (this.#isSlow = performance.now() - start > NEXT_WITHIN_MS),
    )
    return withinDeadline(appending, this.#isSlow ? NEXT_WITHIN_MS : APPEND_WITHIN_MS, () => (this.#isSlow = true))
  }

  /** Writes what was kept in memory, once the topic takes records again. */
  async #flush(): Promise<void> {
    if (this.#isFlushing) return
    this.#isFlushing = true
    try {
      for (const [id, record] of this.#memory) {
        await this.#append(record)
        if (this.#memory.get(id) === record) this.#memory.delete(id)
      }
    } catch {
      // With the next record that the topic takes it is tried again.
    } finally {
      this.#isFlushing = false
    }
  }

  /** What is known, in the order in which it began. Reads nothing into being. */
  async records(): Promise<AuditRecord[]> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    await this.#reading
    const all = new Map<string, AuditRecord>()
    for (const [id, record] of this.#stored) all.set(id, { ...record, durable: true })
    for (const [id, record] of this.#memory) {
      const known = all.get(id)
      // An append that was given up may have arrived all the same.
      if (!known || known.result === 'unknown') all.set(id, { ...record, durable: known?.result === record.result })
    }
    return [...all.values()]
  }

  async #read(): Promise<void> {
    const topic = (await this.#cluster.metadata()).topics.get(INTERNAL_TOPIC.audit)
    if (!topic) return
    if (topic.topicId !== this.#topicId) {
      this.#stored.clear()
      this.#next = null
      this.#verifier = null
      forgetUntrusted(this.#cluster, INTERNAL_TOPIC.audit)
      this.#topicId = topic.topicId
    }
    const verifier = (this.#verifier ??= await topicSigning(this.#cluster, INTERNAL_TOPIC.audit).verifier())
    const end = await internalEnd(this.#cluster, INTERNAL_TOPIC.audit)
    const start = await internalEnd(this.#cluster, INTERNAL_TOPIC.audit, 'earliest')
    if (end === null || start === null) return
    const newest = end - EVENTS_READ
    const from = this.#next ?? (newest > start ? newest : start)
    for await (const records of readInternal(this.#cluster, INTERNAL_TOPIC.audit, { from, to: end })) {
      for (const record of records) this.#take(record, verifier)
    }
    this.#next = end
  }

  #take(record: StoredRecord, verifier: RecordVerifier): void {
    const { trusted, problem } = verifier.check(record)
    const parsed = trusted ? parseAudit(textOf(record.value)) : null
    if (parsed) return put(this.#stored, parsed)
    const { offset, key } = record
    reportUntrusted(this.#cluster, INTERNAL_TOPIC.audit, { problem: problem ?? 'malformed', offset, key })
  }
}

/** An outcome takes the place of its intent. */
function put(records: Map<string, StoredAudit>, record: StoredAudit): void {
  records.set(record.id, record)
  if (records.size <= KEPT) return
  const [oldest] = records.keys()
  if (oldest !== undefined) records.delete(oldest)
}

async function withinDeadline<Result>(append: Promise<Result>, ms: number, onLate: () => void): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate()
      reject(new AppError('BROKER_TIMEOUT', `${INTERNAL_TOPIC.audit} took nothing for ${ms / 1000} s.`))
    }, ms)
  })
  try {
    return await Promise.race([append, late])
  } finally {
    clearTimeout(timer)
  }
}

const logs = () => singleton('audit.logs', () => new WeakMap<KafkaCluster, AuditLog>())

export function auditLog(cluster: KafkaCluster): AuditLog {
  const known = logs().get(cluster)
  if (known) return known
  const created = new AuditLog(cluster)
  logs().set(cluster, created)
  return created
}
