import type { GroupMember, GroupType, Subtopology } from '#lib/contract/groups.ts'
import type { AppError } from '#lib/errors.ts'

/** A group as its coordinator lists it. `type` is unknown and `state` null where the broker is too old to say (before KIP-848, KIP-518). */
export interface ListedGroup {
  id: string
  type: GroupType
  protocolType: string
  state: string | null
  coordinatorId: number
}

/** A broker that did not answer: its groups are missing from the list. */
export interface BrokerProblem {
  brokerId: number
  error: AppError
}

export interface GroupListing {
  groups: Map<string, ListedGroup>
  problems: BrokerProblem[]
}

/** What a group's coordinator tells of it when described. */
export interface GroupDescription {
  type: GroupType
  state: string
  protocolType: string
  assignor: string | null
  groupEpoch: number | null
  assignmentEpoch: number | null
  members: GroupMember[]
  topology: Subtopology[] | null
}

/** Where a group stands in one partition. `offset` is null where nothing is committed; `lag` where the broker tells it (share groups). */
export interface CommittedOffset {
  offset: bigint | null
  metadata: string | null
  lag: bigint | null
}

/** Committed offsets by topic and partition. */
export type CommittedOffsets = Map<string, Map<number, CommittedOffset>>

/** Something was read for a group, or why it was not; other groups are not affected. */
export type PerGroup<Value> = Map<string, { ok: true; value: Value } | { ok: false; error: AppError }>
