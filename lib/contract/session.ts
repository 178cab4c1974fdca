import { z } from 'zod'
import { PERMISSIONS, ROLE_NAMES } from '../access/permissions.ts'
import { endpoint } from './endpoint.ts'
import { ofConsole } from './resource.ts'

export const Permission = z.enum(PERMISSIONS)
export type Permission = z.infer<typeof Permission>

export const Role = z.enum(ROLE_NAMES)
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
  cost: 'cheap',
  summary: 'Who I am and what I may do',
  permission: null,
  resources: ofConsole,
  output: Session,
})
