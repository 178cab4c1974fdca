import { Permission, type Role } from '#lib/contract/session.ts'

const VIEW: Permission[] = ['cluster.view', 'topic.view', 'group.view', 'record.view', 'deadLetter.view']

/** What each role may do. */
export const ROLES: Record<Role, readonly Permission[]> = {
  viewer: VIEW,
  developer: [...VIEW, 'record.produce'],
  support: ['cluster.view', 'record.view', 'deadLetter.view', 'deadLetter.replay'],
  operator: [
    ...VIEW,
    'topic.create',
    'topic.alter',
    'group.alter',
    'deadLetter.replay',
    'schema.register',
    'audit.view',
  ],
  admin: Permission.options,
}
