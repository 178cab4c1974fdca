import { defineApi } from './api.ts'
import { array, bool, int16, int32, nullableArray, nullableString, nullableUuid, string } from './codec.ts'
import { between, optional, since, struct } from './struct.ts'

/**
 * Brokers, topics, partitions. `topics: null` asks for all of them. Errors stand per topic and per partition; `leaderId` -1 means no
 * leader. A topic has no name only where it was asked for by an id which the broker does not know. `topicId` is null before
 * version 10. Operations are a bit set of ACL operations, -2147483648 where not asked for.
 */
export const metadata = defineApi({
  name: 'Metadata',
  key: 3,
  versions: [4, 12],
  flexibleFrom: 9,
  request: struct({
    topics: nullableArray(struct({ topicId: since(10, nullableUuid, null), name: nullableString })),
    allowAutoTopicCreation: optional(bool, false),
    includeClusterAuthorizedOperations: between([8, 10], bool, false),
    includeTopicAuthorizedOperations: since(8, bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    brokers: array(struct({ nodeId: int32, host: string, port: int32, rack: nullableString })),
    clusterId: nullableString,
    controllerId: int32,
    topics: array(
      struct({
        errorCode: int16,
        name: nullableString,
        topicId: since(10, nullableUuid, null),
        isInternal: bool,
        partitions: array(
          struct({
            errorCode: int16,
            partitionIndex: int32,
            leaderId: int32,
            leaderEpoch: since(7, int32, -1),
            replicaNodes: array(int32),
            isrNodes: array(int32),
            offlineReplicas: since(5, array(int32), []),
          }),
        ),
        topicAuthorizedOperations: since(8, int32, -2147483648),
      }),
    ),
    clusterAuthorizedOperations: between([8, 10], int32, -2147483648),
  }),
})
