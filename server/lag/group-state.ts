import type { GroupStatus } from '#lib/contract/groups.ts'
import type { GroupDescription, ListedGroup } from '#server/kafka/groups/group-model.ts'
import type { PartitionVerdict } from './evaluate-partition.ts'

/** What a reader of committed records finds between a position and the end. */
export interface Unread {
  records: number
  /** Records of aborted transactions, which read_uncommitted would show. */
  aborted: number
  /** Markers of the broker. */
  control: number
  /** Offsets that hold nothing, because the topic was compacted. */
  gaps: number
}

/** One partition of a group at one sample. */
export interface PartitionState extends PartitionVerdict {
  topic: string
  partition: number
  committed: bigint | null
  /** Up to where it was read: the committed offset, save for share groups. */
  position: bigint | null
  metadata: string | null
  /** Null where it was not counted up to the end. */
  unread: Unread | null
  start: bigint | null
  end: bigint | null
  timeLagMs: number | null
  etaMs: number | null
  consumedPerSecond: number | null
  producedPerSecond: number | null
  memberId: string | null
  /** A position that does not move is judged stalled after so long. */
  stallAfterMs: number
  /** The lag when the end was last known, which is now where `lag` is not null. */
  lastLag: bigint | null
  /** Where a rewound position came from. */
  rewoundFrom: bigint | null
  problem: string | null
}

export interface TopicState {
  topic: string
  totalLag: bigint | null
  unread: Unread | null
  partitions: PartitionState[]
}

/** One group at one sample: what its list row and its page are made of. */
export interface GroupState {
  listed: ListedGroup
  /** Null until it was described, or where that failed. */
  description: GroupDescription | null
  topics: Map<string, TopicState>
  /** In offsets. */
  totalLag: bigint | null
  unread: Unread | null
  maxTimeLagMs: number | null
  etaMs: number | null
  consumedPerSecond: number | null
  producedPerSecond: number | null
  status: GroupStatus
  statusText: string
  statusSince: number
  /** It is not known to have begun then: it may have been so before. */
  statusSinceAtLeast: boolean
  /** The lag with that of partitions whose end is not known now as it was last; null where nothing is committed. */
  lastTotalLag: bigint | null
  /** When its figures were read, where that was in an earlier round, because its coordinator or the brokers do not answer. */
  asOf: number | null
  problem: string | null
}

/** All groups of a cluster at one moment. */
export interface LagSample {
  at: number
  /** Another number means another cluster, or one that came back with other data. */
  epoch: number
  /** How long it took to read. */
  tookMs: number
  groups: Map<string, GroupState>
  /** What could not be read, in sentences. */
  problems: string[]
  /** Of all groups, with what is not known now as it was last. */
  totalLag: bigint
  /** Everything in it was read in this round. */
  complete: boolean
}

/** The state's name: what the listing says, or the description where the broker lists none. */
export function stateOf({ listed, description }: Pick<GroupState, 'listed' | 'description'>): string {
  return listed.state ?? description?.state ?? 'Unknown'
}
