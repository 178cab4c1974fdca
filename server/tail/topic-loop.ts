import type { Isolation } from '#lib/contract/messages.ts'
import { type AppError, isAppError } from '#lib/errors.ts'
import type { ClusterMetadata, TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { brokerError, kafkaError, KAFKA_ERROR, throwIfError } from '#server/kafka/protocol/error-codes.ts'
import type { ByteBudget } from './byte-budget.ts'
import { type Delivery, type FetchAnswer, type Fetched, type PartitionAnswer, readFetched } from './delivery.ts'
import { Fanout } from './fanout.ts'
import { deletedGap, partitionsAddedGap, recoveredGap, recreatedGap } from './gaps.ts'
import { LeaderFetcher } from './leader-fetcher.ts'
import { OutageWatch } from './outage-watch.ts'
import { resolveOutOfRange } from './resolve-out-of-range.ts'
import { Ring } from './ring.ts'

const WATCH_EVERY_MS = 1_000
/** How old the metadata may be while all is well, and while something is not. */
const METADATA_MAX_AGE_MS = 6_000
const TROUBLED_MAX_AGE_MS = 150
const LOOK_AFTER_MS = 200
/** A topic that is missing once may only be missing from a broker that has just started. */
const DELETED_AFTER_MS = 700
/** A deleted topic that does not come back ends its stream. */
const END_AFTER_MS = 30_000

/** Reads all that is new in one topic, once for all who follow it: on a connection of its own to each node that leads a partition of it. */
export class TopicLoop {
  readonly cluster: KafkaCluster
  readonly topic: string
  readonly isolation: Isolation
  readonly budget: ByteBudget
  readonly ring = new Ring()
  readonly fanout = new Fanout()
  /** The next offset to be fetched, by partition. */
  readonly positions = new Map<number, bigint>()
  topicId: string | null = null
  fetches = 0
  throttledMs = 0
  readonly #outages: OutageWatch
  readonly #fetchers = new Map<number, LeaderFetcher>()
  readonly #leaders = new Map<number, number>()
  /** Partitions that are not asked for until they are looked into. */
  readonly #held = new Set<number>()
  /** Partitions whose end could not be read yet, with why. */
  readonly #unlocated = new Map<number, AppError>()
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #missingSince: number | null = null
  #deleted = false
  #refreshing = false
  #closed = false

  constructor(cluster: KafkaCluster, topic: string, isolation: Isolation, budget: ByteBudget) {
    this.cluster = cluster
    this.topic = topic
    this.isolation = isolation
    this.budget = budget
    this.#outages = new OutageWatch(topic)
  }

  /**
   * Begins at the end of every partition; those whose leader does not answer follow once it does.
   * @throws AppError when the topic is not there, or none of its partitions can be read for a reason that does not pass
   */
  async start(): Promise<void> {
    const found = await this.cluster.topic(this.topic, { maxAgeMs: 1_000 })
    throwIfError(found.errorCode, `${this.topic} cannot be followed`)
    this.topicId = found.topicId
    const failure = await this.#locate(found.partitions.map(({ partition }) => partition))
    if (this.positions.size === 0 && failure && !passes(failure)) throw failure
    if (this.#closed) return
    this.#assign(found)
    this.#timer = setInterval(() => void this.#watch(), WATCH_EVERY_MS)
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    for (const fetcher of this.#fetchers.values()) fetcher.stop()
    this.#fetchers.clear()
    this.ring.clear()
  }

  /** A partition that this loop could not locate is followed from where a viewer stopped. */
  adopt(partition: number, offset: bigint): void {
    const unreachable = this.#unlocated.has(partition)
    if (this.positions.has(partition)) return
    this.#follow(partition, offset)
    if (unreachable) this.#outages.lost(partition)
  }

  /** The partitions that cannot be read at the moment, and why not. */
  unreachable(): Map<number, string> {
    const silent = this.#outages.silent().map((partition): [number, string] => [partition, this.#outages.reason])
    const unlocated = [...this.#unlocated].map(([partition, { message }]): [number, string] => [partition, message])
    return new Map([...silent, ...unlocated].toSorted(([a], [b]) => a - b))
  }

  /** Why nothing of the topic can be read; null where something can. */
  get failure(): AppError | null {
    return this.positions.size > 0 ? null : (this.#unlocated.values().next().value ?? null)
  }

  wanted(nodeId: number): Map<number, bigint> {
    const wanted = new Map<number, bigint>()
    for (const [partition, leader] of this.#leaders) {
      const offset = this.positions.get(partition)
      if (leader === nodeId && offset !== undefined && !this.#held.has(partition)) wanted.set(partition, offset)
    }
    return wanted
  }

  received(nodeId: number, asked: ReadonlyMap<number, bigint>, answer: FetchAnswer): void {
    throwIfError(answer.errorCode, `Records of ${this.topic} could not be read`)
    const receivedAt = Date.now()
    const fetched: Fetched[] = []
    for (const partition of answer.responses.flatMap(({ partitions }) => partitions)) {
      const index = partition.partitionIndex
      const from = asked.get(index)
      // What came late, from a node that does not lead any more, would be shown twice.
      if (from === undefined || this.positions.get(index) !== from || this.#leaders.get(index) !== nodeId) continue
      const part = this.#read(partition, from)
      if (!part || part.to === from) continue
      this.positions.set(index, part.to)
      fetched.push(part)
    }
    const sizeBytes = fetched.reduce((sum, part) => sum + part.sizeBytes, 0)
    this.budget.spend(sizeBytes)
    if (fetched.length > 0) this.#deliver({ receivedAt, fetched, sizeBytes })
  }

  failed(_nodeId: number, error: unknown): void {
    this.#outages.problem = isAppError(error) ? error.message : 'the broker does not answer.'
    this.#lookSoon()
  }

  throttled(ms: number): void {
    this.throttledMs += ms
    this.#outages.excuse()
    this.fanout.slowed()
  }

  #deliver(delivery: Delivery): void {
    this.ring.push(delivery)
    this.fanout.deliver(delivery)
  }

  #read(answer: PartitionAnswer, from: bigint): Fetched | null {
    const { partitionIndex: partition, errorCode } = answer
    if (errorCode === KAFKA_ERROR.OFFSET_OUT_OF_RANGE) {
      this.#held.add(partition)
      void this.#reposition(partition, from)
      return null
    }
    if (errorCode !== 0) {
      this.#held.add(partition)
      this.#outages.problem = `${kafkaError(errorCode).message}`
      if (kafkaError(errorCode).retriable) this.#lookSoon()
      else this.fanout.fail(brokerError(errorCode, `${this.topic} cannot be followed`))
      return null
    }
    this.#outages.heard(partition)
    try {
      return readFetched(answer, from, this.isolation)
    } catch (error) {
      if (!isAppError(error)) throw error
      this.#held.add(partition)
      this.fanout.fail(error)
      return null
    }
  }

  async #reposition(partition: number, from: bigint): Promise<void> {
    await this.#refresh(0)
    if (this.positions.get(partition) !== from) return
    const found = await resolveOutOfRange(this.cluster, { topic: this.topic, partition, from }).catch(() => null)
    if (!found || this.positions.get(partition) !== from) return
    if (found.next < from) this.ring.cut(partition, found.next)
    this.#follow(partition, found.next)
    this.fanout.jump({ partition, from, to: found.next, gap: found.gap })
    this.#held.delete(partition)
  }

  /** Looks for new leaders in a moment: an election takes a while, and asking in between would only be noise. */
  #lookSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      void this.#refresh(TROUBLED_MAX_AGE_MS)
    }, LOOK_AFTER_MS)
  }

  async #watch(): Promise<void> {
    const troubled =
      this.#missingSince !== null ||
      this.#held.size > 0 ||
      this.#unlocated.size > 0 ||
      this.#leaders.size < this.positions.size
    await this.#refresh(troubled ? TROUBLED_MAX_AGE_MS : METADATA_MAX_AGE_MS)
    if (this.#closed) return
    for (const gap of this.#outages.changes()) this.fanout.gap(gap)
    if (this.#deleted && Date.now() - (this.#missingSince ?? 0) > END_AFTER_MS) {
      this.fanout.end({ reason: 'deleted', text: `${this.topic} was deleted and did not come back.` })
    }
  }

  async #refresh(maxAgeMs: number): Promise<void> {
    if (this.#refreshing || this.#closed) return
    this.#refreshing = true
    try {
      const metadata = await this.cluster.metadata({ maxAgeMs })
      if (!this.#closed) await this.#plan(metadata)
    } catch {
      // The cluster is down: the fetchers keep trying, and the outage is told by the silence of the partitions.
    } finally {
      this.#refreshing = false
    }
  }

  async #plan(metadata: ClusterMetadata): Promise<void> {
    const found = metadata.topics.get(this.topic)
    if (!found) return this.#missing(metadata.readAt)
    const recreated =
      this.#deleted || (found.topicId !== null && this.topicId !== null && found.topicId !== this.topicId)
    this.#missingSince = null
    if (recreated) this.#restart(found)
    const added = found.partitions.filter(({ partition }) => !this.positions.has(partition))
    if (added.length > 0 && !recreated) await this.#grow(added.map(({ partition }) => partition))
    this.#assign(found)
  }

  #missing(readAt: number): void {
    this.#missingSince ??= readAt
    if (this.#deleted || readAt - this.#missingSince < DELETED_AFTER_MS) return
    this.#deleted = true
    this.#stopFollowing()
    this.fanout.gap(deletedGap(this.topic))
  }

  #restart(found: TopicMetadata): void {
    this.#stopFollowing()
    this.#deleted = false
    this.topicId = found.topicId
    for (const { partition } of found.partitions) this.#follow(partition, 0n)
    this.fanout.restart({ gap: recreatedGap(this.topic), topicId: found.topicId, positions: new Map(this.positions) })
  }

  /** New partitions are shown from their start; those that could not be located before, from their end. */
  async #grow(partitions: number[]): Promise<void> {
    const unlocated = partitions.filter((partition) => this.#unlocated.has(partition))
    if (unlocated.length > 0) {
      await this.#locate(unlocated)
      for (const partition of unlocated) {
        const offset = this.positions.get(partition)
        if (offset === undefined) continue
        this.fanout.gap(recoveredGap(this.topic, [partition], 'end'))
        this.fanout.jump({ partition, from: null, to: offset, gap: null })
      }
    }
    const added = partitions.filter((partition) => !unlocated.includes(partition))
    for (const partition of added) this.#follow(partition, 0n)
    if (added.length === 0) return
    this.fanout.gap(partitionsAddedGap(this.topic, added))
    for (const partition of added) this.fanout.jump({ partition, from: null, to: 0n, gap: null })
  }

  async #locate(partitions: number[]): Promise<AppError | undefined> {
    const spec = this.isolation === 'committed' ? 'lastStable' : 'latest'
    const answers = await readOffsets(this.cluster, new Map([[this.topic, partitions]]), spec)
    let failure: AppError | undefined
    for (const [partition, answer] of answers.get(this.topic) ?? []) {
      if (answer.ok) this.#follow(partition, answer.at.offset)
      else {
        failure ??= answer.error
        this.#unlocated.set(partition, answer.error)
      }
    }
    return failure
  }

  #follow(partition: number, offset: bigint): void {
    this.positions.set(partition, offset)
    this.ring.startAt(partition, offset)
    this.#unlocated.delete(partition)
    this.#outages.heard(partition)
  }

  #stopFollowing(): void {
    this.positions.clear()
    this.ring.clear()
    this.#outages.clear()
    this.#leaders.clear()
    this.#held.clear()
    for (const fetcher of this.#fetchers.values()) fetcher.stop()
    this.#fetchers.clear()
  }

  /** Every partition to the node that leads it now. */
  #assign(found: TopicMetadata): void {
    this.#leaders.clear()
    for (const { partition, leader } of found.partitions) {
      if (leader >= 0 && this.positions.has(partition)) this.#leaders.set(partition, leader)
    }
    this.#held.clear()
    const nodes = new Set(this.#leaders.values())
    for (const [nodeId, fetcher] of this.#fetchers) {
      if (nodes.has(nodeId)) continue
      fetcher.stop()
      this.#fetchers.delete(nodeId)
    }
    for (const nodeId of nodes) {
      if (!this.#fetchers.has(nodeId)) this.#fetchers.set(nodeId, new LeaderFetcher(this, nodeId))
    }
  }
}

/** Whether a failure to read an end may be over in a moment: an election, a broker that is away. */
function passes({ code, cause }: AppError): boolean {
  if (code === 'CLUSTER_UNREACHABLE' || code === 'BROKER_TIMEOUT') return true
  return typeof cause === 'object' && cause !== null && 'retriable' in cause && cause.retriable === true
}
