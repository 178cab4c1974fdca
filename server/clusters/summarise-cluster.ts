import type { ClusterSummary } from '#lib/contract/clusters.ts'
import { countFiring } from '#server/alerts/alert-engines.ts'
import { isInternal } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { log } from '#server/log.ts'
import { singleton } from '#server/singleton.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { type ClusterFacts, readFeatures } from './read-features.ts'

const FACTS_MAX_AGE_MS = 60_000

/**
 * A cluster in a line. Nothing here waits for a cluster that does not answer: it keeps its last numbers, dated by `asOf`.
 * Groups and rates come with the first samples.
 */
export async function summariseCluster(cluster: KafkaCluster): Promise<ClusterSummary> {
  const { config, health, lastMetadata: metadata } = cluster
  const facts = await factsOf(cluster)
  const groups = lagSampler(cluster).last
  const partitions = metadata ? [...metadata.topics.values()].flatMap((topic) => topic.partitions) : null
  return {
    id: config.id,
    name: config.name,
    environment: config.environment,
    colour: config.colour,
    readOnly: config.readOnly,
    status: health.status,
    statusSince: health.since,
    problem: health.problem,
    asOf: metadata?.readAt ?? null,
    kafkaVersion: facts?.version?.version ?? null,
    kafkaVersionInferredFrom: facts?.version?.because ?? null,
    controllerId: metadata?.controllerId ?? null,
    brokers: metadata?.nodes.size ?? null,
    topics: metadata ? [...metadata.topics.values()].filter((topic) => !isInternal(topic)).length : null,
    partitions: partitions?.length ?? null,
    underReplicatedPartitions: partitions?.filter(({ isr, replicas }) => isr.length < replicas.length).length ?? null,
    offlinePartitions: partitions?.filter(({ leader }) => leader < 0).length ?? null,
    groups: groups?.groups.size ?? null,
    totalLag: groups?.totalLag.toString() ?? null,
    messagesPerSecond: recordsPerSecond(cluster),
    bytesPerSecond: null,
    alertsFiring: countFiring(cluster),
    features: facts?.features ?? null,
  }
}

function recordsPerSecond(cluster: KafkaCluster): number | null {
  const rates = topicSampler(cluster).last?.rates
  if (!rates || rates.size === 0) return null
  let sum = 0
  for (const rate of rates.values()) sum += rate
  return sum
}

interface KnownFacts {
  at: number
  facts: ClusterFacts
}

/** What the brokers offer changes with upgrades only; while the cluster is down it is what was known before. */
async function factsOf(cluster: KafkaCluster): Promise<ClusterFacts | null> {
  const known = singleton('cluster-facts', () => new WeakMap<KafkaCluster, KnownFacts>())
  const last = known.get(cluster)
  const fresh = last && Date.now() - last.at < FACTS_MAX_AGE_MS
  if (fresh || cluster.health.status === 'down' || cluster.health.status === 'connecting') return last?.facts ?? null
  try {
    const facts = await readFeatures(cluster)
    known.set(cluster, { at: Date.now(), facts })
    return facts
  } catch (error) {
    log.debug({ err: error, cluster: cluster.config.id }, 'features were not read')
    return last?.facts ?? null
  }
}
