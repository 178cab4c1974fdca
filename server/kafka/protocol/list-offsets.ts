import { defineApi } from './api.ts'
import { array, int16, int32, int64, int8, string, type Type } from './codec.ts'
import { optional, since, struct, tooOld } from './struct.ts'

/** The log start offset. */
export const EARLIEST_TIMESTAMP = -2n
/** The end offset; the last stable offset where the isolation level is 1. */
export const LATEST_TIMESTAMP = -1n
/** The record with the largest timestamp (KIP-734). */
export const MAX_TIMESTAMP = -3n

/** An older broker would take -3 for a time before every record. */
const timestamp: Type<bigint> = {
  at: (version) => ({
    read: (reader) => reader.int64(),
    write: (writer, value) => {
      if (value === MAX_TIMESTAMP && version.number < 7) throw tooOld('the record with the largest timestamp', 7)
      writer.int64(value)
    },
  }),
}

/**
 * Offsets by time: the first record at or after `timestamp` (milliseconds, or one of the constants above). To be sent to each partition's
 * leader. Where no record is that young, `offset` and `timestamp` are -1. `isolationLevel` is 0 (uncommitted) or 1 (committed).
 */
export const listOffsets = defineApi({
  name: 'ListOffsets',
  key: 2,
  versions: [1, 8],
  flexibleFrom: 6,
  request: struct({
    replicaId: optional(int32, -1),
    isolationLevel: since(2, int8, 0),
    topics: array(
      struct({
        name: string,
        partitions: array(struct({ partitionIndex: int32, currentLeaderEpoch: since(4, int32, -1), timestamp })),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: since(2, int32, 0),
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            errorCode: int16,
            timestamp: int64,
            offset: int64,
            leaderEpoch: since(4, int32, -1),
          }),
        ),
      }),
    ),
  }),
})
