import { defineApi } from './api.ts'
import { array, int16, int32, int64, string } from './codec.ts'
import { struct } from './struct.ts'

/** Adds partitions to a transaction before records go there; to be sent to its coordinator. Later versions are for brokers only. */
export const addPartitionsToTxn = defineApi({
  name: 'AddPartitionsToTxn',
  key: 24,
  versions: [0, 3],
  flexibleFrom: 3,
  request: struct({
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    topics: array(struct({ name: string, partitions: array(int32) })),
  }),
  response: struct({
    throttleTimeMs: int32,
    resultsByTopic: array(
      struct({
        name: string,
        resultsByPartition: array(struct({ partitionIndex: int32, partitionErrorCode: int16 })),
      }),
    ),
  }),
})
