import { loadConfig } from './config/load-config.ts'
import type { Config } from './config/schema.ts'
import { ClusterRegistry } from './kafka/connection/registry.ts'
import { log } from './log.ts'
import { singleton } from './singleton.ts'
import { installKeys } from './trust/load-key-ring.ts'

/** What lives as long as the process. Features keep their own pools with `singleton()` and end them through `onStop`. */
export interface Runtime {
  config: Config
  clusters: ClusterRegistry
  /** True once every cluster was tried once. */
  ready: boolean
  /** Settles when `ready` becomes true. */
  started: Promise<void>
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
  const clusters = new ClusterRegistry(config)
  const created: Runtime = {
    config,
    clusters,
    ready: false,
    started: clusters.start(),
    stopping: false,
    onStop: (end) => void ends.push(end),
    stop: async () => {
      created.stopping = true
      await Promise.allSettled(ends.map(async (end) => end()))
      created.clusters.close()
    },
  }
  created.started
    .then(() => {
      created.ready = true
      for (const cluster of created.clusters.all()) {
        const { status, problem } = cluster.health
        log.info({ cluster: cluster.config.id, status, ...(problem ? { problem } : {}) }, 'cluster tried')
      }
    })
    .catch((error: unknown) => log.error(error, 'start-up failed'))
  return created
}
