import { ROLES } from '#lib/access/roles.ts'
import type { Permission, Role, Session } from '#lib/contract/session.ts'
import { addressKey } from '#server/limits/share.ts'

/** Identifies a person for good; display names may change or repeat (OpenID Connect Core, section 2: `iss` and `sub`). */
export interface Subject {
  /** `tailrace` for subjects that the console itself names. */
  issuer: string
  sub: string
}

/** Who makes a request, and what they may do. */
export interface Actor {
  subject: Subject
  /** For display only: never compared. */
  name: string
  authenticated: boolean
  roles: Role[]
  permissions: ReadonlySet<Permission>
  /** The address of the peer as this process saw it; null where it is not known (in tests, in development). */
  address: string | null
}

/** The actor of a console without configured sign-in: `anonymous`, with the roles that the configuration gives. */
export function anonymousActor(roles: Role[], address: string | null = null): Actor {
  return {
    subject: { issuer: 'tailrace', sub: 'anonymous' },
    name: 'anonymous',
    authenticated: false,
    roles,
    permissions: new Set(roles.flatMap((role) => ROLES[role])),
    address,
  }
}

/** Whose limits a request counts towards: the person's, and where nobody signed in those of the peer's address. */
export function budgetKey({ authenticated, subject, address }: Actor): string {
  return authenticated ? JSON.stringify([subject.issuer, subject.sub]) : addressKey(address)
}

export function sessionOf(actor: Actor): Session {
  return {
    actor: actor.name,
    authenticated: actor.authenticated,
    roles: actor.roles,
    permissions: [...actor.permissions],
  }
}

/** Whether two subjects are one person or service. */
export function isSame(a: Subject, b: Subject): boolean {
  return a.issuer === b.issuer && a.sub === b.sub
}
