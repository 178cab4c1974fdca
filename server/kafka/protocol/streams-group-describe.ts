import { defineApi } from './api.ts'
import { array, bool, int16, int32, int64, nullable, nullableArray, nullableString, string, uint16 } from './codec.ts'
import { optional, struct } from './struct.ts'

const pairs = array(struct({ key: string, value: string }))

const topicInfo = struct({ name: string, partitions: int32, replicationFactor: int16, topicConfigs: pairs })

const tasks = array(struct({ subtopologyId: string, partitions: array(int32) }))
const assignment = struct({ activeTasks: tasks, standbyTasks: tasks, warmupTasks: tasks })

const taskOffsets = array(struct({ subtopologyId: string, partition: int32, offset: int64 }))

/**
 * Groups of the Streams protocol (KIP-1071), to be sent to their coordinator. A task is a partition of a subtopology, not of a topic; the
 * topology says which topics a subtopology reads. `topology` is null while no member has sent one.
 */
export const streamsGroupDescribe = defineApi({
  name: 'StreamsGroupDescribe',
  key: 89,
  versions: [0, 0],
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
        topology: nullable(
          struct({
            epoch: int32,
            subtopologies: nullableArray(
              struct({
                subtopologyId: string,
                sourceTopics: array(string),
                repartitionSinkTopics: array(string),
                stateChangelogTopics: array(topicInfo),
                repartitionSourceTopics: array(topicInfo),
              }),
            ),
          }),
        ),
        members: array(
          struct({
            memberId: string,
            memberEpoch: int32,
            instanceId: nullableString,
            rackId: nullableString,
            clientId: string,
            clientHost: string,
            topologyEpoch: int32,
            processId: string,
            userEndpoint: nullable(struct({ host: string, port: uint16 })),
            clientTags: pairs,
            taskOffsets,
            taskEndOffsets: taskOffsets,
            assignment,
            targetAssignment: assignment,
            isClassic: bool,
          }),
        ),
        authorizedOperations: int32,
      }),
    ),
  }),
})
