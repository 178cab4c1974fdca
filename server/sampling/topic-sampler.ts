import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets, type OffsetAnswers } from '#server/kafka/fetch/read-offsets.ts'
import { log } from '#server/log.ts'
import { ClusterIdentity } from './cluster-identity.ts'
import { onePerCluster } from '#server/one-per-cluster.ts'
import { soonOr } from '#server/soon-or.ts'

/** A list does not wait longer than this for newer numbers. */
const SOON_MS = 300
/** Over less than this a rate is chance. */
const SHORTEST_MS = 1_000
/** An hour of points. */
const HISTORY = 360

/** Where every partition starts and ends, at one moment. */
export interface TopicSample {
  at: number
  /** Ids of the topics; without those of brokers before 2.8. */
  ids: ReadonlyMap<string, string>
  earliest: OffsetAnswers
  latest: OffsetAnswers
  /** Records per second that came in since the sample before, by topic; without the topics of which that is not known. */
  rates: Map<string, number>
}

export interface RateSample {
  at: number
  recordsPerSecond: number
}

/**
 * Samples the offsets of all partitions of a cluster at the configured pace, for record counts and rates. Two requests per leader and round,
 * whatever the number of viewers.
 */
export class TopicSampler {
  readonly history: RateSample[] = []
  readonly #cluster: KafkaCluster
  readonly #everyMs: number
  readonly #identity = new ClusterIdentity()
  #last: TopicSample | undefined
  #tookMs = 0
  #reading: Promise<TopicSample> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
    this.#everyMs = cluster.config.sampleSeconds * 1000
  }

  /** Samples from now on, until {@link stop}. */
  async run(): Promise<void> {
    await this.sample({ maxAgeMs: this.#everyMs / 2 }).catch((error: unknown) => {
      log.debug({ err: error, cluster: this.#cluster.config.id }, 'offsets were not sampled')
    })
    if (!this.#stopped) this.#timer = setTimeout(() => void this.run(), this.#everyMs).unref()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** The last sample, however old. */
  get last(): TopicSample | undefined {
    return this.#last
  }

  /** What lists answer from: at most 5 s old where the brokers answer soon, else the last one. @throws AppError when there is none */
  async current(): Promise<TopicSample> {
    const last = this.#last
    const coming = this.sample({ maxAgeMs: 5_000 })
    // Where a round takes longer than anybody would wait, waiting brings nothing.
    return last ? soonOr(coming, last, this.#tookMs > SOON_MS ? 0 : SOON_MS) : coming
  }

  /** A sample at most `maxAgeMs` old; concurrent callers share one round. With an age of 0 it is begun after the call. */
  async sample({ maxAgeMs }: { maxAgeMs: number }): Promise<TopicSample> {
    if (this.#last && Date.now() - this.#last.at < maxAgeMs) return this.#last
    // A round that is under way may have passed by what came since.
    if (maxAgeMs === 0) await this.#reading?.catch(() => undefined)
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #read(): Promise<TopicSample> {
    const startedAt = performance.now()
    const metadata = await this.#cluster.metadata({ maxAgeMs: this.#everyMs / 2 })
    if (this.#identity.isRenewedBy(metadata)) this.#startAgain()
    const wanted = new Map(
      [...metadata.topics].map(([name, topic]) => [name, topic.partitions.map(({ partition }) => partition)]),
    )
    const [earliest, latest] = await Promise.all([
      readOffsets(this.#cluster, wanted, 'earliest'),
      readOffsets(this.#cluster, wanted, 'latest'),
    ])
    const ids = new Map([...metadata.topics].flatMap(([name, { topicId }]) => (topicId ? [[name, topicId]] : [])))
    const sample: TopicSample = { at: Date.now(), ids, earliest, latest, rates: new Map() }
    // Two samples a moment apart say nothing about a rate: one that follows the last reference closely is measured against the one before.
    const previous = this.#reference
    const due = !previous || sample.at - previous.at >= this.#everyMs / 2
    const against = due ? previous : (this.#olderReference ?? previous)
    if (against && sample.at - against.at >= SHORTEST_MS) sample.rates = ratesBetween(against, sample)
    if (due) this.#remember(sample, previous)
    this.#last = sample
    this.#tookMs = performance.now() - startedAt
    return sample
  }

  #startAgain(): void {
    this.history.length = 0
    this.#reference = this.#olderReference = undefined
  }

  #reference: TopicSample | undefined
  #olderReference: TopicSample | undefined

  #remember(sample: TopicSample, previous: TopicSample | undefined): void {
    this.#olderReference = previous
    this.#reference = sample
    if (!previous) return
    let recordsPerSecond = 0
    for (const rate of sample.rates.values()) recordsPerSecond += rate
    this.history.push({ at: sample.at, recordsPerSecond })
    if (this.history.length > HISTORY) this.history.shift()
  }
}

function ratesBetween(before: TopicSample, after: TopicSample): Map<string, number> {
  const seconds = (after.at - before.at) / 1000
  const rates = new Map<string, number>()
  for (const [topic, partitions] of after.latest) {
    let records = 0n
    let known = before.ids.get(topic) === after.ids.get(topic)
    for (const [partition, answer] of partitions) {
      const earlier = before.latest.get(topic)?.get(partition)
      if (!answer.ok || !earlier?.ok || answer.at.offset < earlier.at.offset) known = false
      else records += answer.at.offset - earlier.at.offset
    }
    if (known) rates.set(topic, Number(records) / seconds)
  }
  return rates
}

/** The sampler of a cluster; it runs from the first use to the end of the process. */
export const topicSampler = (cluster: KafkaCluster): TopicSampler =>
  onePerCluster('topic-samplers', cluster, () => new TopicSampler(cluster))
