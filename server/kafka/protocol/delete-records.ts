import { defineApi } from './api.ts'
import { array, int16, int32, int64, string } from './codec.ts'
import { struct } from './struct.ts'

/**
 * Deletes all records before `offset` (-1: before the end offset), to be sent to each partition's leader. `lowWatermark` is the new log
 * start offset, -1 on an error.
 */
export const deleteRecords = defineApi({
  name: 'DeleteRecords',
  key: 21,
  versions: [0, 2],
  flexibleFrom: 2,
  request: struct({
    topics: array(struct({ name: string, partitions: array(struct({ partitionIndex: int32, offset: int64 })) })),
    timeoutMs: int32,
  }),
  response: struct({
    throttleTimeMs: int32,
    topics: array(
      struct({
        name: string,
        partitions: array(struct({ partitionIndex: int32, lowWatermark: int64, errorCode: int16 })),
      }),
    ),
  }),
})
