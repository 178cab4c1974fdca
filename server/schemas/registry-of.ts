import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'

/** The schema registry of a cluster. @throws AppError NOT_FOUND that says how to configure one */
export function registryOf(cluster: KafkaCluster): RegistryClient {
  const { registry } = serdeOf(cluster)
  if (registry) return registry
  throw new AppError(
    'NOT_FOUND',
    `No schema registry is configured for ${cluster.config.name}: set schemaRegistry in tailrace.yaml, or TAILRACE_SCHEMA_REGISTRY.`,
  )
}
