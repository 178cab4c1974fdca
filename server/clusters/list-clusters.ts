import type { ClusterSummary } from '#lib/contract/clusters.ts'
import type { Page } from '#lib/contract/common.ts'
import type { Ctx } from '#server/http/context.ts'
import { summariseCluster } from './summarise-cluster.ts'

export async function listClusters({ runtime }: Ctx): Promise<Page<ClusterSummary>> {
  const items = await Promise.all(runtime.clusters.all().map(summariseCluster))
  return { items, total: items.length, page: 1, pageSize: items.length }
}
