import { defineApi } from './api.ts'
import { array, int16, int32, int64, int8, nullableArray, records, string } from './codec.ts'
import { optional, since, struct } from './struct.ts'

/**
 * Records by topic name, to be sent to each partition's leader; by default outside of a fetch session. `records` are whole batches, the last
 * of which may be cut off; it is a view of the response. `isolationLevel` 1 brings `abortedTransactions`, and nothing beyond the last
 * stable offset. `preferredReadReplica` is -1 unless `rackId` has a nearer replica (KIP-392).
 */
export const fetch = defineApi({
  name: 'Fetch',
  key: 1,
  versions: [4, 12],
  flexibleFrom: 12,
  request: struct({
    replicaId: optional(int32, -1),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32,
    isolationLevel: int8,
    sessionId: since(7, int32, 0),
    sessionEpoch: since(7, int32, -1),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            currentLeaderEpoch: since(9, int32, -1),
            fetchOffset: int64,
            lastFetchedEpoch: since(12, int32, -1),
            logStartOffset: since(5, int64, -1n),
            partitionMaxBytes: int32,
          }),
        ),
      }),
    ),
    forgottenTopicsData: since(7, array(struct({ topic: string, partitions: array(int32) })), []),
    rackId: since(11, string, ''),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: since(7, int16, 0),
    sessionId: since(7, int32, 0),
    responses: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            errorCode: int16,
            highWatermark: int64,
            lastStableOffset: int64,
            logStartOffset: since(5, int64, -1n),
            abortedTransactions: nullableArray(struct({ producerId: int64, firstOffset: int64 })),
            preferredReadReplica: since(11, int32, -1),
            records,
          }),
        ),
      }),
    ),
  }),
})
