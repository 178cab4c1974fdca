import type { ClusterMetadata } from '#server/kafka/connection/cluster-metadata.ts'

/** Tells when a cluster came back with other data: another cluster at the same address, or one whose data was thrown away. */
export class ClusterIdentity {
  #clusterId: string | null = null
  #topicIds: ReadonlySet<string> = new Set()

  /** Whether nothing of what was seen before is there any more. Brokers before 2.8 have no topic ids: then the cluster's id decides. */
  isRenewedBy({ clusterId, topics }: Pick<ClusterMetadata, 'clusterId' | 'topics'>): boolean {
    const ids = new Set([...topics.values()].flatMap(({ topicId }) => topicId ?? []))
    const otherCluster = this.#clusterId !== null && clusterId !== null && clusterId !== this.#clusterId
    const otherTopics = this.#topicIds.size > 0 && ids.size > 0 && ![...ids].some((id) => this.#topicIds.has(id))
    this.#clusterId = clusterId ?? this.#clusterId
    // A cluster that is starting may not list its topics yet.
    if (ids.size > 0) this.#topicIds = ids
    return otherCluster || otherTopics
  }
}
