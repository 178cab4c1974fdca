import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** Everything somebody can be allowed to do. A role is a set of these. */
export const Permission = z.enum([
  'cluster.view',
  'topic.view',
  'topic.create',
  'topic.alter',
  'topic.delete',
  'record.view',
  'record.produce',
  'record.delete',
  'group.view',
  'group.alter',
  'group.delete',
  'deadLetter.view',
  'deadLetter.replay',
  'schema.register',
  'schema.delete',
  'audit.view',
])
export type Permission = z.infer<typeof Permission>

export const Role = z.enum(['viewer', 'developer', 'support', 'operator', 'admin'])
export type Role = z.infer<typeof Role>

export const Session = z.object({
  actor: z.string(),
  authenticated: z.boolean(),
  roles: z.array(Role),
  permissions: z.array(Permission),
})
export type Session = z.infer<typeof Session>

export const getSession = endpoint({
  path: '/session',
  summary: 'Who I am and what I may do',
  permission: null,
  output: Session,
})
