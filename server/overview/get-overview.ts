import type { Finding, Overview } from '#lib/contract/clusters.ts'
import { readBrokers } from '#server/brokers/read-brokers.ts'
import { summariseCluster } from '#server/clusters/summarise-cluster.ts'
import { summariseGroup } from '#server/groups/summarise-group.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { severityOf } from '#server/lag/evaluate-partition.ts'
import type { GroupState, LagSample } from '#server/lag/group-state.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { topicSizes } from '#server/topics/topic-sizes.ts'
import { recordsOf } from '#server/topics/topic-stats.ts'
import { keyProblem } from '#server/trust/own-keys.ts'
import { untrustedRecords } from '#server/trust/trust-report.ts'
import { clusterHistory, countDeadLetters } from './cluster-history.ts'
import { connectorsOf } from './failed-connectors.ts'
import { type DeadLetterGrowth, findProblems } from './find-problems.ts'
import { heldPartitions } from './held-transactions.ts'

const HOUR_MS = 3_600_000
const BUSIEST = 8
const TOP_GROUPS = 8
/** Figures are of the present until so many rounds are missing. */
const MISSED_ROUNDS = 3

/** What needs attention and how the last hour was. While the cluster is down it says so, with the last numbers. @throws AppError before the first contact */
export async function getOverview({ cluster }: ClusterCtx): Promise<Overview> {
  const history = clusterHistory(cluster)
  const [{ brokers }, held, connect, sample] = await Promise.all([
    readBrokers(cluster),
    heldPartitions(cluster),
    connectorsOf(cluster),
    lagSampler(cluster)
      .current()
      .catch(() => undefined),
  ])
  const metadata = await cluster.metadata().catch((error: unknown) => {
    if (cluster.lastMetadata) return cluster.lastMetadata
    throw error
  })
  const groups = [...(sample?.groups.values() ?? [])]
  const deadLetters = growthOfDeadLetters(cluster)
  const rows = brokers.map(({ summary }) => summary)
  const down = cluster.health.status === 'down'
  const found = {
    metadata,
    brokers: rows,
    groups,
    deadLetters: deadLetters?.growth ?? [],
    held,
    connectors: connect.connectors,
    untrusted: untrustedRecords(cluster),
    keyProblem: keyProblem(),
  }
  const summary = await summariseCluster(cluster)
  return {
    cluster: { ...summary, bytesPerSecond: await bytesPerSecond(cluster) },
    findings: down ? [downFinding(cluster)] : findProblems(found),
    history: history.map((point) => ({
      ...point,
      totalLag: point.totalLag?.toString() ?? null,
      deadLetters: point.deadLetters?.toString() ?? null,
    })),
    busiestTopics: busiest(cluster),
    groups: sample ? countGroups(groups) : null,
    deadLetters: deadLetters?.counts ?? null,
    disk: diskOf(rows),
    brokers: rows,
    topGroups: worst(groups).map((group) => summariseGroup(group, lagSampler(cluster).tracker(group.listed.id))),
    problems: [...(sample?.problems ?? []), ...connect.problems],
    asOf: sample?.at ?? null,
    current: isCurrent(cluster, sample),
  }
}

/** Of a sample that is old, because nothing has answered since, or not whole, the figures are shown as those of its time. */
function isCurrent(cluster: KafkaCluster, sample: LagSample | undefined): boolean {
  if (!sample?.complete || cluster.health.status === 'down') return false
  return Date.now() - sample.at < MISSED_ROUNDS * Math.max(lagSampler(cluster).everyMs, sample.tookMs * 4)
}

function downFinding({ config, health }: KafkaCluster): Finding {
  const text = `${config.name} does not answer. ${health.problem ?? ''}`.trim()
  return { severity: 'bad', kind: 'cluster down', subject: '', text, href: '', since: health.since }
}

function countGroups(groups: GroupState[]): NonNullable<Overview['groups']> {
  return {
    total: groups.length,
    behind: groups.filter(({ totalLag }) => totalLag !== null && totalLag > 0n).length,
    bad: groups.filter(({ status }) => severityOf(status) <= severityOf('stopped')).length,
  }
}

function worst(groups: GroupState[]): GroupState[] {
  return groups
    .toSorted(
      (a, b) => severityOf(a.status) - severityOf(b.status) || Number((b.totalLag ?? -1n) - (a.totalLag ?? -1n)),
    )
    .slice(0, TOP_GROUPS)
}

function busiest(cluster: KafkaCluster): Overview['busiestTopics'] {
  const rates = topicSampler(cluster).last?.rates
  if (!rates || rates.size === 0) return null
  return [...rates]
    .map(([topic, recordsPerSecond]) => ({ topic, recordsPerSecond }))
    .filter(({ recordsPerSecond, topic }) => recordsPerSecond > 0 && !topic.startsWith('__'))
    .toSorted((a, b) => b.recordsPerSecond - a.recordsPerSecond)
    .slice(0, BUSIEST)
}

/** Brokers tell no byte rates: each topic's records per second times what its records took on disk so far. */
async function bytesPerSecond(cluster: KafkaCluster): Promise<number | null> {
  const sample = topicSampler(cluster).last
  const sizes = cluster.health.status === 'down' ? null : await topicSizes(cluster).catch(() => null)
  if (!sample || !sizes || sample.rates.size === 0) return null
  let sum = 0
  for (const [topic, rate] of sample.rates) {
    const records = Number(recordsOf(sample, topic) ?? 0n)
    const bytes = [...(sizes.get(topic)?.values() ?? [])].reduce((total, size) => total + size, 0)
    if (rate > 0 && records > 0) sum += rate * (bytes / records)
  }
  return sum
}

interface DeadLetters {
  growth: DeadLetterGrowth[]
  counts: NonNullable<Overview['deadLetters']>
}

function growthOfDeadLetters(cluster: KafkaCluster): DeadLetters | null {
  const sample = topicSampler(cluster).last
  if (!sample) return null
  const { ends } = lagSampler(cluster)
  const { topics, records: counted } = countDeadLetters(sample)
  const records = counted ?? clusterHistory(cluster).findLast(({ deadLetters }) => deadLetters !== null)?.deadLetters
  const growth = topics.map((topic): DeadLetterGrowth => {
    const partitions = [...(sample.latest.get(topic)?.keys() ?? [])].map((partition) =>
      ends.growth(topic, partition, HOUR_MS),
    )
    return {
      topic,
      came: partitions.reduce((sum, { came }) => sum + came, 0n),
      overMs: Math.max(0, ...partitions.map(({ overMs }) => overMs)),
    }
  })
  const watchedAnHour = growth.every(({ overMs }) => overMs >= HOUR_MS * 0.9)
  const lastHour = watchedAnHour ? growth.reduce((sum, { came }) => sum + came, 0n).toString() : null
  return { growth, counts: { topics: topics.length, records: records?.toString() ?? null, lastHour } }
}

function diskOf(brokers: Overview['brokers']): Overview['disk'] {
  const told = brokers.filter(({ logDirBytes }) => logDirBytes !== null)
  if (told.length === 0) return null
  const [fullest] = told
    .filter(({ diskUsed }) => diskUsed !== null)
    .toSorted((a, b) => (b.diskUsed ?? 0) - (a.diskUsed ?? 0))
  return {
    usedBytes: told.reduce((sum, { logDirBytes }) => sum + (logDirBytes ?? 0), 0),
    fullestBroker: fullest?.id ?? null,
    fullest: fullest?.diskUsed ?? null,
  }
}
