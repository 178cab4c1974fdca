import { pathSegment as segment, segmentName } from './path-segment.ts'
import type { TraceLead } from './trace/trace-leads.ts'

/** The addresses of the pages, below the base path. */
export const pagePaths = {
  cluster: (cluster: string) => `/c/${segment(cluster)}`,
  topics: (cluster: string) => `/c/${segment(cluster)}/topics`,
  topic: (cluster: string, topic: string) => `/c/${segment(cluster)}/topics/${segment(topic)}`,
  live: (cluster: string) => `/c/${segment(cluster)}/live`,
  groups: (cluster: string) => `/c/${segment(cluster)}/groups`,
  deadLetterTopics: (cluster: string) => `/c/${segment(cluster)}/dead-letters`,
  support: (cluster: string) => `/c/${segment(cluster)}/support`,
  replays: (cluster: string) => `/c/${segment(cluster)}/replays`,
  replay: (cluster: string, replay: string) => `/c/${segment(cluster)}/replays/${segment(replay)}`,
  group: (cluster: string, group: string) => `/c/${segment(cluster)}/groups/${segment(group)}`,
  transactions: (cluster: string, search: string) =>
    `/c/${segment(cluster)}/transactions?${new URLSearchParams({ search }).toString()}`,
  schemas: (cluster: string) => `/c/${segment(cluster)}/schemas`,
  schema: (cluster: string, subject: string) => `/c/${segment(cluster)}/schemas/${segment(subject)}`,
  brokers: (cluster: string) => `/c/${segment(cluster)}/brokers`,
  broker: (cluster: string, broker: number) => `/c/${segment(cluster)}/brokers/${broker}`,
  deadLetters: (cluster: string, topic: string) => `/c/${segment(cluster)}/dead-letters/${segment(topic)}`,
}

/** A record, open in the list of its partition around it. */
export function recordPath(
  cluster: string,
  { topic, partition, offset }: { topic: string; partition: number; offset: string },
): string {
  const query = new URLSearchParams({
    from: 'offset',
    at: offset,
    partition: String(partition),
    record: `${partition}/${offset}`,
  })
  return `${pagePaths.topic(cluster, topic)}/messages?${query.toString()}`
}

/** The versions of one key. A key that is not text is named by its text in a format. */
export function historyPath(
  { cluster, topic }: { cluster: string; topic: string },
  key: string,
  keyFormat?: string,
): string {
  const query = new URLSearchParams({ key, ...(keyFormat === undefined ? {} : { keyFormat }) })
  return `${pagePaths.topic(cluster, topic)}/history?${query.toString()}`
}

/** The records that bear the same id, over all topics, around one of them; that one is open. */
export function tracePath(
  cluster: string,
  { follow, value, keyFormat }: TraceLead,
  { topic, partition, offset, timestamp }: { topic: string; partition: number; offset: string; timestamp: number },
): string {
  const query = new URLSearchParams({
    [follow]: value,
    ...(keyFormat === undefined ? {} : { keyFormat }),
    // Its own topic comes first: a pattern may stand for more topics than are read.
    topics: `${topic},*`,
    ...(timestamp < 0 ? {} : { around: String(timestamp) }),
    record: `${topic}/${partition}/${offset}`,
  })
  return `${pagePaths.cluster(cluster)}/trace?${query.toString()}`
}

/** What an address segment says. Next.js gives pages and layouts their segments encoded, but `generateMetadata` already decoded ones. */
export function segmentText(encoded: string): string {
  try {
    return segmentName(encoded)
  } catch {
    return encoded
  }
}
