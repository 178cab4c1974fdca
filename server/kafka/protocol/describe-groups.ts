import { defineApi } from './api.ts'
import { array, bool, bytes, int16, int32, nullableString, string } from './codec.ts'
import { requires, since, struct } from './struct.ts'

/**
 * Classic groups, to be sent to their coordinator. A group of another type, or one that does not exist, is answered as state Dead
 * without an error before version 6, from then on with GROUP_ID_NOT_FOUND. What members send each other is left undecoded
 * (see assignment.ts).
 */
export const describeGroups = defineApi({
  name: 'DescribeGroups',
  key: 15,
  versions: [0, 6],
  flexibleFrom: 5,
  request: struct({ groups: array(string), includeAuthorizedOperations: requires(3, bool, false) }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    groups: array(
      struct({
        errorCode: int16,
        errorMessage: since(6, nullableString, null),
        groupId: string,
        groupState: string,
        protocolType: string,
        protocolData: string,
        members: array(
          struct({
            memberId: string,
            groupInstanceId: since(4, nullableString, null),
            clientId: string,
            clientHost: string,
            memberMetadata: bytes,
            memberAssignment: bytes,
          }),
        ),
        authorizedOperations: since(3, int32, -2147483648),
      }),
    ),
  }),
})
