import type { Actor } from '#server/auth/actor.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { Log } from '#server/observability/log.ts'
import type { Runtime } from '#server/runtime.ts'

/** What every verb is given: for whom, until when, and what the process has. */
export interface Ctx {
  runtime: Runtime
  actor: Actor
  /** Aborted when the client leaves. */
  signal: AbortSignal
  requestId: string
  log: Log
}

/** The context of a route below `/clusters/{cluster}`. */
export interface ClusterCtx extends Ctx {
  cluster: KafkaCluster
}
