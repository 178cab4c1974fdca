import type { Runtime } from '#server/runtime.ts'
import { clusterHistory } from './cluster-history.ts'

/** Samples every cluster from the start of the process, so that the first visitor finds a history. */
export async function startHistory({ clusters, started }: Runtime): Promise<void> {
  await started
  for (const cluster of clusters.all()) clusterHistory(cluster)
}
