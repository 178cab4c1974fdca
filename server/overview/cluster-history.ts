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
  totalLag: bigint
  deadLetters: bigint
}

/** Throughput, lag and dead letters of a cluster over the last hour, a point per sample. It runs from the first use to the cluster's end. */
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
    points.push({ at, totalLag, recordsPerSecond: sumOfRates(sample), deadLetters: countDeadLetters(sample).records })
    if (points.length > KEPT) points.shift()
  })
  return points
}

function sumOfRates({ rates }: TopicSample): number | null {
  if (rates.size === 0) return null
  let sum = 0
  for (const rate of rates.values()) sum += rate
  return sum
}

/** The topics that are named as dead-letter topics, and how many records they hold. */
export function countDeadLetters(sample: TopicSample): { topics: string[]; records: bigint } {
  const topics = [...sample.latest.keys()].filter((topic) => deadLetterWord(topic) !== null)
  const records = topics.reduce((sum, topic) => sum + (recordsOf(sample, topic) ?? 0n), 0n)
  return { topics, records }
}
