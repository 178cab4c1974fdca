import type { Config } from '#server/config/schema.ts'
import { type Actor, anonymousActor } from './actor.ts'
import { peerAddress } from './peer-address.ts'

/**
 * The actor of a request. Every request passes here once, before its permission is checked.
 * @throws AppError UNAUTHENTICATED where it brings credentials that are not valid
 */
export async function authenticate(request: Request, config: Config): Promise<Actor> {
  return anonymousActor(config.auth.anonymousRoles, peerAddress(request.headers))
}
