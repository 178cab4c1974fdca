import type { Resource } from '#lib/contract/resource.ts'
import type { Permission } from '#lib/contract/session.ts'
import { AppError } from '#lib/errors.ts'
import type { Actor } from './actor.ts'
import { may } from './may.ts'

/** Asks for a permission on every one of the resources. @throws AppError FORBIDDEN naming the permission and a role that has it */
export function authorize(
  { actor }: { actor: Actor },
  permission: Permission,
  resources: Resource | readonly Resource[],
): void {
  for (const resource of [resources].flat()) {
    const verdict = may(actor, permission, resource)
    if (!verdict.allowed) throw new AppError('FORBIDDEN', verdict.text)
  }
}
