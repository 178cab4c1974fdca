import { z } from 'zod'
import { listQuery, Offset, page } from './common.ts'
import { endpoint } from './endpoint.ts'

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

/** A group in a line. `totalLag` is null where nothing is committed; `statusText` explains the status in a sentence. */
export const GroupSummary = z.object({
  id: z.string(),
  type: GroupType,
  protocol: z.string(),
  state: z.string(),
  members: z.number().nullable(),
  coordinatorId: z.number().nullable(),
  topics: z.number().nullable(),
  topicNames: z.array(z.string()),
  totalLag: Offset.nullable(),
  maxTimeLagMs: z.number().nullable(),
  etaMs: z.number().nullable(),
  status: GroupStatus,
  statusText: z.string(),
  problem: z.string().nullable(),
})
export type GroupSummary = z.infer<typeof GroupSummary>

export const listGroups = endpoint({
  path: '/clusters/{cluster}/groups',
  summary: 'The groups of all types with their lag',
  permission: 'group.view',
  query: listQuery(['id', 'type', 'state', 'members', 'topics', 'totalLag', 'maxTimeLagMs', 'status']).extend({
    topic: z.string().optional(),
    type: GroupType.optional(),
  }),
  output: page(GroupSummary),
})

/** The groups on one topic stand on the same columns, with the lag on that topic alone. */
export const listTopicGroups = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/groups',
  summary: 'The groups that read or have read a topic, with their lag on it',
  permission: 'group.view',
  query: listQuery(['id', 'type', 'state', 'members', 'totalLag', 'status']),
  output: page(GroupSummary),
})

export const TopicPartitions = z.object({ topic: z.string(), partitions: z.array(z.number()) })

export const GroupMember = z.object({
  id: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  rack: z.string().nullable(),
  epoch: z.number().nullable(),
  subscription: z.array(z.string()),
  subscriptionRegex: z.string().nullable(),
  /** Null where the protocol is not that of consumers and the bytes are the application's own. */
  assignment: z.array(TopicPartitions).nullable(),
  targetAssignment: z.array(TopicPartitions).nullable(),
})
export type GroupMember = z.infer<typeof GroupMember>

export const GroupPartition = z.object({
  partition: z.number(),
  committedOffset: Offset.nullable(),
  metadata: z.string().nullable(),
  logStartOffset: Offset.nullable(),
  endOffset: Offset.nullable(),
  lag: Offset.nullable(),
  timeLagMs: z.number().nullable(),
  status: GroupStatus,
  memberId: z.string().nullable(),
})
export type GroupPartition = z.infer<typeof GroupPartition>

export const GroupTopic = z.object({
  topic: z.string(),
  totalLag: Offset.nullable(),
  partitions: z.array(GroupPartition),
})
export type GroupTopic = z.infer<typeof GroupTopic>

/** A subtopology of a streams group (KIP-1071). */
export const Subtopology = z.object({
  id: z.string(),
  sourceTopics: z.array(z.string()),
  sinkTopics: z.array(z.string()),
  repartitionTopics: z.array(z.string()),
  changelogTopics: z.array(z.string()),
})

export const GroupDetail = GroupSummary.omit({ members: true, topics: true }).extend({
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
  output: GroupDetail,
})
