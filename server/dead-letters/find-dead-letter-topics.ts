import type { DeadLetterTopic } from '#lib/contract/dead-letters.ts'
import { type DeadLetterSink, deadLetterSinks } from '#server/connect/dead-letter-sinks.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { describeConfigs } from '#server/kafka/protocol/describe-configs.ts'
import { lastRecordTimes } from '#server/topics/last-record-times.ts'
import { arrivalsOf } from './arrivals.ts'
import { sourceTopicsOf } from './find-sources.ts'
import { familyLabel } from './families/registry.ts'
import { handledOf } from './list-dead-letters.ts'
import { deadLetterWord, retryTopicsOf } from '#server/dead-letter-names.ts'
import { oldestOpen, type PartitionSpan } from './oldest-open.ts'
import { sampleTopic, type TopicSample } from './sample-topic.ts'
import { sinkEvidence } from './sink-evidence.ts'
import { topicMarks } from './topic-marks.ts'
import { topicReaders } from './topic-readers.ts'
import { unnamedTopics } from './unnamed-topics.ts'

const TOPIC = 2
const AT_ONCE = 8
const HOUR_MS = 3_600_000
/** Set on a topic that share groups may use for their dead letters (KIP-1191). */
const SHARE_GROUP_CONFIG = 'errors.deadletterqueue.group.enable'

interface Wanted {
  signal: AbortSignal
  /** Also those that somebody said are none. */
  dismissed?: boolean
}

/**
 * Topics whose name speaks of dead letters, topics with the headers of dead letters, those that sinks of Kafka Connect are configured to write
 * to, and topics that somebody pinned; each confirmed or not, by the headers of its newest records or a configuration. In the order of their names.
 */
export async function findDeadLetterTopics(
  cluster: KafkaCluster,
  { signal, dismissed = false }: Wanted,
): Promise<DeadLetterTopic[]> {
  const { topics } = await cluster.metadata()
  const marks = await topicMarks(cluster)
  const { found: byHeaders } = unnamedTopics(cluster)
  const pinned = [...marks].filter(([, { mark }]) => mark === 'pinned').map(([name]) => name)
  const named = [...topics.keys()].filter((name) => deadLetterWord(name) !== null)
  const { sinks } = await deadLetterSinks(cluster)
  const bySink = Map.groupBy(sinks, ({ deadLetters }) => deadLetters.topic)
  const candidates = [...new Set([...named, ...byHeaders, ...bySink.keys(), ...pinned])]
    .filter((name) => topics.has(name) && (dismissed || marks.get(name)?.mark !== 'dismissed'))
    .toSorted()
  if (candidates.length === 0) return []
  const wanted = new Map(
    candidates.map((name) => [name, topics.get(name)?.partitions.map(({ partition }) => partition) ?? []]),
  )
  const now = Date.now()
  const hourAgo = now - HOUR_MS
  const [earliest, latest, stable, atHourAgo, times, readers, forShareGroups] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
    readOffsets(cluster, wanted, 'lastStable'),
    readOffsets(cluster, wanted, BigInt(hourAgo)),
    lastRecordTimes(cluster, candidates),
    topicReaders(cluster).catch(() => new Map<string, ReadonlyMap<string, unknown>>()),
    shareGroupTopics(cluster, candidates).catch(() => new Set<string>()),
  ])
  const look = async (topic: string): Promise<DeadLetterTopic> => {
    const sample = await sampleTopic(cluster, topic, { ends: endsText(latest, topic), signal }).catch(() => null)
    const mark = marks.get(topic)
    const writers = bySink.get(topic) ?? []
    const sourceTopics = sourceTopicsOf(topic, { sample, writers, names: topics.keys() })
    const spans = spansOf(earliest, stable, topic)
    const newest = times.get(topic) ?? null
    const arrivals = arrivalsOf(cluster, topic, { now, since: hourAgo, atSince: atHourAgo, earliest, latest, newest })
    const handled = await handledOf(cluster, { topic, topicId: topics.get(topic)?.topicId ?? null })
    return {
      topic,
      family: sample?.family ?? 'none',
      confirmed:
        (sample?.confirmed ?? 0) > 0 || forShareGroups.has(topic) || writers.length > 0 || mark?.mark === 'pinned',
      evidence: evidenceOf(topic, { sample, mark, forShareGroups: forShareGroups.has(topic), writers }),
      sourceTopics,
      records: String(between(earliest, latest, topic)),
      perHour: arrivals.came,
      perHourIsMinimum: arrivals.isMinimum,
      lastRecordAt: arrivals.lastAt,
      groups: union(
        sample?.groups,
        writers.flatMap(({ group }) => group ?? []),
      ),
      readers: [...(readers.get(topic)?.keys() ?? [])].toSorted(),
      retryTopics: retryTopicsOf(sourceTopics, topics.keys()),
      oldestOpenAt: await oldestOpen(cluster, topic, { spans, handled }).catch(() => null),
      mark: mark?.mark ?? null,
    }
  }
  const found: DeadLetterTopic[] = []
  const queue = [...candidates]
  const work = async () => {
    for (let topic = queue.pop(); topic !== undefined; topic = queue.pop()) found.push(await look(topic))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found.toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
}

interface Speaks {
  sample: TopicSample | null
  mark: { mark: 'pinned' | 'dismissed'; by: string } | undefined
  forShareGroups: boolean
  writers: readonly DeadLetterSink[]
}

/** What the records tell comes first. */
function union(told: readonly string[] = [], configured: readonly string[]): string[] {
  return [...new Set([...told, ...configured])]
}

function evidenceOf(topic: string, { sample, mark, forShareGroups, writers }: Speaks): string[] {
  const word = deadLetterWord(topic)
  const evidence = word === null ? ['Its name does not say so.'] : [`The name contains “${word}”.`]
  if (mark) evidence.push(`${mark.by} ${mark.mark} it by hand.`)
  if (forShareGroups) evidence.push('It is configured to take the dead letters of share groups.')
  evidence.push(...sinkEvidence(writers))
  if (!sample) return [...evidence, 'Its records could not be read just now.']
  const { sampled, confirmed, family } = sample
  if (sampled === 0) evidence.push('It is empty, so no headers confirm it.')
  else if (confirmed === 0)
    evidence.push(`None of its ${sampled} newest records bears the headers of a known framework.`)
  else evidence.push(`${familyLabel(family)} headers on ${confirmed} of the ${sampled} newest records.`)
  return evidence
}

function spansOf(earliest: OffsetAnswers, stable: OffsetAnswers, topic: string): PartitionSpan[] {
  return [...(stable.get(topic) ?? [])].flatMap(([partition, end]) => {
    const start = earliest.get(topic)?.get(partition)
    return end.ok && start?.ok ? [{ partition, from: start.at.offset, to: end.at.offset }] : []
  })
}

async function shareGroupTopics(cluster: KafkaCluster, topics: string[]): Promise<Set<string>> {
  const { results } = await cluster.send('any', describeConfigs, {
    resources: topics.map((resourceName) => ({
      resourceType: TOPIC,
      resourceName,
      configurationKeys: [SHARE_GROUP_CONFIG],
    })),
  })
  const enabled = results.filter(({ configs }) =>
    configs.some(({ name, value }) => name === SHARE_GROUP_CONFIG && value === 'true'),
  )
  return new Set(enabled.map(({ resourceName }) => resourceName))
}

function endsText(latest: OffsetAnswers, topic: string): string {
  return [...(latest.get(topic)?.values() ?? [])].map((answer) => (answer.ok ? String(answer.at.offset) : '?')).join()
}

function between(earliest: OffsetAnswers, latest: OffsetAnswers, topic: string): bigint {
  let records = 0n
  for (const [partition, end] of latest.get(topic) ?? []) {
    const start = earliest.get(topic)?.get(partition)
    if (end.ok && start?.ok) records += end.at.offset - start.at.offset
  }
  return records
}
