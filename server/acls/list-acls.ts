import type { z } from 'zod'
import type { AclEntry, listAcls as contract } from '#lib/contract/acls.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { describeAcls } from '#server/kafka/protocol/describe-acls.ts'
import { KAFKA_ERROR, throwIfError } from '#server/kafka/protocol/error-codes.ts'

const ANY = 1
const RESOURCES = ['unknown', 'any', 'topic', 'group', 'cluster', 'transactional id', 'delegation token', 'user']
const PATTERNS = ['unknown', 'any', 'match', 'literal', 'prefixed']
const OPERATIONS = [
  'unknown',
  'any',
  'all',
  'read',
  'write',
  'create',
  'delete',
  'alter',
  'describe',
  'cluster action',
  'describe configs',
  'alter configs',
  'idempotent write',
  'create tokens',
  'describe tokens',
  'two-phase commit',
]
const DENY = 2
const ALLOW = 3

/** What the brokers' authorizer allows and denies. @throws AppError FORBIDDEN where the console itself may not describe it */
export async function listAcls(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<z.input<typeof contract.output>> {
  const answer = await cluster.send('any', describeAcls, {
    resourceTypeFilter: ANY,
    resourceNameFilter: null,
    patternTypeFilter: ANY,
    principalFilter: null,
    hostFilter: null,
    operation: ANY,
    permissionType: ANY,
  })
  const enabled = answer.errorCode !== KAFKA_ERROR.SECURITY_DISABLED
  if (enabled) throwIfError(answer.errorCode, 'Listing the ACLs', answer.errorMessage)
  const entries = answer.resources.flatMap(({ resourceType, resourceName, patternType, acls }) =>
    acls.map(({ principal, host, operation, permissionType }): AclEntry => ({
      principal,
      host,
      permission: permissionType === ALLOW ? 'allow' : permissionType === DENY ? 'deny' : 'unknown',
      operation: OPERATIONS[operation] ?? 'unknown',
      resourceType: RESOURCES[resourceType] ?? 'unknown',
      resourceName,
      patternType: PATTERNS[patternType] ?? 'unknown',
    })),
  )
  const shown = entries.filter(
    ({ resourceType }) => input.resourceType === undefined || resourceType === input.resourceType,
  )
  const listed = paginate(shown, input, {
    searched: ({ principal, resourceName, operation }) => `${principal} ${resourceName} ${operation}`,
    column: (entry, column) => entry[column as keyof AclEntry],
  })
  return { ...listed, enabled }
}
