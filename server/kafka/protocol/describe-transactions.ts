import { defineApi } from './api.ts'
import { array, int16, int32, int64, string } from './codec.ts'
import { struct } from './struct.ts'

/** Transactions in detail (KIP-664), to be sent to their coordinator. `transactionStartTimeMs` is -1 unless one is open. */
export const describeTransactions = defineApi({
  name: 'DescribeTransactions',
  key: 65,
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({ transactionalIds: array(string) }),
  response: struct({
    throttleTimeMs: int32,
    transactionStates: array(
      struct({
        errorCode: int16,
        transactionalId: string,
        transactionState: string,
        transactionTimeoutMs: int32,
        transactionStartTimeMs: int64,
        producerId: int64,
        producerEpoch: int16,
        topics: array(struct({ topic: string, partitions: array(int32) })),
      }),
    ),
  }),
})
