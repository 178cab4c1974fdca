import { defineApi } from './api.ts'
import { array, bool, int16, int32, int8, nullableString, string, uuid } from './codec.ts'
import { optional, since, struct } from './struct.ts'

const assignment = struct({
  topicPartitions: array(struct({ topicId: uuid, topicName: string, partitions: array(int32) })),
})

/**
 * Groups of the consumer protocol (KIP-848), to be sent to their coordinator. `memberType` is 0 for a classic member, 1 for a consumer, -1
 * where unknown (before version 1).
 */
export const consumerGroupDescribe = defineApi({
  name: 'ConsumerGroupDescribe',
  key: 69,
  versions: [0, 1],
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
            instanceId: nullableString,
            rackId: nullableString,
            memberEpoch: int32,
            clientId: string,
            clientHost: string,
            subscribedTopicNames: array(string),
            subscribedTopicRegex: nullableString,
            assignment,
            targetAssignment: assignment,
            memberType: since(1, int8, -1),
          }),
        ),
        authorizedOperations: int32,
      }),
    ),
  }),
})
