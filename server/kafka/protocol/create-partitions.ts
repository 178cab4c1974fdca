import { defineApi } from './api.ts'
import { array, bool, int16, int32, nullableArray, nullableString, string } from './codec.ts'
import { optional, struct } from './struct.ts'

/** Adds partitions until there are `count`; to be sent to the controller. `assignments: null` lets the cluster place them. */
export const createPartitions = defineApi({
  name: 'CreatePartitions',
  key: 37,
  versions: [0, 3],
  flexibleFrom: 2,
  request: struct({
    topics: array(
      struct({
        name: string,
        count: int32,
        assignments: optional(nullableArray(struct({ brokerIds: array(int32) })), null),
      }),
    ),
    timeoutMs: int32,
    validateOnly: optional(bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    results: array(struct({ name: string, errorCode: int16, errorMessage: nullableString })),
  }),
})
