const segment = encodeURIComponent

/** The addresses of the pages, below the base path. */
export const pagePaths = {
  cluster: (cluster: string) => `/c/${segment(cluster)}`,
  topics: (cluster: string) => `/c/${segment(cluster)}/topics`,
  topic: (cluster: string, topic: string) => `/c/${segment(cluster)}/topics/${segment(topic)}`,
  groups: (cluster: string) => `/c/${segment(cluster)}/groups`,
  group: (cluster: string, group: string) => `/c/${segment(cluster)}/groups/${segment(group)}`,
}
