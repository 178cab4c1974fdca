import { loadConfig } from './config/load-config.ts'
import type { Config } from './config/schema.ts'
import { ClusterRegistry } from './kafka/connection/registry.ts'
import { log } from './log.ts'
import { clusterHistory } from './overview/cluster-history.ts'
import { singleton } from './singleton.ts'
import { installKeys } from './trust/load-key-ring.ts'

/** What lives as long as the process. Features keep their own pools with `singleton()` and end them through `onStop`. */
export interface Runtime {
  config: Config
  clusters: ClusterRegistry
  /** True once every cluster was tried once. */
  ready: boolean
  stopping: boolean
  onStop(end: () => void | Promise<void>): void
  stop(): Promise<void>
}

/** The composition root: made at the first call, the same for every copy of this module. @throws ConfigError */
export function runtime(): Runtime {
  return singleton('runtime', createRuntime)
}

function createRuntime(): Runtime {
  const config = loadConfig()
  installKeys(config.auth.secretFile)
  const ends: (() => void | Promise<void>)[] = []
  const created: Runtime = {
    config,
    clusters: new ClusterRegistry(config),
    ready: false,
    stopping: false,
    onStop: (end) => void ends.push(end),
    stop: async () => {
      created.stopping = true
      await Promise.allSettled(ends.map(async (end) => end()))
      created.clusters.close()
    },
  }
  created.clusters
    .start()
    .then(() => {
      created.ready = true
      // Sampling begins with the process, so that the first visitor finds a history.
      for (const cluster of created.clusters.all()) clusterHistory(cluster)
      for (const cluster of created.clusters.all()) {
        const { status, problem } = cluster.health
        log.info({ cluster: cluster.config.id, status, ...(problem ? { problem } : {}) }, 'cluster tried')
      }
    })
    .catch((error: unknown) => log.error(error, 'start-up failed'))
  return created
}
