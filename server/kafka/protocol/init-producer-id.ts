import { defineApi } from './api.ts'
import { int16, int32, int64, nullableString } from './codec.ts'
import { requires, struct } from './struct.ts'

/**
 * A producer id, and a new epoch which fences older producers of the same transactional id and aborts what they left open. To be sent to
 * the transaction's coordinator; without a transactional id to any broker.
 */
export const initProducerId = defineApi({
  name: 'InitProducerId',
  key: 22,
  versions: [0, 5],
  flexibleFrom: 2,
  request: struct({
    transactionalId: nullableString,
    transactionTimeoutMs: int32,
    producerId: requires(3, int64, -1n),
    producerEpoch: requires(3, int16, -1),
  }),
  response: struct({ throttleTimeMs: int32, errorCode: int16, producerId: int64, producerEpoch: int16 }),
})
