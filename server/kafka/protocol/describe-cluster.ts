import { defineApi } from './api.ts'
import { array, bool, int16, int32, int8, nullableString, string } from './codec.ts'
import { optional, requires, since, struct } from './struct.ts'

/** The cluster's id, controller and brokers. `endpointType` is 1 for brokers, 2 for controllers. */
export const describeCluster = defineApi({
  name: 'DescribeCluster',
  key: 60,
  versions: [0, 2],
  flexibleFrom: 0,
  request: struct({
    includeClusterAuthorizedOperations: optional(bool, false),
    endpointType: requires(1, int8, 1),
    includeFencedBrokers: requires(2, bool, false),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    endpointType: since(1, int8, 1),
    clusterId: string,
    controllerId: int32,
    brokers: array(
      struct({ brokerId: int32, host: string, port: int32, rack: nullableString, isFenced: since(2, bool, false) }),
    ),
    clusterAuthorizedOperations: int32,
  }),
})
