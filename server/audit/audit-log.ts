import { AuditRecord } from '#lib/contract/audit.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { appendRecord } from '#server/store/append-record.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd, readInternal, type StoredRecord, textOf } from '#server/store/read-internal.ts'
import { topicSigning } from '#server/store/topic-signing.ts'
import type { RecordVerifier } from '#server/trust/record-verifier.ts'
import { forgetUntrusted, reportUntrusted } from '#server/trust/trust-report.ts'

/** So many of the newest records are kept at hand; older ones stay in the topic. */
const KEPT = 10_000

/** The audit topic of one cluster: appended to, and read once and then only what is new. */
export class AuditLog {
  readonly #cluster: KafkaCluster
  #topicId: string | null = null
  #next: bigint | null = null
  #verifier: RecordVerifier | null = null
  #reading: Promise<void> | undefined
  #stored: AuditRecord[] = []
  #memory: AuditRecord[] = []

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** Never fails: where the topic cannot be written, the record is kept in memory and says so. */
  async append(record: Omit<AuditRecord, 'durable'>): Promise<{ durable: boolean; problem: unknown }> {
    try {
      await appendRecord(this.#cluster, INTERNAL_TOPIC.audit, { key: record.id, value: JSON.stringify(record) })
      return { durable: true, problem: null }
    } catch (problem) {
      this.#memory.push({ ...record, durable: false })
      if (this.#memory.length > KEPT) this.#memory.shift()
      return { durable: false, problem }
    }
  }

  /** What is known, oldest first. Reads nothing into being. */
  async records(): Promise<AuditRecord[]> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    await this.#reading
    return [...this.#stored, ...this.#memory]
  }

  async #read(): Promise<void> {
    const topic = (await this.#cluster.metadata()).topics.get(INTERNAL_TOPIC.audit)
    if (!topic) return
    if (topic.topicId !== this.#topicId) {
      this.#stored = []
      this.#next = null
      this.#verifier = null
      forgetUntrusted(this.#cluster, INTERNAL_TOPIC.audit)
      this.#topicId = topic.topicId
    }
    const verifier = (this.#verifier ??= await topicSigning(this.#cluster, INTERNAL_TOPIC.audit).verifier())
    const end = await internalEnd(this.#cluster, INTERNAL_TOPIC.audit)
    const start = await internalEnd(this.#cluster, INTERNAL_TOPIC.audit, 'earliest')
    if (end === null || start === null) return
    const newest = end - BigInt(KEPT)
    const from = this.#next ?? (newest > start ? newest : start)
    for await (const records of readInternal(this.#cluster, INTERNAL_TOPIC.audit, { from, to: end })) {
      for (const record of records) this.#take(record, verifier)
    }
    this.#next = end
    if (this.#stored.length > KEPT) this.#stored = this.#stored.slice(-KEPT)
  }

  #take(record: StoredRecord, verifier: RecordVerifier): void {
    const { trusted, problem } = verifier.check(record)
    const parsed = trusted ? parse(record.value) : null
    if (parsed) return void this.#stored.push(parsed)
    const { offset, key } = record
    reportUntrusted(this.#cluster, INTERNAL_TOPIC.audit, { problem: problem ?? 'malformed', offset, key })
  }
}

function parse(value: Buffer | null): AuditRecord | null {
  try {
    // Records of older versions do not say whether they were cut.
    const stored = { detailsTruncated: false, ...(JSON.parse(textOf(value)) as object) }
    const found = AuditRecord.safeParse({ ...stored, durable: true })
    return found.success ? found.data : null
  } catch {
    return null
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
