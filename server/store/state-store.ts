import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isTransient } from '#server/kafka/transactions/retrying.ts'
import { singleton } from '#server/singleton.ts'
import type { Envelope } from '#server/trust/envelope.ts'
import type { RecordVerifier, Untrusted } from '#server/trust/record-verifier.ts'
import { forgetUntrusted, reportUntrusted } from '#server/trust/trust-report.ts'
import { appendRecord } from './append-record.ts'
import { INTERNAL_TOPIC } from './internal-topics.ts'
import { internalEnd, readInternal, type StoredRecord, textOf } from './read-internal.ts'
import { topicSigning } from './topic-signing.ts'

type Listener = (key: string, value: string | null) => void

/** What is known of a key. A blocked one has no value for anybody, until a console writes it again. */
interface Entry {
  value: string | null
  /** Of the record that was trusted last; null where it is from before signing. */
  envelope: Pick<Envelope, 'writer' | 'sequence' | 'version'> | null
  blocked: { problem: Untrusted; by: string } | null
}

/** A console that writes at the same moment may be first; then it is written again. */
const TRIES = 4

/**
 * The compacted topic `__tailrace_state` as a map, read once and then only what is new. Each process has its own view; {@link refresh} brings
 * it up to what was written before the call, by whomever. Only records that a console with the same keys has signed are believed; any other
 * record over a known key blocks that key, so that it restores no earlier state.
 */
export class StateStore {
  readonly #cluster: KafkaCluster
  readonly #entries = new Map<string, Entry>()
  readonly #listeners: Listener[] = []
  #verifier: RecordVerifier | null = null
  #topicId: string | null = null
  #next: bigint | null = null
  #reading: Promise<void> | undefined
  #queued: Promise<void> | undefined

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** Called for every trusted record in the order of the log, superseded ones included as far as they are still there. */
  onRecord(listener: Listener): void {
    this.#listeners.push(listener)
  }

  get(key: string): string | undefined {
    const entry = this.#entries.get(key)
    return entry && !entry.blocked ? (entry.value ?? undefined) : undefined
  }

  entries(prefix: string): [string, string][] {
    return [...this.#entries].flatMap(([key, { value, blocked }]): [string, string][] =>
      value === null || blocked || !key.startsWith(prefix) ? [] : [[key, value]],
    )
  }

  /** Why a key that was known has no value any more; null where it is not blocked. */
  blocked(key: string): Untrusted | null {
    return this.#entries.get(key)?.blocked?.problem ?? null
  }

  /** Callers that come while one read is on its way share the next one, so that each sees all that was written before it asked. */
  async refresh(): Promise<void> {
    if (!this.#reading) return (this.#reading = this.#read().finally(() => (this.#reading = undefined)))
    this.#queued ??= this.#reading
      .catch(() => undefined)
      .then(async () => {
        this.#queued = undefined
        return this.refresh()
      })
    return this.#queued
  }

  async #read(): Promise<void> {
    const topic = (await this.#cluster.metadata()).topics.get(INTERNAL_TOPIC.state)
    if (!topic) return
    if (topic.topicId !== this.#topicId) {
      this.#entries.clear()
      forgetUntrusted(this.#cluster, INTERNAL_TOPIC.state)
      this.#verifier = null
      this.#next = null
      this.#topicId = topic.topicId
    }
    const signing = topicSigning(this.#cluster, INTERNAL_TOPIC.state)
    const verifier = (this.#verifier ??= await signing.verifier())
    const end = await internalEnd(this.#cluster, INTERNAL_TOPIC.state)
    const from = this.#next ?? (await internalEnd(this.#cluster, INTERNAL_TOPIC.state, 'earliest'))
    if (end === null || from === null) return
    for await (const records of readInternal(this.#cluster, INTERNAL_TOPIC.state, { from, to: end })) {
      for (const record of records) {
        this.#take(record, verifier)
        this.#next = record.offset + 1n
      }
    }
    this.#next = end
    signing.observe(verifier.newest)
  }

  #take(record: StoredRecord, verifier: RecordVerifier): void {
    const key = textOf(record.key)
    const { trusted, envelope, problem } = verifier.check(record)
    if (trusted) return this.#set(key, record.value === null ? null : textOf(record.value), envelope)
    reportUntrusted(this.#cluster, INTERNAL_TOPIC.state, { problem, offset: record.offset, key: record.key })
    const known = this.#entries.get(key)
    if (!known || known.blocked) return
    const { writer, sequence } = known.envelope ?? {}
    // A copy of the newest record changes nothing.
    if (problem === 'copied' && envelope?.writer === writer && envelope?.sequence === sequence) return
    known.blocked = { problem, by: envelope ? `${envelope.writer} ${envelope.sequence}` : '' }
  }

  /**
   * Writes a value (null removes it) and reads it back. @returns false where the console may not write its topics and it is in memory only
   * @throws AppError when it may succeed later
   */
  async put(key: string, value: string | null): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      let written: string
      try {
        // The version of what is written must be later than that of what is there.
        await this.refresh()
        const { writer, sequence } = await appendRecord(this.#cluster, INTERNAL_TOPIC.state, { key, value })
        written = `${writer} ${sequence}`
      } catch (error) {
        if (isTransient(error)) throw error
        this.#set(key, value, null)
        return false
      }
      await this.refresh()
      if (this.#entries.get(key)?.blocked?.by !== written) return true
      if (tries === TRIES)
        throw new AppError('CONFLICT', `${key} was written by another console at the same time. Try again.`)
    }
  }

  #set(key: string, value: string | null, envelope: Entry['envelope']): void {
    this.#entries.set(key, { value, envelope, blocked: null })
    this.#forget(value)
    for (const listener of this.#listeners) listener(key, value)
  }

  /** Removed keys are remembered for a while, so that a record of before the removal is known as such. */
  #removed = 0
  #forget(value: string | null): void {
    if (value !== null || (this.#removed += 1) <= MAX_REMOVED) return
    this.#removed = 0
    const removed = [...this.#entries].filter(([, entry]) => entry.value === null && !entry.blocked)
    for (const [key] of removed.slice(0, -MAX_REMOVED)) this.#entries.delete(key)
  }
}

const MAX_REMOVED = 10_000

const stores = () => singleton('store.state', () => new WeakMap<KafkaCluster, StateStore>())

/** The state of a cluster as this process sees it. */
export function stateStore(cluster: KafkaCluster): StateStore {
  const known = stores().get(cluster)
  if (known) return known
  const created = new StateStore(cluster)
  stores().set(cluster, created)
  return created
}
