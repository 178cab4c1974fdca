import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { lagByTopic } from '#server/lag/on-topic.ts'
import type { TopicFacts } from './summarise-topic.ts'
import { topicSampler, type TopicSample } from '#server/sampling/topic-sampler.ts'
import { topicSettings } from './topic-settings.ts'
import { topicSizes } from './topic-sizes.ts'

/** Offsets, sizes, settings and readers of topics. What cannot be read (an API the broker lacks, no permission) is null and disturbs nothing else. */
export async function topicFacts(cluster: KafkaCluster, topics: Iterable<string>): Promise<TopicFacts> {
  const [sample, sizes, settings] = await Promise.all([
    sampleWith(cluster, topics).catch(() => null),
    topicSizes(cluster).catch(() => null),
    topicSettings(cluster).catch(() => null),
  ])
  const groups = lagSampler(cluster).last
  return { sample, sizes, settings, lags: groups ? lagByTopic(groups) : null }
}

/** A sample that knows these topics: one made before some of them were created is replaced. */
async function sampleWith(cluster: KafkaCluster, topics: Iterable<string>): Promise<TopicSample> {
  const sampler = topicSampler(cluster)
  const sample = await sampler.current()
  for (const topic of topics) if (!sample.latest.has(topic)) return sampler.sample({ maxAgeMs: 500 })
  return sample
}
