import { RE2JS } from '@bufbuild/re2'
import { isInternalTopic } from '#lib/access/topic-access.ts'
import { type DeadLetterSink, deadLetterSinks } from '#server/connect/dead-letter-sinks.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { isRetryName, sourceByName } from '#server/dead-letter-names.ts'

/** A pair of the configuration; `sources` may end in `*`. */
interface ConfiguredPair {
  topic: string
  sources: readonly string[]
}

const configured = () => singleton('dead-letters.pairs', (): { pairs: readonly ConfiguredPair[] } => ({ pairs: [] }))

/** Makes the pairs of the configuration known; once, at the start. */
export function configurePairs(pairs: readonly ConfiguredPair[]): void {
  configured().pairs = pairs
}

/**
 * The topics whose failed records a dead-letter topic is known to hold, with the retry topics named after them: by its name, by the
 * configuration of the sinks that write to it, and by this console's configuration. Never by its records' headers, which say whatever their
 * producer has written.
 */
export async function pairedTopics(cluster: KafkaCluster, deadLetterTopic: string): Promise<ReadonlySet<string>> {
  const names = [...(await cluster.metadata()).topics.keys()]
  const { sinks } = await deadLetterSinks(cluster)
  return pairedBy(deadLetterTopic, names, { sinks, pairs: configured().pairs })
}

interface Evidence {
  sinks: readonly Pick<DeadLetterSink, 'deadLetters' | 'topics' | 'topicsRegex'>[]
  pairs: readonly ConfiguredPair[]
}

/** {@link pairedTopics} by what is known already; `names` are the cluster's topics. */
export function pairedBy(
  deadLetterTopic: string,
  names: readonly string[],
  { sinks, pairs }: Evidence,
): ReadonlySet<string> {
  const byName = sourceByName(deadLetterTopic, names)
  const sources = new Set(byName === null ? [] : [byName])
  for (const { deadLetters, topics, topicsRegex } of sinks) {
    if (deadLetters.topic !== deadLetterTopic) continue
    for (const topic of topics) sources.add(topic)
    const matches = topicsRegex === null ? null : compiled(topicsRegex)
    for (const name of names) if (matches?.(name)) sources.add(name)
  }
  for (const { topic, sources: patterns } of pairs)
    if (topic === deadLetterTopic)
      for (const name of names) if (patterns.some((pattern) => matchesPattern(name, pattern))) sources.add(name)
  sources.delete(deadLetterTopic)
  const retries = names.filter((name) => isRetryName(name) && sources.has(namedAfter(name, names) ?? ''))
  return new Set([...sources, ...retries].filter((topic) => !isInternalTopic({ topic })))
}

/** Kafka Connect's own are Java's; one that RE2 does not know pairs nothing. */
function compiled(pattern: string): ((name: string) => boolean) | null {
  try {
    const regex = RE2JS.compile(pattern)
    return (name) => regex.matches(name)
  } catch {
    return null
  }
}

function matchesPattern(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** The topic whose name a retry topic's contains, whole segments of it, the longest where there are several. */
function namedAfter(retryTopic: string, names: readonly string[]): string | null {
  const padded = `.${retryTopic.replaceAll(/[_-]/g, '.')}.`
  let best: string | null = null
  for (const name of names) {
    if (name.length <= (best?.length ?? 0) || name === retryTopic || isRetryName(name)) continue
    if (padded.includes(`.${name.replaceAll(/[_-]/g, '.')}.`)) best = name
  }
  return best
}
