import { randomUUID } from 'node:crypto'
import type { Endpoint } from '#lib/contract/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import { budgetKey } from '#server/auth/actor.ts'
import { authenticate } from '#server/auth/authenticate.ts'
import { authorize } from '#server/auth/authorize.ts'
import { admission } from '#server/limits/admission.ts'
import { Owner } from '#server/limits/owner.ts'
import { log } from '#server/log.ts'
import { runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { BodyBudget, type BodyLease } from './body-budget.ts'
import type { ClusterCtx, Ctx } from './context.ts'
import { guardRequest } from './guard.ts'
import { noteActor } from './note-refusal.ts'
import { readInput, readParams } from './read-input.ts'

const bodies = () => singleton('body-budget', () => new BodyBudget())

export function newRequestId(): string {
  return randomUUID().slice(0, 13)
}

/** A request that may go to its verb. */
export interface Admitted {
  ctx: Ctx | ClusterCtx
  input: Record<string, unknown>
  /** Counts the bytes of the body; its owner gives them back when the request ends. */
  body: BodyLease
}

/**
 * Everything that must hold before a verb runs: the request comes from here, the actor is known, the input is valid, the actor is allowed
 * on what the endpoint names, the cluster exists and may be written to. A body is read only for actors who hold the permission.
 * @throws AppError
 */
export async function admit(endpoint: Endpoint, request: Request, requestId: string): Promise<Admitted> {
  const current = runtime()
  guardRequest(request.headers, { method: request.method, publicAddresses: current.config.publicAddresses })
  const actor = await authenticate(request, current.config)
  noteActor(request, actor)
  if (endpoint.permission) authorize({ actor }, endpoint.permission, { kind: 'console' })
  const owner = new Owner(budgetKey(actor), request.signal)
  try {
    // The signal of a Request is aborted only while the Request itself is referred to (undici follows its source by a WeakRef).
    owner.own('request', { close: () => void request })
    admission(current.config.limits).admit(owner, endpoint.cost)
    const bare: Ctx = {
      runtime: current,
      actor,
      signal: request.signal,
      owner,
      requestId,
      log: log.child({ requestId }),
    }
    const { cluster: id } = readParams(endpoint.path, new URL(request.url))
    const ctx = id === undefined ? bare : { ...bare, cluster: current.clusters.get(id) }
    const body = owner.own('body', bodies().lease())
    const input = await readInput(endpoint, request, body)
    if (endpoint.permission) authorize({ actor }, endpoint.permission, endpoint.resources(input))
    for (const { permission, resources } of endpoint.alsoNeeds(input)) authorize({ actor }, permission, resources)
    const isPreview = endpoint.preview !== null && input[endpoint.preview] === true
    if (endpoint.write && !isPreview && 'cluster' in ctx) refuseReadOnly(ctx)
    return { ctx, input, body }
  } catch (error) {
    await owner.close()
    throw error
  }
}

function refuseReadOnly({ cluster }: Pick<ClusterCtx, 'cluster'>): void {
  const { readOnly, name } = cluster.config
  if (readOnly) throw new AppError('READ_ONLY', `${name} is configured as read-only: nothing can be changed on it.`)
}
