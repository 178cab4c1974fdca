import { defineApi } from './api.ts'
import { array, bool, int16, int32, int8, nullableString, string } from './codec.ts'
import { optional, struct } from './struct.ts'

/**
 * Changes single configuration values (KIP-339) and leaves the others alone. `configOperation`: 0 set, 1 delete (back to the default), 2
 * append to a list, 3 take out of a list. Resource types as in DescribeConfigs; those of brokers are to be sent to that broker.
 */
export const incrementalAlterConfigs = defineApi({
  name: 'IncrementalAlterConfigs',
  key: 44,
  versions: [0, 1],
  flexibleFrom: 1,
  request: struct({
    resources: array(
      struct({
        resourceType: int8,
        resourceName: string,
        configs: array(struct({ name: string, configOperation: int8, value: nullableString })),
      }),
    ),
    validateOnly: optional(bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    responses: array(
      struct({ errorCode: int16, errorMessage: nullableString, resourceType: int8, resourceName: string }),
    ),
  }),
})
