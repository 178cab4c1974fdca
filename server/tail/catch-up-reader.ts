import type { Isolation } from '#lib/contract/messages.ts'
import type { TailGap } from '#lib/contract/tail.ts'
import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { brokerError, kafkaError, KAFKA_ERROR } from '#server/kafka/protocol/error-codes.ts'
import { fetch } from '#server/kafka/protocol/fetch.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import type { ByteBudget } from './byte-budget.ts'
import { type FetchAnswer, type Fetched, readFetched } from './delivery.ts'
import { FETCH_BYTES, fetchRequest } from './fetch-request.ts'
import { prepareSchemas } from './prepare-schemas.ts'
import type { PrivateLinks } from './private-links.ts'
import { resolveOutOfRange } from './resolve-out-of-range.ts'
import { sleep } from './sleep.ts'

/** What is asked for lies in the log already, so the broker hardly ever waits. */
const MAX_WAIT_MS = 50
const RETRY_AFTER_MS = 400

export interface CatchUpSource {
  cluster: KafkaCluster
  topic: string
  isolation: Isolation
  budget: ByteBudget
  links: PrivateLinks
}

export interface CatchUpChunk {
  fetched: Fetched[]
  gaps: TailGap[]
  /** Partitions that go on from elsewhere, because their offset is not in the log any more. */
  jumps: Map<number, bigint>
  throttledMs: number
  /** What all of it is a view of. */
  answer: Buffer | null
}

/** A reader who comes back for more as quickly as this is read ahead for. */
const EAGER_MS = 250
/** One whose filter decides by the bytes alone is done with a megabyte before the broker has sent the next: it is given more at a time. */
const QUICK_MS = 5
const SLOW_MS = 12
const MAX_FETCH_BYTES = 4 * FETCH_BYTES
/** As long as no more than these catch up: each may hold two answers. */
const FEW_READERS = 8

interface Asked {
  leader: number
  positions: ReadonlyMap<number, bigint>
  answer: Promise<FetchAnswer>
}

/**
 * Reads the next megabyte, or some, of what lies at `positions`, of one leader after the other. While a reader works on one answer, the next is
 * under way already, but only for one who is quick: what waits for a slow one is memory.
 */
export class CatchUpReader {
  readonly #source: CatchUpSource
  #turn = 0
  #ahead: Asked | undefined
  #answeredAt = 0
  #maxBytes = FETCH_BYTES

  constructor(source: CatchUpSource) {
    this.#source = source
  }

  /** @throws AppError that asking again does not cure */
  async read(positions: ReadonlyMap<number, bigint>, signal: AbortSignal): Promise<CatchUpChunk> {
    const throttledMs = this.#source.budget.waitMs()
    const chunk: CatchUpChunk = { fetched: [], gaps: [], jumps: new Map(), throttledMs, answer: null }
    if (chunk.throttledMs > 0) await sleep(chunk.throttledMs, signal)
    try {
      await this.#readInto(chunk, positions, signal)
    } catch (error) {
      if (!isAppError(error) || !['CLUSTER_UNREACHABLE', 'BROKER_TIMEOUT'].includes(error.code)) throw error
      await this.#lookAgain(signal)
    }
    return chunk
  }

  async #readInto(chunk: CatchUpChunk, positions: ReadonlyMap<number, bigint>, signal: AbortSignal): Promise<void> {
    const { cluster, topic, isolation, budget } = this.#source
    const workedMs = performance.now() - this.#answeredAt
    const eager = workedMs < EAGER_MS
    this.#adapt(workedMs)
    const ahead = this.#ahead
    this.#ahead = undefined
    const asked = ahead && stillWanted(ahead, positions) ? ahead : await this.#ask(positions)
    if (!asked) return this.#lookAgain(signal)
    const answer = await asked.answer
    const next = new Map(positions)
    let stale = false
    for (const partition of answer.responses.flatMap(({ partitions }) => partitions)) {
      const from = asked.positions.get(partition.partitionIndex)
      chunk.answer ??= partition.records
      if (from === undefined || positions.get(partition.partitionIndex) !== from) continue
      const code = partition.errorCode
      if (code === 0) {
        const fetched = readFetched(partition, from, isolation)
        budget.spend(fetched.sizeBytes)
        if (fetched.to > from) chunk.fetched.push(fetched)
        if (fetched.to < fetched.end) next.set(fetched.partition, fetched.to)
        else next.delete(fetched.partition)
      } else if (code === KAFKA_ERROR.OFFSET_OUT_OF_RANGE) {
        const found = await resolveOutOfRange(cluster, { topic, partition: partition.partitionIndex, from })
        if (found.gap) chunk.gaps.push(found.gap)
        chunk.jumps.set(partition.partitionIndex, found.next)
      } else if (kafkaError(code).retriable) stale = true
      else throw brokerError(code, `${topic} cannot be followed`)
    }
    await prepareSchemas(
      serdeOf(cluster),
      topic,
      chunk.fetched.flatMap(({ batches }) => batches),
    )
    if (stale) await this.#lookAgain(signal)
    else if (eager && chunk.jumps.size === 0) await this.#readAhead(next, signal)
    this.#answeredAt = performance.now()
  }

  /** @param workedMs what the reader did with the last answer took so long */
  #adapt(workedMs: number): void {
    if (workedMs > SLOW_MS || this.#source.links.users > FEW_READERS) this.#maxBytes = FETCH_BYTES
    else if (workedMs < QUICK_MS) this.#maxBytes = Math.min(MAX_FETCH_BYTES, this.#maxBytes * 2)
  }

  async #readAhead(positions: ReadonlyMap<number, bigint>, signal: AbortSignal): Promise<void> {
    if (positions.size === 0 || signal.aborted || this.#source.budget.waitMs() > 0) return
    this.#ahead = (await this.#ask(positions)) ?? undefined
    // Whoever takes the answer is told of the error then.
    this.#ahead?.answer.catch(() => undefined)
  }

  async #ask(positions: ReadonlyMap<number, bigint>): Promise<Asked | null> {
    const { topic, isolation, links } = this.#source
    const next = await this.#nextLeader(positions)
    if (!next) return null
    const link = await links.to(next.leader)
    const size = { maxWaitMs: MAX_WAIT_MS, maxBytes: this.#maxBytes }
    const request = fetchRequest({ topic, isolation, positions: next.positions, ...size })
    return { ...next, answer: link.send(fetch, request) }
  }

  async #nextLeader(positions: ReadonlyMap<number, bigint>) {
    const { partitions } = await this.#source.cluster.topic(this.#source.topic)
    const byLeader = new Map<number, [number, bigint][]>()
    for (const { partition, leader } of partitions) {
      const offset = positions.get(partition)
      if (offset === undefined || leader < 0) continue
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), [partition, offset]])
    }
    this.#turn += 1
    const leaders = [...byLeader]
    const [leader, entries] = leaders[this.#turn % Math.max(1, leaders.length)] ?? []
    if (leader === undefined || !entries) return null
    // Another partition comes first each time: what comes first fills the answer.
    const start = Math.floor(this.#turn / leaders.length) % entries.length
    return { leader, positions: new Map([...entries.slice(start), ...entries.slice(0, start)]) }
  }

  async #lookAgain(signal: AbortSignal): Promise<void> {
    await sleep(RETRY_AFTER_MS, signal)
    if (!signal.aborted) await this.#source.cluster.metadata({ maxAgeMs: RETRY_AFTER_MS }).catch(() => undefined)
  }
}

/** Whether at least one of the partitions that were asked for is wanted from where it was asked for. */
function stillWanted({ positions: asked }: Asked, positions: ReadonlyMap<number, bigint>): boolean {
  for (const [partition, offset] of asked) if (positions.get(partition) === offset) return true
  return false
}
