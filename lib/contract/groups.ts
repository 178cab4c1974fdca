import { z } from 'zod'
import { IntParam, listQuery, Offset, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster, ofGroup, ofTopic } from './resource.ts'
import { TransactionHolder } from './transactions.ts'

export const GroupType = z.enum(['classic', 'consumer', 'share', 'streams', 'unknown'])
export type GroupType = z.infer<typeof GroupType>

export const GroupStatus = z.enum([
  'ok',
  'warning',
  'stalled',
  'stopped',
  'rewound',
  'dataLoss',
  'beyondEnd',
  'neverCommitted',
  'empty',
  'unknown',
])
export type GroupStatus = z.infer<typeof GroupStatus>

/**
 * A group in a line. `totalLag` counts offsets up to the end offset and is null where nothing is committed; `unread` says what they hold, where that
 * was counted; `maxTimeLagMs` says for how long
 * the oldest unread record has been waiting; `etaMs` is null while the lag does not shrink; `statusText` explains the status with evidence.
 */
const Unread = z.object({
  /** That readers of committed records get. */
  records: z.number(),
  /** Of aborted transactions, which read_uncommitted shows. */
  aborted: z.number(),
  /** Markers of the broker. */
  control: z.number(),
  /** Offsets that hold nothing, because the topic was compacted. */
  gaps: z.number(),
})

export const GroupSummary = z.object({
  id: z.string(),
  type: GroupType,
  /** What the members speak, such as consumer, connect, share; empty for a group that is only known by its offsets. */
  protocol: z.string(),
  state: z.string(),
  members: z.number().nullable(),
  coordinatorId: z.number().nullable(),
  topics: z.number().nullable(),
  topicNames: z.array(z.string()),
  totalLag: Offset.nullable(),
  unread: Unread.nullable(),
  maxTimeLagMs: z.number().nullable(),
  etaMs: z.number().nullable(),
  consumedPerSecond: z.number().nullable(),
  producedPerSecond: z.number().nullable(),
  /** About thirty lags over the last hour, for drawing only. */
  trend: z.array(z.number().nullable()),
  status: GroupStatus,
  statusText: z.string(),
  /** Since when the status holds; of a group that is behind, not later than its oldest unread record. */
  statusSince: Timestamp,
  /** The status may be older than `statusSince`: it was there when the watching began, or came in an outage. */
  statusSinceAtLeast: z.boolean(),
  /** When the figures were read, where its coordinator or leaders have not answered since; null for those of the last sample. */
  lastReadAt: Timestamp.nullable(),
  problem: z.string().nullable(),
})
export type GroupSummary = z.infer<typeof GroupSummary>

/** `asOf` dates the numbers; `problems` says in sentences what could not be read, such as the groups of a broker that is down. */
export const GroupList = page(GroupSummary).extend({ asOf: Timestamp, problems: z.array(z.string()) })
export type GroupList = z.infer<typeof GroupList>

export const listGroups = endpoint({
  path: '/clusters/{cluster}/groups',
  summary: 'The groups of all types with their lag',
  permission: 'group.view',
  resources: ofCluster,
  query: listQuery(
    ['id', 'type', 'state', 'members', 'topics', 'totalLag', 'maxTimeLagMs', 'etaMs', 'status'],
    'status',
  ).extend({
    topic: z.string().optional(),
    type: GroupType.optional(),
    status: GroupStatus.optional(),
  }),
  output: GroupList,
})

/** The groups on one topic stand on the same columns, with the lag on that topic alone. */
export const listTopicGroups = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/groups',
  summary: 'The groups that read or have read a topic, with their lag on it',
  permission: 'group.view',
  resources: ofTopic,
  query: listQuery(['id', 'type', 'state', 'members', 'totalLag', 'maxTimeLagMs', 'status']),
  output: GroupList,
})

export const TopicPartitions = z.object({ topic: z.string(), partitions: z.array(z.number()) })
export type TopicPartitions = z.infer<typeof TopicPartitions>

/** Tasks of a streams group's member: a subtopology and its partitions (KIP-1071). */
export const StreamsTask = z.object({ subtopologyId: z.string(), partitions: z.array(z.number()) })

export const GroupMember = z.object({
  id: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  rack: z.string().nullable(),
  epoch: z.number().nullable(),
  /** Empty where the group's protocol does not tell. */
  subscription: z.array(z.string()),
  subscriptionRegex: z.string().nullable(),
  /** Null where the protocol is not that of consumers and the bytes are the application's own. */
  assignment: z.array(TopicPartitions).nullable(),
  targetAssignment: z.array(TopicPartitions).nullable(),
  tasks: z
    .object({ active: z.array(StreamsTask), standby: z.array(StreamsTask), warmup: z.array(StreamsTask) })
    .nullable(),
})
export type GroupMember = z.infer<typeof GroupMember>

/**
 * One partition of a group. For a share group `committedOffset` is the start offset of the share partition. `missed` counts the records that
 * were deleted before the group read them (status dataLoss). `lag` is null where nothing is committed.
 */
export const GroupPartition = z.object({
  partition: z.number(),
  committedOffset: Offset.nullable(),
  metadata: z.string().nullable(),
  logStartOffset: Offset.nullable(),
  endOffset: Offset.nullable(),
  lastStableOffset: Offset.nullable(),
  /** The open transaction that keeps readers of committed records from the end; null where nothing is held back, or it is not known. */
  heldBy: TransactionHolder.nullable(),
  lag: Offset.nullable(),
  /** What the offsets of `lag` hold; null where it was not counted. */
  unread: Unread.nullable(),
  missed: Offset.nullable(),
  timeLagMs: z.number().nullable(),
  etaMs: z.number().nullable(),
  consumedPerSecond: z.number().nullable(),
  producedPerSecond: z.number().nullable(),
  status: GroupStatus,
  statusText: z.string(),
  memberId: z.string().nullable(),
  problem: z.string().nullable(),
})
export type GroupPartition = z.infer<typeof GroupPartition>

export const GroupTopic = z.object({
  topic: z.string(),
  totalLag: Offset.nullable(),
  partitions: z.array(GroupPartition),
})
export type GroupTopic = z.infer<typeof GroupTopic>

/** A subtopology of a streams group (KIP-1071). `sinkTopics` are repartition topics only: brokers do not know what else it writes to. */
export const Subtopology = z.object({
  id: z.string(),
  sourceTopics: z.array(z.string()),
  sinkTopics: z.array(z.string()),
  repartitionTopics: z.array(z.string()),
  changelogTopics: z.array(z.string()),
})
export type Subtopology = z.infer<typeof Subtopology>

export const GroupDetail = GroupSummary.omit({ members: true, topics: true }).extend({
  asOf: Timestamp,
  groupEpoch: z.number().nullable(),
  assignmentEpoch: z.number().nullable(),
  assignor: z.string().nullable(),
  members: z.array(GroupMember),
  topics: z.array(GroupTopic),
  topology: z.array(Subtopology).nullable(),
})
export type GroupDetail = z.infer<typeof GroupDetail>

export const getGroup = endpoint({
  path: '/clusters/{cluster}/groups/{group}',
  summary: 'One group with its members, assignments and offsets per partition',
  permission: 'group.view',
  resources: ofGroup,
  query: z.object({
    /** `end`: up to the end offset (the default); `stable`: up to the last stable offset, as readers of committed records see it. */
    against: z.enum(['end', 'stable']).default('end'),
  }),
  output: GroupDetail,
})

/** The state of a group at one moment; a number is null where it was not known then. */
export const LagPoint = z.object({
  at: Timestamp,
  totalLag: Offset.nullable(),
  timeLagMs: z.number().nullable(),
  consumedPerSecond: z.number().nullable(),
  producedPerSecond: z.number().nullable(),
})
export type LagPoint = z.infer<typeof LagPoint>

export const LagHistory = z.object({
  /** How far apart the points stand. */
  stepMs: z.number(),
  points: z.array(LagPoint),
  topics: z.array(z.object({ topic: z.string(), lags: z.array(Offset.nullable()) })),
  /** Topics beyond the number that is kept per group. */
  topicsLeftOut: z.number(),
})
export type LagHistory = z.infer<typeof LagHistory>

/** `window` and `step` in Prometheus' notation: 90s, 10m, 24h. */
const Duration = (fallback: string) =>
  z
    .string()
    .regex(/^\d{1,6}(s|m|h|d)$/, 'a duration such as 30s, 10m, 1h is expected')
    .default(fallback)

export const getGroupLag = endpoint({
  path: '/clusters/{cluster}/groups/{group}/lag',
  summary: 'The history of a group: lag in all and per topic, consumption and production',
  permission: 'group.view',
  resources: ofGroup,
  query: z.object({ window: Duration('1h'), step: Duration('10s'), topics: IntParam(0, 20).default(10) }),
  output: LagHistory,
})
