import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { deadLetterWord } from '#server/dead-letter-names.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { singleton } from '#server/singleton.ts'
import { topicSampler, type TopicSample } from '#server/sampling/topic-sampler.ts'
import { recordsOf } from '#server/topics/topic-stats.ts'

const KEPT = 360

export interface HistoryPoint {
  at: number
  recordsPerSecond: number | null
  totalLag: bigint | null
  deadLetters: bigint | null
}

/** A pause longer than so many samples is a gap. */
const MISSED = 3

/**
 * Throughput, lag and dead letters of a cluster over the last hour, a point per sample, and one without figures where samples are missing. It runs from
 * the first use to the cluster's end.
 */
export function clusterHistory(cluster: KafkaCluster): readonly HistoryPoint[] {
  const histories = singleton('cluster-histories', () => new WeakMap<KafkaCluster, HistoryPoint[]>())
  const there = histories.get(cluster)
  if (there) return there
  const points: HistoryPoint[] = []
  histories.set(cluster, points)
  let known = 0
  lagSampler(cluster).onRecorded(({ at, totalLag, epoch }) => {
    if (epoch !== known) points.length = 0
    known = epoch
    const sample = topicSampler(cluster).last
    if (!sample) return
    addPoint(points, { at, totalLag, ...figuresOf(sample) }, lagSampler(cluster).everyMs)
  })
  return points
}

/** Adds a point, after an empty one where nothing was sampled for a while: a line through that time would be made up. */
export function addPoint(points: HistoryPoint[], point: HistoryPoint, everyMs: number): void {
  const last = points.at(-1)
  if (last && point.at - last.at > MISSED * everyMs)
    points.push({ at: last.at + everyMs, recordsPerSecond: null, totalLag: null, deadLetters: null })
  points.push(point)
  points.splice(0, points.length - KEPT)
}

function figuresOf(sample: TopicSample): Pick<HistoryPoint, 'recordsPerSecond' | 'deadLetters'> {
  return { recordsPerSecond: sumOfRates(sample), deadLetters: countDeadLetters(sample).records }
}

function sumOfRates({ rates }: TopicSample): number | null {
  if (rates.size === 0) return null
  let sum = 0
  for (const rate of rates.values()) sum += rate
  return sum
}

/** The topics that are named as dead-letter topics, and how many records they hold; null where the offsets of one are not known. */
export function countDeadLetters(sample: TopicSample): { topics: string[]; records: bigint | null } {
  const topics = [...sample.latest.keys()].filter((topic) => deadLetterWord(topic) !== null)
  let records: bigint | null = 0n
  for (const topic of topics) {
    const held = recordsOf(sample, topic)
    records = records === null || held === null ? null : records + held
  }
  return { topics, records }
}
