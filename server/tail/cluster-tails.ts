import type { Isolation } from '#lib/contract/messages.ts'
import { AppError } from '#lib/errors.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { shareOf } from '#server/limits/share.ts'
import { serdeOf, serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import { ByteBudget } from './byte-budget.ts'
import { PrivateLinks } from './private-links.ts'
import { expressionPool } from './expressions/expression-pool.ts'
import { checkExpression, type FilterInput, filterKey, hasExpression, type TailFilter } from './tail-filter.ts'
import { TopicLoop } from './topic-loop.ts'

/** A loop outlives its last viewer by this long, so that a page that is loaded again finds its ring. */
const LINGER_MS = 1_000
/** Where the viewer did not mean to stay it asks again soon, and finds what came meanwhile in the ring. */
const ASKED_AGAIN_MS = 4_000
/** All queues of a cluster together; each viewer may use an equal share. */
const QUEUE_BYTES = 128 << 20
const MIN_QUEUE_BYTES = 1 << 20
const MAX_QUEUE_BYTES = 8 << 20

export interface TailLimits {
  viewersPerCluster: number
  viewersPerUser: number
  bytesPerSecond: number
}

interface Held {
  loop: TopicLoop
  ready: Promise<void>
  users: number
  linger: NodeJS.Timeout | undefined
}

/** All that tails of one cluster share: loops, connections and budgets. */
export class ClusterTails {
  readonly cluster: KafkaCluster
  readonly links: PrivateLinks
  readonly budget: ByteBudget
  readonly #limits: TailLimits
  readonly #loops = new Map<string, Held>()
  readonly #filters = new Map<string, { filter: TailFilter | null; users: number }>()
  /** How each is closed, and whose it is: see `budgetKey`. */
  readonly #viewers = new Map<() => void, string>()

  constructor(cluster: KafkaCluster, limits: TailLimits) {
    this.cluster = cluster
    this.#limits = limits
    this.budget = new ByteBudget(limits.bytesPerSecond)
    this.links = new PrivateLinks(cluster)
  }

  get viewers(): number {
    return this.#viewers.size
  }

  get loops(): TopicLoop[] {
    return [...this.#loops.values()].map(({ loop }) => loop)
  }

  /** The bytes that may wait for one viewer. */
  readonly queueBytes = (): number => {
    const share = QUEUE_BYTES / Math.max(1, this.#viewers.size)
    return Math.max(MIN_QUEUE_BYTES, Math.min(MAX_QUEUE_BYTES, share))
  }

  /** Counts a viewer until the function it gives is called. @param close ends the viewer when the console stops. @throws AppError LIMIT_EXCEEDED */
  admit(user: string, close: () => void): () => void {
    const { viewersPerCluster, viewersPerUser } = this.#limits
    if (this.#viewers.size >= viewersPerCluster) {
      throw new AppError(
        'LIMIT_EXCEEDED',
        `${viewersPerCluster} live streams of ${this.cluster.config.name} are open already, which is the limit (tails.viewersPerCluster): close one first.`,
      )
    }
    const own = [...this.#viewers.values()].filter((other) => other === user).length
    if (own >= shareOf(user, { perUser: viewersPerUser, all: viewersPerCluster })) {
      throw new AppError(
        'LIMIT_EXCEEDED',
        `You have ${own} live streams of ${this.cluster.config.name} open already, which is the limit for one user (tails.viewersPerUser, or nearly all of tails.viewersPerCluster for an address): close one first.`,
      )
    }
    this.#viewers.set(close, user)
    return () => void this.#viewers.delete(close)
  }

  /**
   * The one filter of all who want the same of a topic, until `release` is called.
   * @param user whose share of a thread is used where it has an expression
   * @throws AppError INVALID_FILTER, INVALID_INPUT
   */
  filterFor(topic: string, input: FilterInput, user: string): { filter: TailFilter | null; release: () => void } {
    const { keyFormat, valueFormat } = input
    const key = JSON.stringify([topic, filterKey(input), keyFormat, valueFormat])
    const shared = this.#filters.get(key) ?? {
      filter: this.#makeFilter(topic, input, user),
      users: 0,
    }
    shared.users += 1
    this.#filters.set(key, shared)
    let released = false
    const release = () => {
      if (released) return
      released = true
      shared.users -= 1
      if (shared.users > 0) return
      this.#filters.delete(key)
      if (shared.filter?.kind === 'inThread') shared.filter.filter.close()
    }
    return { filter: shared.filter, release }
  }

  /** The one loop of a topic, ready, until `release` is called. @throws AppError */
  async hold(
    topic: string,
    { isolation, follow }: { isolation: Isolation; follow: boolean },
  ): Promise<{ loop: TopicLoop; release: () => void }> {
    const key = `${isolation} ${topic}`
    const held = this.#loops.get(key) ?? this.#start(key, topic, isolation)
    clearTimeout(held.linger)
    held.users += 1
    let released = false
    const release = () => {
      if (released) return
      released = true
      held.users -= 1
      if (held.users > 0) return
      held.linger = setTimeout(() => this.#end(key, held), follow ? LINGER_MS : ASKED_AGAIN_MS)
    }
    try {
      await held.ready
      return { loop: held.loop, release }
    } catch (error) {
      release()
      throw error
    }
  }

  close(): void {
    for (const close of this.#viewers.keys()) close()
    for (const [key, held] of this.#loops) this.#end(key, held)
    this.links.close()
  }

  #makeFilter(topic: string, input: FilterInput, user: string): TailFilter | null {
    const { keyFormat, valueFormat } = input
    if (!hasExpression(input)) {
      const filter = compileFilter(input, serdeDecoder(serdeOf(this.cluster), { topic, keyFormat, valueFormat }))
      return filter && { kind: 'here', filter }
    }
    const maxBytes = checkExpression(input)
    const { text, caseSensitive, key, header, filter: expression } = input
    const filter = { text, caseSensitive, key, header, filter: expression, keyFormat, valueFormat }
    const of = { clusterId: this.cluster.config.id, serde: serdeSettingsOf(this.cluster) }
    return { kind: 'inThread', filter: expressionPool().open({ ...of, topic, filter, maxBytes }, user) }
  }

  #start(key: string, topic: string, isolation: Isolation): Held {
    const loop = new TopicLoop(this.cluster, topic, isolation, this.budget)
    const held: Held = { loop, ready: loop.start(), users: 0, linger: undefined }
    this.#loops.set(key, held)
    held.ready.catch(() => this.#end(key, held))
    return held
  }

  #end(key: string, held: Held): void {
    clearTimeout(held.linger)
    held.loop.close()
    if (this.#loops.get(key) === held) this.#loops.delete(key)
  }
}
