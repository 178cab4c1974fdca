const segment = encodeURIComponent

/** The addresses of the pages, below the base path. */
export const pagePaths = {
  cluster: (cluster: string) => `/c/${segment(cluster)}`,
  topics: (cluster: string) => `/c/${segment(cluster)}/topics`,
  topic: (cluster: string, topic: string) => `/c/${segment(cluster)}/topics/${segment(topic)}`,
  groups: (cluster: string) => `/c/${segment(cluster)}/groups`,
  deadLetterTopics: (cluster: string) => `/c/${segment(cluster)}/dead-letters`,
  replays: (cluster: string) => `/c/${segment(cluster)}/replays`,
  replay: (cluster: string, replay: string) => `/c/${segment(cluster)}/replays/${segment(replay)}`,
  group: (cluster: string, group: string) => `/c/${segment(cluster)}/groups/${segment(group)}`,
  brokers: (cluster: string) => `/c/${segment(cluster)}/brokers`,
  broker: (cluster: string, broker: number) => `/c/${segment(cluster)}/brokers/${broker}`,
  deadLetters: (cluster: string, topic: string) => `/c/${segment(cluster)}/dead-letters/${segment(topic)}`,
}

/** What an address segment says. Next.js gives pages and layouts their segments encoded, but `generateMetadata` already decoded ones. */
export function segmentText(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
