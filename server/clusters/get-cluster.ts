import type { ClusterSummary } from '#lib/contract/clusters.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { summariseCluster } from './summarise-cluster.ts'

export async function getCluster({ cluster }: ClusterCtx): Promise<ClusterSummary> {
  return summariseCluster(cluster)
}
