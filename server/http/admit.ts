import { randomUUID } from 'node:crypto'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import { authenticate } from '#server/auth/authenticate.ts'
import { log } from '#server/observability/log.ts'
import { runtime } from '#server/runtime.ts'
import type { ClusterCtx, Ctx } from './context.ts'
import { guardRequest } from './guard.ts'
import { readParams } from './read-input.ts'

export function newRequestId(): string {
  return randomUUID().slice(0, 13)
}

/**
 * Everything that must hold before a verb runs: the request comes from here, the actor is known and allowed, the cluster exists and may be
 * written to. @throws AppError
 */
export async function admit(endpoint: Endpoint, request: Request, requestId: string): Promise<Ctx | ClusterCtx> {
  const current = runtime()
  guardRequest(request.headers, { write: endpoint.write, publicAddresses: current.config.publicAddresses })
  const actor = await authenticate(request, current.config)
  if (endpoint.permission && !actor.permissions.has(endpoint.permission)) {
    throw new AppError(
      'FORBIDDEN',
      `${actor.name} is not allowed to do this: it needs the permission ${endpoint.permission}.`,
    )
  }
  const ctx: Ctx = { runtime: current, actor, signal: request.signal, requestId, log: log.child({ requestId }) }
  const { cluster: id } = readParams(endpoint.path, new URL(request.url))
  if (id === undefined) return ctx
  const cluster = current.clusters.get(id)
  if (endpoint.write && cluster.config.readOnly) {
    throw new AppError('READ_ONLY', `${cluster.config.name} is configured as read-only: nothing can be changed on it.`)
  }
  return { ...ctx, cluster }
}
