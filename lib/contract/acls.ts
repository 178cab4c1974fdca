import { z } from 'zod'
import { listQuery, page } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster } from './resource.ts'

/** One rule of the broker's authorizer. */
export const AclEntry = z.object({
  principal: z.string(),
  host: z.string(),
  permission: z.enum(['allow', 'deny', 'unknown']),
  operation: z.string(),
  resourceType: z.string(),
  resourceName: z.string(),
  patternType: z.string(),
})
export type AclEntry = z.infer<typeof AclEntry>

export const listAcls = endpoint({
  path: '/clusters/{cluster}/acls',
  summary: 'The access control lists of the brokers',
  permission: 'acl.view',
  resources: ofCluster,
  query: listQuery(['principal', 'resourceType', 'resourceName', 'operation', 'permission']).extend({
    resourceType: z.string().max(40).optional(),
  }),
  /** `enabled` is false where the brokers have no authorizer: then everybody may do everything. */
  output: page(AclEntry).extend({ enabled: z.boolean() }),
})
