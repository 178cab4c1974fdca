import type { ConfigEntry } from '#lib/contract/topics.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { describeConfigs } from '../protocol/describe-configs.ts'
import { throwIfError } from '../protocol/error-codes.ts'

const RESOURCE = { topic: 2, broker: 4, group: 32 } as const
type Resource = keyof typeof RESOURCE

const SOURCE: Record<number, ConfigEntry['source']> = {
  1: 'topic',
  2: 'brokerDynamic',
  3: 'brokerDefaultDynamic',
  4: 'brokerStatic',
  5: 'default',
  8: 'group',
}
const TYPE = ['unknown', 'boolean', 'string', 'int', 'short', 'long', 'double', 'list', 'class', 'password'] as const
const DEFAULT_SOURCE = 5
const DOCUMENTED_FROM = 3
/** A broker answers a connection in order: between requests of this size others get their turn. */
const TOPICS_PER_REQUEST = 500

/** All entries of one topic, broker or group. Sensitive values never leave the broker. @throws AppError */
export async function readConfig(cluster: KafkaCluster, resource: Resource, name: string): Promise<ConfigEntry[]> {
  const includeDocumentation = await cluster.supports(describeConfigs, DOCUMENTED_FROM)
  const { results } = await cluster.send(resource === 'broker' ? Number(name) : 'any', describeConfigs, {
    resources: [{ resourceType: RESOURCE[resource], resourceName: name, configurationKeys: null }],
    includeSynonyms: true,
    includeDocumentation,
  })
  const [result] = results
  throwIfError(result?.errorCode ?? -1, `The configuration of ${resource} ${name}`, result?.errorMessage ?? null)
  return (result?.configs ?? [])
    .map((entry) => ({
      name: entry.name,
      value: entry.isSensitive ? null : entry.value,
      source: SOURCE[entry.configSource] ?? ('unknown' as const),
      defaultValue: entry.isSensitive
        ? null
        : (entry.synonyms.find(({ source }) => source === DEFAULT_SOURCE)?.value ?? null),
      type: TYPE[entry.configType] ?? 'unknown',
      sensitive: entry.isSensitive,
      readOnly: entry.readOnly,
      documentation: entry.documentation,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Chosen entries of many topics in few requests; topics that may not be read are left out. */
export async function readTopicConfigs(
  cluster: KafkaCluster,
  topics: string[],
  names: string[],
): Promise<Map<string, Map<string, string | null>>> {
  const found = new Map<string, Map<string, string | null>>()
  for (let at = 0; at < topics.length; at += TOPICS_PER_REQUEST) {
    const lot = topics.slice(at, at + TOPICS_PER_REQUEST)
    const { results } = await cluster.send('any', describeConfigs, {
      resources: lot.map((name) => ({ resourceType: RESOURCE.topic, resourceName: name, configurationKeys: names })),
    })
    for (const { errorCode, resourceName, configs } of results) {
      if (errorCode === 0) found.set(resourceName, new Map(configs.map(({ name, value }) => [name, value])))
    }
  }
  return found
}
