import { defineApi } from './api.ts'
import { array, int16, int32, int64, nullableString, string } from './codec.ts'
import { between, optional, requires, since, struct } from './struct.ts'

/**
 * Commits offsets, to be sent to the group's coordinator. Without a member and generation it sets the offsets of a classic group from
 * outside, which the broker accepts only while nobody is in it (else UNKNOWN_MEMBER_ID). Version 10 names topics by id and is not used.
 */
export const offsetCommit = defineApi({
  name: 'OffsetCommit',
  key: 8,
  versions: [2, 9],
  flexibleFrom: 8,
  request: struct({
    groupId: string,
    generationIdOrMemberEpoch: optional(int32, -1),
    memberId: optional(string, ''),
    groupInstanceId: requires(7, nullableString, null),
    retentionTimeMs: between([2, 4], int64, -1n),
    topics: array(
      struct({
        name: string,
        partitions: array(
          struct({
            partitionIndex: int32,
            committedOffset: int64,
            committedLeaderEpoch: since(6, int32, -1),
            committedMetadata: nullableString,
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: since(3, int32, 0),
    topics: array(struct({ name: string, partitions: array(struct({ partitionIndex: int32, errorCode: int16 })) })),
  }),
})
