import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, string } from './codec.ts'
import { optional, requires, struct } from './struct.ts'

/**
 * The transactions one broker coordinates (KIP-664); ask each broker. An empty filter lets everything pass. `durationFilter` (milliseconds
 * a transaction has been open at least, KIP-994) needs version 1, the pattern (RE2) version 2.
 */
export const listTransactions = defineApi({
  name: 'ListTransactions',
  key: 66,
  versions: [0, 2],
  flexibleFrom: 0,
  request: struct({
    stateFilters: optional(array(string), []),
    producerIdFilters: optional(array(int64), []),
    durationFilter: requires(1, int64, -1n),
    transactionalIdPattern: requires(2, nullableString, null),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    unknownStateFilters: array(string),
    transactionStates: array(struct({ transactionalId: string, producerId: int64, transactionState: string })),
  }),
})
