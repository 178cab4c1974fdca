import { AppError } from '#lib/errors.ts'
import type { Config } from '#server/config/schema.ts'
import { KafkaCluster } from './kafka-cluster.ts'

/** The configured clusters by id, in the order of the configuration. */
export class ClusterRegistry {
  readonly #clusters: Map<string, KafkaCluster>

  constructor(config: Config) {
    this.#clusters = new Map(config.clusters.map((cluster) => [cluster.id, new KafkaCluster(cluster)]))
  }

  all(): KafkaCluster[] {
    return [...this.#clusters.values()]
  }

  /** @throws AppError NOT_FOUND */
  get(id: string): KafkaCluster {
    const cluster = this.#clusters.get(id)
    // Naming the others would tell of clusters that the user may not see.
    if (!cluster) throw new AppError('NOT_FOUND', `There is no cluster ${id}.`)
    return cluster
  }

  /** Resolves when every cluster was tried once. */
  async start(): Promise<void> {
    await Promise.all(this.all().map((cluster) => cluster.start()))
  }

  close(): void {
    for (const cluster of this.all()) cluster.close()
  }
}
