import { defineApi } from './api.ts'
import { bool, int16, int32, int64, string } from './codec.ts'
import { struct } from './struct.ts'

/**
 * Commits or aborts a transaction; to be sent to its coordinator. Version 5 gives the producer a new epoch with every transaction, which
 * belongs to the implicit protocol that Produce v12 starts (KIP-890), so the explicit one ends with version 4.
 */
export const endTxn = defineApi({
  name: 'EndTxn',
  key: 26,
  versions: [0, 4],
  flexibleFrom: 3,
  request: struct({ transactionalId: string, producerId: int64, producerEpoch: int16, committed: bool }),
  response: struct({ throttleTimeMs: int32, errorCode: int16 }),
})
