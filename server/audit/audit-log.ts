import type { AuditRecord } from '#lib/contract/audit.ts'
import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { appendRecord } from '#server/store/append-record.ts'
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

/** The audit topic of one cluster: appended to, and read once and then only what is new. */
export class AuditLog {
  readonly #cluster: KafkaCluster
  #topicId: string | null = null
  #next: bigint | null = null
  #verifier: RecordVerifier | null = null
  #reading: Promise<void> | undefined
  /** By id, in the order in which they began. */
  readonly #stored = new Map<string, StoredAudit>()
  /** What could not be written, by id. */
  readonly #memory = new Map<string, StoredAudit>()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** Never fails: where the topic cannot be written, the record is kept in memory and says so. */
  async append(record: StoredAudit): Promise<{ durable: boolean; problem: unknown }> {
    try {
      const event = { key: record.id, value: JSON.stringify(record) }
      await withinDeadline(appendRecord(this.#cluster, INTERNAL_TOPIC.audit, event))
      return { durable: true, problem: null }
    } catch (problem) {
      put(this.#memory, record)
      return { durable: false, problem }
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

async function withinDeadline(append: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `${INTERNAL_TOPIC.audit} took nothing for ${APPEND_WITHIN_MS / 1000} s.`
    timer = setTimeout(() => reject(new AppError('BROKER_TIMEOUT', text)), APPEND_WITHIN_MS)
  })
  try {
    await Promise.race([append, late])
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
