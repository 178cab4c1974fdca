import type { Permission, Role, Session } from '#lib/contract/session.ts'
import { ROLES } from './roles.ts'

/** Whoever a request acts for. */
export interface Actor {
  name: string
  authenticated: boolean
  roles: Role[]
  permissions: ReadonlySet<Permission>
}

/** The actor of a console without configured sign-in: `anonymous`, with the roles the configuration gives. */
export function anonymousActor(roles: Role[]): Actor {
  return { name: 'anonymous', authenticated: false, roles, permissions: new Set(roles.flatMap((role) => ROLES[role])) }
}

export function sessionOf(actor: Actor): Session {
  return {
    actor: actor.name,
    authenticated: actor.authenticated,
    roles: actor.roles,
    permissions: [...actor.permissions],
  }
}
