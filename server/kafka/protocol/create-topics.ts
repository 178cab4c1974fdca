import { defineApi } from './api.ts'
import { array, bool, int16, int32, int8, nullableArray, nullableString, nullableUuid, string } from './codec.ts'
import { optional, since, struct } from './struct.ts'

/**
 * Creates topics; to be sent to the controller. `numPartitions` and `replicationFactor` are -1 for the cluster's defaults (from version 4
 * on) and where `assignments` say which brokers hold which partition.
 */
export const createTopics = defineApi({
  name: 'CreateTopics',
  key: 19,
  versions: [2, 7],
  flexibleFrom: 5,
  request: struct({
    topics: array(
      struct({
        name: string,
        numPartitions: int32,
        replicationFactor: int16,
        assignments: optional(array(struct({ partitionIndex: int32, brokerIds: array(int32) })), []),
        configs: optional(array(struct({ name: string, value: nullableString })), []),
      }),
    ),
    timeoutMs: int32,
    validateOnly: optional(bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    topics: array(
      struct({
        name: string,
        topicId: since(7, nullableUuid, null),
        errorCode: int16,
        errorMessage: nullableString,
        numPartitions: since(5, int32, -1),
        replicationFactor: since(5, int16, -1),
        configs: since(
          5,
          nullableArray(
            struct({ name: string, value: nullableString, readOnly: bool, configSource: int8, isSensitive: bool }),
          ),
          null,
        ),
      }),
    ),
  }),
})
