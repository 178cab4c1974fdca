import type { Endpoint } from '#lib/contract/endpoint.ts'
import { type AppError, isAppError } from '#lib/errors.ts'
import { type Actor, budgetKey, type Subject } from '#server/auth/actor.ts'
import { peerAddress } from '#server/auth/peer-address.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { addressKey } from '#server/limits/share.ts'
import { runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { readParams } from './read-input.ts'

/** A request that was refused, and by whom it was made as far as that is known. */
export interface Refusal {
  actor: string
  subject?: Subject
  address: string | null
  requestId: string
  /** The cluster of the request's path, if there is such a one. */
  cluster: KafkaCluster | null
  /** Method and path, without the query. */
  target: string
  /** Who was refused what, for sampling. */
  key: string
}

type RecordRefusal = (error: AppError, refusal: Refusal) => void

const recorder = () => singleton('http.refusals', (): { record?: RecordRefusal } => ({}))
const actors = () => singleton('http.actors', () => new WeakMap<Request, Actor>())

/** Remembers who makes a request, in case it is refused. */
export function noteActor(request: Request, actor: Actor): void {
  actors().set(request, actor)
}

/** The audit log, which stands above HTTP, gives itself here at the start of the process. */
export function onRefusal(record: RecordRefusal): void {
  recorder().record = record
}

/** Has a refusal recorded; any other error is none. */
export function noteRefusal(error: unknown, endpoint: Endpoint, request: Request, requestId: string): void {
  if (!isAppError(error)) return
  const actor = actors().get(request)
  const address = actor?.address ?? peerAddress(request.headers)
  const { pathname } = new URL(request.url)
  recorder().record?.(error, {
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
