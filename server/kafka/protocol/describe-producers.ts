import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, string } from './codec.ts'
import { struct } from './struct.ts'

/**
 * The idempotent producers a partition remembers (KIP-664), to be sent to its leader. `currentTxnStartOffset` is -1 unless a transaction is
 * open there; times are milliseconds.
 */
export const describeProducers = defineApi({
  name: 'DescribeProducers',
  key: 61,
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({ topics: array(struct({ name: string, partitionIndexes: array(int32) })) }),
  response: struct({
    throttleTimeMs: int32,
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            errorCode: int16,
            errorMessage: nullableString,
            activeProducers: array(
              struct({
                producerId: int64,
                producerEpoch: int32,
                lastSequence: int32,
                lastTimestamp: int64,
                coordinatorEpoch: int32,
                currentTxnStartOffset: int64,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
})
