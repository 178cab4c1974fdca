import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, string, uuid } from './codec.ts'
import { struct } from './struct.ts'

/** Sets where an empty share group starts to read (KIP-932), to be sent to its coordinator. */
export const alterShareGroupOffsets = defineApi({
  name: 'AlterShareGroupOffsets',
  key: 91,
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({
    groupId: string,
    topics: array(
      struct({ topicName: string, partitions: array(struct({ partitionIndex: int32, startOffset: int64 })) }),
    ),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    responses: array(
      struct({
        topicName: string,
        topicId: uuid,
        partitions: array(struct({ partitionIndex: int32, errorCode: int16, errorMessage: nullableString })),
      }),
    ),
  }),
})
