import type { ClusterStatus } from '#lib/contract/clusters.ts'
import { missingNodes, type ClusterMetadata } from './cluster-metadata.ts'

/** Whether a cluster is there, since when, and what is wrong in a sentence. */
export class ClusterHealth {
  status: ClusterStatus = 'connecting'
  since = Date.now()
  problem: string | null = null

  succeeded(metadata: ClusterMetadata): void {
    const missing = missingNodes(metadata)
    if (missing.length === 0) return this.#set('up', null)
    this.#set(
      'degraded',
      missing.length === 1 ? `Broker ${missing[0]} is missing.` : `Brokers ${missing.join(', ')} are missing.`,
    )
  }

  failed(error: unknown): void {
    this.#set('down', error instanceof Error ? error.message : 'The cluster does not answer.')
  }

  #set(status: ClusterStatus, problem: string | null): void {
    if (status !== this.status) this.since = Date.now()
    this.status = status
    this.problem = problem
  }
}
