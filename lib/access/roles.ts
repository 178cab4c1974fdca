import { PERMISSIONS, type Permission, type Role, ROLE_NAMES } from './permissions.ts'

const VIEW: Permission[] = PERMISSIONS.filter((name) => name.endsWith('.view') && name !== 'audit.view')

/** What each built-in role may do. */
export const ROLES: Record<Role, readonly Permission[]> = {
  viewer: VIEW,
  developer: [...VIEW, 'record.produce', 'view.write', 'sql.run', 'schema.register'],
  support: ['cluster.view', 'record.view', 'deadLetter.view', 'deadLetter.mark', 'deadLetter.replay'],
  operator: [
    ...VIEW,
    'topic.create',
    'topic.alter',
    'record.delete',
    'group.alter',
    'deadLetter.mark',
    'deadLetter.replay',
    'schema.register',
    'schema.alter',
    'schema.delete',
    'connect.operate',
    'transaction.abort',
    'quota.alter',
    'alert.manage',
    'audit.view',
    'approve',
  ],
  admin: PERMISSIONS,
}

/** What a page and a refusal say where a permission is missing, without a full stop. */
export function missingPermission(permission: Permission): string {
  const role = ROLE_NAMES.find((name) => ROLES[name].includes(permission))
  return `You need the permission ${permission}${role ? ` (role ${role} has it)` : ''}`
}
