import { AppError } from '#lib/errors.ts'
import { defineApi } from './api.ts'
import { array, bool, int16, int32, int64, nullableArray, nullableString, string } from './codec.ts'
import { between, mapped, requires, since, struct } from './struct.ts'

/** The first version in which one request can ask for several groups (of one coordinator). */
export const OFFSETS_BATCHED_FROM = 8

const OLD = [2, OFFSETS_BATCHED_FROM - 1] as const

const askedTopics = nullableArray(struct({ name: string, partitionIndexes: array(int32) }))

const request = struct({
  groupId: between(OLD, string, ''),
  topics: between(OLD, askedTopics, null),
  groups: since(
    OFFSETS_BATCHED_FROM,
    array(
      struct({
        groupId: string,
        memberId: since(9, nullableString, null),
        memberEpoch: since(9, int32, -1),
        topics: askedTopics,
      }),
    ),
    [],
  ),
  requireStable: requires(7, bool, false),
})

const topics = array(
  struct({
    name: string,
    partitions: array(
      struct({
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: since(5, int32, -1),
        metadata: nullableString,
        errorCode: int16,
      }),
    ),
  }),
)

const response = struct({
  throttleTimeMs: since(3, int32, 0),
  topics: between(OLD, topics, []),
  errorCode: between(OLD, int16, 0),
  groups: since(OFFSETS_BATCHED_FROM, array(struct({ groupId: string, topics, errorCode: int16 })), []),
})

interface OffsetFetchRequest {
  groups: readonly {
    groupId: string
    /** `null` asks for all that the group has committed. */
    topics: readonly { name: string; partitionIndexes: readonly number[] }[] | null
  }[]
  /** Waits for open transactions (UNSTABLE_OFFSET_COMMIT) instead of answering with what was committed before them. */
  requireStable?: boolean
}

/**
 * Committed offsets, to be sent to the groups' coordinator; -1 where nothing is committed. Before version {@link OFFSETS_BATCHED_FROM} a
 * request takes exactly one group, and the one that comes back has an empty `groupId`. Version 10 names topics by id only,
 * which loses those of deleted topics, and is not used.
 */
export const offsetFetch = defineApi({
  name: 'OffsetFetch',
  key: 9,
  versions: [2, 9],
  flexibleFrom: 6,
  request: mapped(
    request,
    (wire) => wire,
    ({ groups, requireStable }: OffsetFetchRequest, version) => {
      if (version >= OFFSETS_BATCHED_FROM) return { groups, requireStable }
      const [group] = groups
      if (group === undefined || groups.length > 1) throw new AppError('INTERNAL', 'one request per group is needed')
      return { groupId: group.groupId, topics: group.topics, requireStable }
    },
  ),
  response: mapped(
    response,
    ({ throttleTimeMs, groups, ...single }, version) => ({
      throttleTimeMs,
      groups: version >= OFFSETS_BATCHED_FROM ? groups : [{ groupId: '', ...single }],
    }),
    (value) => value,
  ),
})
