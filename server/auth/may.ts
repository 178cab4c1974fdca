import { missingPermission } from '#lib/access/roles.ts'
import { missingOnTopic } from '#lib/access/topic-access.ts'
import type { Resource } from '#lib/contract/resource.ts'
import type { Permission } from '#lib/contract/session.ts'
import type { Actor } from './actor.ts'

/** `text` says what is missing and which role has it. */
export type Verdict = { allowed: true } | { allowed: false; text: string }

const ALLOWED: Verdict = { allowed: true }

/** Whether somebody has a permission on a resource. Pure: the one place that decides. */
export function may({ permissions }: Pick<Actor, 'permissions'>, permission: Permission, resource: Resource): Verdict {
  const missing =
    resource.kind === 'topic' || resource.kind === 'view'
      ? missingOnTopic((name) => permissions.has(name), permission, resource)
      : permissions.has(permission)
        ? null
        : missingPermission(permission)
  return missing === null ? ALLOWED : { allowed: false, text: `${missing}${placeOf(resource)}.` }
}

function placeOf(resource: Resource): string {
  const where = resource.kind !== 'console' && resource.cluster !== undefined ? ` of cluster ${resource.cluster}` : ''
  switch (resource.kind) {
    case 'console':
    case 'audit':
      return ''
    case 'cluster':
      return resource.cluster === undefined ? '' : ` on cluster ${resource.cluster}`
    case 'topic':
      return ` on topic ${resource.topic}${where}`
    case 'group':
      return ` on group ${resource.group}${where}`
    case 'subject':
      return ` on subject ${resource.subject}${where}`
    case 'connector':
      return ` on connector ${resource.connector}${where}`
    case 'principal':
      return ` on principal ${resource.principal}${where}`
    case 'transaction':
      return ` on transaction ${resource.transactionalId}${where}`
    case 'replay':
      return ` on replay ${resource.replay}${where}`
    case 'view':
      return ` on saved views of topic ${resource.topic}${where}`
    case 'webhook':
      return ` on webhook ${resource.webhook}${where}`
  }
}
