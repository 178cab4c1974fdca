import { deadLetterSinks, type DeadLetterSink } from '#server/connect/dead-letter-sinks.ts'
import { deadLetterWord, sourceByName } from '#server/dead-letter-names.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { FEW, knownSample, sampleTopic, type TopicSample } from './sample-topic.ts'
import { topicMarks } from './topic-marks.ts'
import { unnamedTopics } from './unnamed-topics.ts'

/** Of more topics at a time no records are read that are not known already. */
const READ_FOR = 100
const SAMPLE = 10

/** Whose dead letters topics hold: by their records' headers, by the sinks that write to them, else by their name. */
export function sourceTopicsOf(
  topic: string,
  {
    sample,
    writers,
    names,
  }: {
    sample: Pick<TopicSample, 'sourceTopics'> | null | undefined
    writers: readonly Pick<DeadLetterSink, 'topics'>[]
    names: Iterable<string>
  },
): string[] {
  const said = new Set([...(sample?.sourceTopics ?? []), ...writers.flatMap((sink) => sink.topics)])
  if (said.size > 0) return [...said]
  const byName = sourceByName(topic, names)
  return byName === null ? [] : [byName]
}

/** The first source of each topic that the dead-letter pages list, as they say it; a few records are read of those on a page. */
export async function findSources(cluster: KafkaCluster, topics: readonly string[]): Promise<Map<string, string>> {
  const names = [...(cluster.lastMetadata?.topics.keys() ?? [])]
  const [marks, { sinks }] = await Promise.all([
    topicMarks(cluster).catch(() => new Map<string, { mark: 'pinned' | 'dismissed' }>()),
    deadLetterSinks(cluster),
  ])
  const byHeaders = new Set(unnamedTopics(cluster).found)
  const bySink = Map.groupBy(sinks, ({ deadLetters }) => deadLetters.topic)
  const listed = topics.filter((topic) => {
    const mark = marks.get(topic)?.mark
    if (mark) return mark === 'pinned'
    return deadLetterWord(topic) !== null || byHeaders.has(topic) || bySink.has(topic)
  })
  const { signal } = new AbortController()
  const read = async (topic: string) =>
    listed.length > READ_FOR
      ? null
      : sampleTopic(cluster, topic, { ends: FEW, limit: SAMPLE, signal }).catch(() => null)
  const found = await Promise.all(
    listed.map(async (topic): Promise<[string, string][]> => {
      const sample = knownSample(cluster, topic) ?? (await read(topic))
      const [first] = sourceTopicsOf(topic, { sample, writers: bySink.get(topic) ?? [], names })
      return first === undefined ? [] : [[topic, first]]
    }),
  )
  return new Map(found.flat())
}
