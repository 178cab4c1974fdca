import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, records, string } from './codec.ts'
import { optional, since, struct } from './struct.ts'

/**
 * Appends record batches, to be sent to each partition's leader. `acks` is 1 or -1 (all in-sync replicas); 0 has no answer and does not go
 * through a request that waits for one. `logAppendTimeMs` is -1 unless the topic stamps records itself. Version 12 changes what a
 * transaction is (KIP-890, second part: partitions join it implicitly), so the explicit protocol ends with version 11.
 */
export const produce = defineApi({
  name: 'Produce',
  key: 0,
  versions: [3, 11],
  flexibleFrom: 9,
  request: struct({
    transactionalId: optional(nullableString, null),
    acks: int16,
    timeoutMs: int32,
    topicData: array(struct({ name: string, partitionData: array(struct({ index: int32, records })) })),
  }),
  response: struct({
    responses: array(
      struct({
        name: string,
        partitionResponses: array(
          struct({
            index: int32,
            errorCode: int16,
            baseOffset: int64,
            logAppendTimeMs: int64,
            logStartOffset: since(5, int64, -1n),
            recordErrors: since(8, array(struct({ batchIndex: int32, batchIndexErrorMessage: nullableString })), []),
            errorMessage: since(8, nullableString, null),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32,
  }),
})
