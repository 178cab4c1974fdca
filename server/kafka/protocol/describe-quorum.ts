import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, nullableUuid, string, uint16 } from './codec.ts'
import { since, struct } from './struct.ts'

const replicas = array(
  struct({
    replicaId: int32,
    replicaDirectoryId: since(2, nullableUuid, null),
    logEndOffset: int64,
    lastFetchTimestamp: since(1, int64, -1n),
    lastCaughtUpTimestamp: since(1, int64, -1n),
  }),
)

/**
 * The KRaft quorum: partition 0 of the topic `__cluster_metadata`. Voters are controllers, observers the other nodes; times are -1
 * where unknown. Clusters with ZooKeeper do not offer it.
 */
export const describeQuorum = defineApi({
  name: 'DescribeQuorum',
  key: 55,
  versions: [0, 2],
  flexibleFrom: 0,
  request: struct({
    topics: array(struct({ topicName: string, partitions: array(struct({ partitionIndex: int32 })) })),
  }),
  response: struct({
    errorCode: int16,
    errorMessage: since(2, nullableString, null),
    topics: array(
      struct({
        topicName: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            errorCode: int16,
            errorMessage: since(2, nullableString, null),
            leaderId: int32,
            leaderEpoch: int32,
            highWatermark: int64,
            currentVoters: replicas,
            observers: replicas,
          }),
        ),
      }),
    ),
    nodes: since(
      2,
      array(struct({ nodeId: int32, listeners: array(struct({ name: string, host: string, port: uint16 })) })),
      [],
    ),
  }),
})
