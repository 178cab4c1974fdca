import { defineApi } from './api.ts'
import { array, bool, int16, int32, int64, nullableArray, string } from './codec.ts'
import { since, struct } from './struct.ts'

/**
 * The log directories of the broker asked, with the size of each replica in bytes; ask each broker. `topics: null` asks for all. Without
 * the right to describe the cluster the answer is empty, with an `errorCode` only from version 3 on. Volume sizes are -1 before version 4.
 */
export const describeLogDirs = defineApi({
  name: 'DescribeLogDirs',
  key: 35,
  versions: [1, 5],
  flexibleFrom: 2,
  request: struct({ topics: nullableArray(struct({ topic: string, partitions: array(int32) })) }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: since(3, int16, 0),
    results: array(
      struct({
        errorCode: int16,
        logDir: string,
        topics: array(
          struct({
            name: string,
            partitions: array(
              struct({ partitionIndex: int32, partitionSize: int64, offsetLag: int64, isFutureKey: bool }),
            ),
          }),
        ),
        totalBytes: since(4, int64, -1n),
        usableBytes: since(4, int64, -1n),
        isCordoned: since(5, bool, false),
      }),
    ),
  }),
})
