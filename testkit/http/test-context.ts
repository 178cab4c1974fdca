import type { Role } from '#lib/contract/session.ts'
import { anonymousActor } from '#server/auth/actor.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { log } from '#server/log.ts'
import { Owner } from '#server/limits/owner.ts'
import type { Runtime } from '#server/runtime.ts'
import type { ClusterCtx } from '#server/http/context.ts'

/** A context for calling verbs directly on a real cluster; close its cluster when done. */
export function testContext(bootstrapServers: string, roles: Role[] = ['admin']): ClusterCtx {
  const cluster = new KafkaCluster(testCluster(bootstrapServers))
  const runtime = {
    config: { publicAddresses: [], auth: { anonymousRoles: roles }, clusters: [cluster.config] },
    ready: true,
    stopping: false,
  } as unknown as Runtime
  return {
    runtime,
    cluster,
    actor: anonymousActor(roles),
    signal: new AbortController().signal,
    owner: new Owner('test'),
    requestId: 'test',
    log,
  }
}

/** As much of a context as reading needs; what it holds is given back when `signal` is aborted. */
export function readerContext(
  cluster: KafkaCluster,
  signal: AbortSignal = new AbortController().signal,
): Pick<ClusterCtx, 'cluster' | 'signal' | 'owner'> {
  return { cluster, signal, owner: new Owner('test', signal) }
}
