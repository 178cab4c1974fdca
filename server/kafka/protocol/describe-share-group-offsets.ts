import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableArray, nullableString, string, uuid } from './codec.ts'
import { since, struct } from './struct.ts'

/**
 * Where share groups start to read (KIP-932), to be sent to their coordinator. `topics: null` asks for all. `startOffset` is -1 where none
 * is set; `lag` is -1 where the broker does not know it, as before version 1. A group that does not exist has no topics, or no
 * start offsets, but no error either.
 */
export const describeShareGroupOffsets = defineApi({
  name: 'DescribeShareGroupOffsets',
  key: 90,
  versions: [0, 1],
  flexibleFrom: 0,
  request: struct({
    groups: array(
      struct({ groupId: string, topics: nullableArray(struct({ topicName: string, partitions: array(int32) })) }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32,
    groups: array(
      struct({
        groupId: string,
        topics: array(
          struct({
            topicName: string,
            topicId: uuid,
            partitions: array(
              struct({
                partitionIndex: int32,
                startOffset: int64,
                leaderEpoch: int32,
                lag: since(1, int64, -1n),
                errorCode: int16,
                errorMessage: nullableString,
              }),
            ),
          }),
        ),
        errorCode: int16,
        errorMessage: nullableString,
      }),
    ),
  }),
})
