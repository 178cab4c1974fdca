import { defineApi } from './api.ts'
import { array, int16, int32, int8, nullableString, string } from './codec.ts'
import { struct } from './struct.ts'

/**
 * The ACLs that match a filter, in which null and 1 (ANY) match everything. `resourceType`: 2 topic, 3 group, 4 cluster, 5 transactional id,
 * 6 delegation token, 7 user. `patternType`: 1 any, 2 match, 3 literal, 4 prefixed. `operation`: 2 all, 3 read, 4 write, 5 create, 6 delete, 7 alter,
 * 8 describe, 9 cluster action, 10 describe configs, 11 alter configs, 12 idempotent write, 13 create tokens, 14 describe tokens,
 * 15 two-phase commit. `permissionType`: 2 deny, 3 allow.
 */
export const describeAcls = defineApi({
  name: 'DescribeAcls',
  key: 29,
  versions: [1, 3],
  flexibleFrom: 2,
  request: struct({
    resourceTypeFilter: int8,
    resourceNameFilter: nullableString,
    patternTypeFilter: int8,
    principalFilter: nullableString,
    hostFilter: nullableString,
    operation: int8,
    permissionType: int8,
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    resources: array(
      struct({
        resourceType: int8,
        resourceName: string,
        patternType: int8,
        acls: array(struct({ principal: string, host: string, operation: int8, permissionType: int8 })),
      }),
    ),
  }),
})
