import type { Actor } from '#server/auth/actor.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { Owner } from '#server/limits/owner.ts'
import type { Log } from '#server/log.ts'
import type { Runtime } from '#server/runtime.ts'

/** What every verb is given: for whom, until when, and what the process has. */
export interface Ctx {
  runtime: Runtime
  actor: Actor
  /** Aborted when the client leaves; of a stream also when it ends. */
  signal: AbortSignal
  /** Takes over whatever has to be given back; it is closed when the request ends, however that is. */
  owner: Owner
  requestId: string
  log: Log
}

/** The context of a route below `/clusters/{cluster}`. */
export interface ClusterCtx extends Ctx {
  cluster: KafkaCluster
}
