import { defineApi } from './api.ts'
import { array, bool, int16, int32, nullableString, string, uuid } from './codec.ts'
import { optional, struct } from './struct.ts'

/** Share groups (KIP-932), to be sent to their coordinator. Several members can be assigned the same partition. */
export const shareGroupDescribe = defineApi({
  name: 'ShareGroupDescribe',
  key: 77,
  versions: [1, 1],
  flexibleFrom: 0,
  request: struct({ groupIds: array(string), includeAuthorizedOperations: optional(bool, false) }),
  response: struct({
    throttleTimeMs: int32,
    groups: array(
      struct({
        errorCode: int16,
        errorMessage: nullableString,
        groupId: string,
        groupState: string,
        groupEpoch: int32,
        assignmentEpoch: int32,
        assignorName: string,
        members: array(
          struct({
            memberId: string,
            rackId: nullableString,
            memberEpoch: int32,
            clientId: string,
            clientHost: string,
            subscribedTopicNames: array(string),
            assignment: struct({
              topicPartitions: array(struct({ topicId: uuid, topicName: string, partitions: array(int32) })),
            }),
          }),
        ),
        authorizedOperations: int32,
      }),
    ),
  }),
})
