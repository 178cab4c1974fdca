import { Gauge, Registry } from 'prom-client'
import { countFiring } from '#server/alerts/alert-engines.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { countDeadLetters } from '#server/overview/cluster-history.ts'
import { untrustedRecords } from '#server/trust/trust-report.ts'
import { recordsOf } from '#server/topics/topic-stats.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'

/** Series per cluster and metric; beyond it the smallest lags and rates are left out, and `tailrace_series_left_out` says how many. */
const MAX_SERIES = 10_000

/** What was sampled last of each cluster, at most `maxSeries` series of a metric per cluster. Where kminion has a metric of the same meaning, its name stands in the help text. */
export function clusterMetrics(clusters: KafkaCluster[], maxSeries = MAX_SERIES): Registry {
  const registry = new Registry()
  const gauge = <Label extends string>(name: string, help: string, labels: Label[]) =>
    new Gauge({ name: `tailrace_${name}`, help, labelNames: labels, registers: [registry] })

  const up = gauge('cluster_up', '1 while the cluster answers, also with brokers missing', ['cluster'])
  const brokers = gauge('cluster_brokers', 'Brokers that are there (kminion_kafka_cluster_info)', ['cluster'])
  const offline = gauge('offline_partitions', 'Partitions without a leader', ['cluster'])
  const under = gauge('under_replicated_partitions', 'Partitions with replicas out of sync', ['cluster'])
  const rate = gauge('topic_records_per_second', 'Records that came in, over the last sample interval', [
    'cluster',
    'topic',
  ])
  const lag = gauge(
    'consumer_group_topic_lag',
    'Records between the committed offsets and the ends of the logs (kminion_kafka_consumer_group_topic_lag)',
    ['cluster', 'group', 'topic'],
  )
  const timeLag = gauge('consumer_group_time_lag_seconds', 'Age of the oldest record not read yet', [
    'cluster',
    'group',
  ])
  const status = gauge('consumer_group_status', '1 for the status the group has', ['cluster', 'group', 'status'])
  const deadLetters = gauge('dead_letter_records', 'Records in topics that are named as dead-letter topics', [
    'cluster',
    'topic',
  ])
  const round = gauge('sampler_round_seconds', 'How long the last sample of all groups and offsets took', ['cluster'])
  const sampledAt = gauge('sampler_last_timestamp_seconds', 'When the last sample was taken', ['cluster'])
  const groupCount = gauge('consumer_groups', 'Consumer groups of all types', ['cluster'])
  const alertsFiring = gauge('alerts_firing', 'Alerts that fire now', ['cluster'])
  const untrusted = gauge('untrusted_records', "Records in the console's own topics that it ignores", [
    'cluster',
    'topic',
    'problem',
  ])
  const leftOut = gauge('series_left_out', 'Series left out because there are too many', ['cluster', 'metric'])

  for (const cluster of clusters) {
    const labels = { cluster: cluster.config.id }
    up.set(labels, cluster.health.status === 'up' || cluster.health.status === 'degraded' ? 1 : 0)
    for (const { topic, problem, count } of untrustedRecords(cluster))
      untrusted.set({ ...labels, topic, problem }, count)
    const metadata = cluster.lastMetadata
    if (!metadata) continue
    const partitions = [...metadata.topics.values()].flatMap((topic) => topic.partitions)
    brokers.set(labels, metadata.nodes.size)
    offline.set(labels, partitions.filter(({ leader }) => leader < 0).length)
    under.set(labels, partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length)

    const topics = topicSampler(cluster).last
    for (const topic of topics ? countDeadLetters(topics).topics.slice(0, maxSeries) : [])
      deadLetters.set({ ...labels, topic }, Number((topics && recordsOf(topics, topic)) ?? 0n))

    const rates = [...(topics?.rates ?? [])].toSorted(([, a], [, b]) => b - a)
    for (const [topic, value] of rates.slice(0, maxSeries)) rate.set({ ...labels, topic }, value)
    leftOut.set({ ...labels, metric: 'topic_records_per_second' }, Math.max(0, rates.length - maxSeries))

    const firing = countFiring(cluster)
    if (firing !== null) alertsFiring.set(labels, firing)
    const sample = lagSampler(cluster).last
    if (sample) {
      round.set(labels, sample.tookMs / 1000)
      sampledAt.set(labels, sample.at / 1000)
      groupCount.set(labels, sample.groups.size)
    }
    const groups = [...(sample?.groups.values() ?? [])].toSorted((a, b) =>
      Number((b.totalLag ?? -1n) - (a.totalLag ?? -1n)),
    )
    const lags = groups
      .flatMap(({ listed, topics }) =>
        [...topics.values()].map(({ topic, totalLag }) => ({ group: listed.id, topic, totalLag })),
      )
      .filter(({ totalLag }) => totalLag !== null)
      .toSorted((a, b) => Number((b.totalLag ?? 0n) - (a.totalLag ?? 0n)))
    for (const { group, topic, totalLag } of lags.slice(0, maxSeries))
      lag.set({ ...labels, group, topic }, Number(totalLag))
    leftOut.set({ ...labels, metric: 'consumer_group_topic_lag' }, Math.max(0, lags.length - maxSeries))
    for (const { listed, maxTimeLagMs, status: value } of groups.slice(0, maxSeries)) {
      if (maxTimeLagMs !== null) timeLag.set({ ...labels, group: listed.id }, maxTimeLagMs / 1000)
      status.set({ ...labels, group: listed.id, status: value }, 1)
    }
    leftOut.set({ ...labels, metric: 'consumer_group_status' }, Math.max(0, groups.length - maxSeries))
  }
  return registry
}
