import type { Isolation } from '#lib/contract/messages.ts'
import type { BrokerLink } from '#server/kafka/connection/broker-link.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { fetch } from '#server/kafka/protocol/fetch.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { FetchAnswer } from './delivery.ts'
import { fetchRequest } from './fetch-request.ts'
import { prepareAnswer } from './prepare-schemas.ts'
import { sleep } from './sleep.ts'

const MAX_WAIT_MS = 500
const FIRST_BACK_OFF_MS = 200
const MAX_BACK_OFF_MS = 2_000
/** Under a steady stream of single records a fetch would bring one each: after a burst, fetches keep this distance and bring several. */
const MIN_DISTANCE_MS = 4
const BURST = 25
/** A long throttle is said in steps, so that it is never taken for a broker that is silent. */
const THROTTLE_STEP_MS = 500

/** What a fetcher works for. */
interface Source {
  readonly cluster: KafkaCluster
  readonly topic: string
  readonly isolation: Isolation
  readonly budget: ByteBudget
  /** The partitions to ask this node for, with the offset of each. */
  wanted(nodeId: number): Map<number, bigint>
  received(nodeId: number, asked: ReadonlyMap<number, bigint>, answer: FetchAnswer): void
  /** A connection broke or could not be made. */
  failed(nodeId: number, error: unknown): void
  throttled(ms: number): void
  fetches: number
}

/** Asks one node for what is new in the partitions it leads, over and over, on a connection of its own. */
export class LeaderFetcher {
  readonly #source: Source
  readonly #nodeId: number
  readonly #stopping = new AbortController()
  #connection: { link: BrokerLink; close: () => void } | undefined
  #backOffMs = 0
  #credit = BURST
  #turn = 0

  constructor(source: Source, nodeId: number) {
    this.#source = source
    this.#nodeId = nodeId
    void this.#run()
  }

  stop(): void {
    this.#stopping.abort()
    this.#disconnect()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#pace(signal)
        const asked = this.#rotated(this.#source.wanted(this.#nodeId))
        if (asked.size === 0) await sleep(100, signal)
        else await this.#fetch(asked, signal)
      } catch (error) {
        this.#disconnect()
        if (signal.aborted) return
        this.#source.failed(this.#nodeId, error)
        this.#backOffMs = Math.min(MAX_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, this.#backOffMs * 2))
        await sleep(this.#backOffMs, signal)
      }
    }
  }

  async #fetch(asked: Map<number, bigint>, signal: AbortSignal): Promise<void> {
    const { cluster, topic, isolation } = this.#source
    if (this.#connection?.link.connected !== true) {
      this.#disconnect()
      const opened = await cluster.openDedicated(this.#nodeId)
      if (signal.aborted) return opened.close()
      this.#connection = opened
    }
    this.#source.fetches += 1
    const request = fetchRequest({ topic, isolation, positions: asked, maxWaitMs: MAX_WAIT_MS })
    const answer = await this.#connection.link.send(fetch, request)
    if (signal.aborted) return
    this.#backOffMs = 0
    const loading = prepareAnswer(serdeOf(cluster), topic, answer)
    if (loading) await loading
    if (signal.aborted) return
    this.#source.received(this.#nodeId, asked, answer)
  }

  async #pace(signal: AbortSignal): Promise<void> {
    let waitMs = this.#source.budget.waitMs()
    while (waitMs > 0 && !signal.aborted) {
      const stepMs = Math.min(waitMs, THROTTLE_STEP_MS)
      await sleep(stepMs, signal)
      this.#source.throttled(stepMs)
      waitMs = this.#source.budget.waitMs()
    }
    const now = performance.now()
    this.#credit = Math.min(BURST, this.#credit + (now - this.#pacedAt) / MIN_DISTANCE_MS) - 1
    this.#pacedAt = now
    if (this.#credit < 0) await sleep(MIN_DISTANCE_MS, signal)
  }
  #pacedAt = performance.now()

  /** Another partition comes first each time: where there is more than fits an answer, none waits for ever. */
  #rotated(wanted: Map<number, bigint>): Map<number, bigint> {
    if (wanted.size < 2) return wanted
    this.#turn = (this.#turn + 1) % wanted.size
    const entries = [...wanted]
    return new Map([...entries.slice(this.#turn), ...entries.slice(0, this.#turn)])
  }

  #disconnect(): void {
    this.#connection?.close()
    this.#connection = undefined
  }
}
