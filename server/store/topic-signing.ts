import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { open, type SignatureScope } from '#server/trust/envelope.ts'
import { keyRingOf } from '#server/trust/own-keys.ts'
import { RecordVerifier, signatureOf } from '#server/trust/record-verifier.ts'
import { INTERNAL_TOPIC, type InternalTopic } from './internal-topics.ts'
import { internalEnd, readInternal } from './read-internal.ts'

/** How old the id of a topic may be that a record is signed for. */
const ID_MAX_AGE_MS = 1_000

/** Where the records of one topic are valid, and from which offset on they must be signed. */
export class TopicSigning {
  readonly topic: InternalTopic
  readonly #cluster: KafkaCluster
  #scope: SignatureScope | null = null
  #start: bigint | null = null
  /** Up to here there is no signed record. */
  #searched: bigint | null = null
  #newest = 0

  constructor(cluster: KafkaCluster, topic: InternalTopic) {
    this.#cluster = cluster
    this.topic = topic
  }

  /** Brings it up to date. `start` is null while the topic holds no record that is signed with a key of this console. */
  async refresh(maxAgeMs?: number): Promise<{ scope: SignatureScope; start: bigint | null; end: bigint }> {
    const { clusterId, topics } = await this.#cluster.metadata(maxAgeMs === undefined ? {} : { maxAgeMs })
    const topicId = topics.get(this.topic)?.topicId ?? null
    if (this.#scope?.topicId !== topicId || this.#scope.clusterId !== clusterId) {
      this.#scope = { topic: this.topic, clusterId, topicId }
      this.#start = null
      this.#searched = null
      this.#newest = 0
    }
    const scope = this.#scope
    if (this.#start !== null) return { scope, start: this.#start, end: this.#start }
    const end = (await internalEnd(this.#cluster, this.topic)) ?? 0n
    await this.#search(scope, end)
    return { scope, start: this.#start, end }
  }

  /** As {@link refresh}, for a record that is about to be written. */
  async refreshToWrite(): Promise<{ scope: SignatureScope; start: bigint }> {
    const { scope, start, end } = await this.refresh(ID_MAX_AGE_MS)
    return { scope, start: start ?? end }
  }

  /** A record with this start was written. */
  startsAt(offset: bigint): void {
    if (this.#start === null || offset < this.#start) this.#start = offset
  }

  /** The version for the next record: later than all that is known. */
  nextVersion(): number {
    this.#newest = Math.max(this.#newest + 1, Date.now())
    return this.#newest
  }

  observe(version: number): void {
    this.#newest = Math.max(this.#newest, version)
  }

  /** A verifier that begins with the first record that is read. */
  async verifier(): Promise<RecordVerifier> {
    const { scope, start } = await this.refresh()
    return new RecordVerifier({
      ring: keyRingOf(this.#cluster),
      scope,
      start,
      compacted: this.topic === INTERNAL_TOPIC.state,
    })
  }

  /** Every signed record says where signing starts, so that the first one found is enough. */
  async #search(scope: SignatureScope, end: bigint): Promise<void> {
    const from = this.#searched ?? (await internalEnd(this.#cluster, this.topic, 'earliest')) ?? end
    if (from >= end) return
    const ring = keyRingOf(this.#cluster)
    for await (const records of readInternal(this.#cluster, this.topic, { from, to: end })) {
      for (const record of records) {
        const { envelope } = open(ring, scope, signatureOf(record), record)
        if (envelope) return this.startsAt(envelope.start)
      }
    }
    this.#searched = end
  }
}

/** The signing of one topic of a cluster as this process knows it. */
export function topicSigning(cluster: KafkaCluster, topic: InternalTopic): TopicSigning {
  const all = singleton('store.signing', () => new WeakMap<KafkaCluster, Map<InternalTopic, TopicSigning>>())
  const ofCluster = all.get(cluster) ?? new Map<InternalTopic, TopicSigning>()
  all.set(cluster, ofCluster)
  const known = ofCluster.get(topic)
  if (known) return known
  const created = new TopicSigning(cluster, topic)
  ofCluster.set(topic, created)
  return created
}
