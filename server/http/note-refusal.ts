import type { Endpoint } from '#lib/contract/endpoint.ts'
import { isAppError } from '#lib/errors.ts'
import { recordRefusal } from '#server/audit/record-refusal.ts'
import { type Actor, budgetKey } from '#server/auth/actor.ts'
import { peerAddress } from '#server/auth/peer-address.ts'
import { addressKey } from '#server/limits/share.ts'
import { runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { readParams } from './read-input.ts'

const actors = () => singleton('http.actors', () => new WeakMap<Request, Actor>())

/** Remembers who makes a request, in case it is refused. */
export function noteActor(request: Request, actor: Actor): void {
  actors().set(request, actor)
}

/** Has a refusal recorded; any other error is none. */
export function noteRefusal(error: unknown, endpoint: Endpoint, request: Request, requestId: string): void {
  if (!isAppError(error)) return
  const actor = actors().get(request)
  const address = actor?.address ?? peerAddress(request.headers)
  const { pathname } = new URL(request.url)
  recordRefusal(error, {
    actor: actor?.name ?? 'unknown',
    ...(actor ? { subject: actor.subject } : {}),
    address,
    requestId,
    cluster: clusterOf(endpoint, request),
    target: `${request.method} ${pathname}`,
    key: `${actor ? budgetKey(actor) : addressKey(address)} ${request.method} ${endpoint.path}`,
  })
}

function clusterOf(endpoint: Endpoint, request: Request) {
  try {
    const { cluster } = readParams(endpoint.path, new URL(request.url))
    return (
      runtime()
        .clusters.all()
        .find(({ config }) => config.id === cluster) ?? null
    )
  } catch {
    return null
  }
}
