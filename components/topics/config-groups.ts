import type { ConfigEntry } from '#lib/contract/topics.ts'
import { formatBytes } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'

export interface ConfigGroup {
  title: string
  entries: ConfigEntry[]
}

/** What a setting is about, by its name; the first that fits. */
const GROUPS: readonly [title: string, names: RegExp][] = [
  ['Tiered storage', /^(remote|local)\./],
  ['Replication', /insync|unclean|throttled|leader\.|follower\./],
  ['Kept records', /^(cleanup\.|retention\.|delete\.retention|.*compaction|min\.cleanable)/],
  ['Records', /^(max\.message|compression\.|message\.)/],
  ['Files', /^(segment|index|flush|file|preallocate)/],
]
const OTHER = 'Other'
const ORDER = ['Kept records', 'Records', 'Replication', 'Files', 'Tiered storage', OTHER]

/** Sorts settings into groups, and by name inside of each. Settings of Kafka versions to come land in "Other". */
export function groupConfig(entries: readonly ConfigEntry[]): ConfigGroup[] {
  const titleOf = (entry: ConfigEntry) => GROUPS.find(([, names]) => names.test(entry.name))?.[0] ?? OTHER
  const byTitle = Map.groupBy(entries, titleOf)
  return ORDER.flatMap((title) => {
    const found = byTitle.get(title)
    return found ? [{ title, entries: found.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }] : []
  })
}

const NO_LIMIT = new Set(['-1', '9223372036854775807'])

/** What a raw value means where its unit is in the name: `604800000` of `retention.ms` is `7 d`. Null where the value says it itself. */
export function configMeaning({ name, value }: Pick<ConfigEntry, 'name' | 'value'>): string | null {
  if (value === null || !/^-?\d+$/.test(value)) return null
  const limited = /\.(ms|bytes|messages)$/.test(name)
  if (limited && NO_LIMIT.has(value)) return 'no limit'
  if (value.startsWith('-')) return null
  if (name.endsWith('.ms')) return Number(value) < 1000 ? null : formatDuration(Number(value))
  if (name.endsWith('.bytes')) return Number(value) < 1000 ? null : formatBytes(value)
  return null
}

/** Whether somebody set it, on the topic or on the brokers. */
export function isSet(entry: ConfigEntry): boolean {
  return entry.source !== 'default'
}

const SOURCE: Record<ConfigEntry['source'], string> = {
  topic: 'this topic',
  brokerDynamic: 'one broker, at run time',
  brokerDefaultDynamic: 'all brokers, at run time',
  brokerStatic: 'server.properties',
  default: 'Kafka’s default',
  group: 'group',
  unknown: 'unknown',
}

/** Where the value comes from, in words. */
export function sourceText(entry: ConfigEntry): string {
  return SOURCE[entry.source]
}
