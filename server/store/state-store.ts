import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isTransient } from '#server/kafka/transactions/retrying.ts'
import { singleton } from '#server/singleton.ts'
import { appendRecord } from './append-record.ts'
import { INTERNAL_TOPIC } from './internal-topics.ts'
import { internalEnd, readInternal } from './read-internal.ts'

type Listener = (key: string, value: string | null) => void

/**
 * The compacted topic `__tailrace_state` as a map, read once and then only what is new. Each process has its own view; {@link refresh} brings
 * it up to what was written before the call, by whomever.
 */
export class StateStore {
  readonly #cluster: KafkaCluster
  readonly #values = new Map<string, string>()
  readonly #listeners: Listener[] = []
  #topicId: string | null = null
  #next: bigint | null = null
  #reading: Promise<void> | undefined
  #queued: Promise<void> | undefined

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** Called for every record in the order of the log, superseded ones included as far as they are still there. */
  onRecord(listener: Listener): void {
    this.#listeners.push(listener)
  }

  get(key: string): string | undefined {
    return this.#values.get(key)
  }

  entries(prefix: string): [string, string][] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix))
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
      this.#values.clear()
      this.#next = null
      this.#topicId = topic.topicId
    }
    const end = await internalEnd(this.#cluster, INTERNAL_TOPIC.state)
    const from = this.#next ?? (await internalEnd(this.#cluster, INTERNAL_TOPIC.state, 'earliest'))
    if (end === null || from === null) return
    for await (const records of readInternal(this.#cluster, INTERNAL_TOPIC.state, { from, to: end })) {
      for (const { key, value } of records) this.#set(key, value)
    }
    this.#next = end
  }

  /**
   * Writes a value (null removes it) and reads it back. @returns false where the console may not write its topics and it is in memory only
   * @throws AppError when it may succeed later
   */
  async put(key: string, value: string | null): Promise<boolean> {
    try {
      await appendRecord(this.#cluster, INTERNAL_TOPIC.state, { key, value })
    } catch (error) {
      if (isTransient(error)) throw error
      this.#set(key, value)
      return false
    }
    await this.refresh()
    return true
  }

  #set(key: string, value: string | null): void {
    if (value === null) this.#values.delete(key)
    else this.#values.set(key, value)
    for (const listener of this.#listeners) listener(key, value)
  }
}

const stores = () => singleton('store.state', () => new WeakMap<KafkaCluster, StateStore>())

/** The state of a cluster as this process sees it. */
export function stateStore(cluster: KafkaCluster): StateStore {
  const known = stores().get(cluster)
  if (known) return known
  const created = new StateStore(cluster)
  stores().set(cluster, created)
  return created
}
