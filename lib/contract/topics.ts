import { z } from 'zod'
import { BooleanParam, Done, listQuery, Offset, page, Reason, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster, ofTopic } from './resource.ts'

/** The topic's name once more, typed by hand. */
const Confirm = z.string().max(249).optional()

/** What Kafka accepts as a topic name. */
export const TopicName = z
  .string()
  .min(1)
  .max(249)
  .regex(/^[a-zA-Z0-9._-]+$/, 'letters, digits, . _ and - are allowed')
  .refine((name) => name !== '.' && name !== '..', { message: '. and .. are not allowed' })

/** A topic in a line. What a broker did not tell is null, with the reason in `problem` where there is one. */
export const TopicSummary = z.object({
  name: z.string(),
  topicId: z.string().nullable(),
  internal: z.boolean(),
  partitions: z.number(),
  replicationFactor: z.number(),
  underReplicated: z.number(),
  offline: z.number(),
  records: Offset.nullable(),
  sizeBytes: z.number().nullable(),
  cleanupPolicy: z.string().nullable(),
  retentionMs: z.number().nullable(),
  messagesPerSecond: z.number().nullable(),
  groups: z.number().nullable(),
  totalLag: Offset.nullable(),
  deadLetterFor: z.string().nullable(),
  lastRecordAt: Timestamp.nullable(),
  problem: z.string().nullable(),
})
export type TopicSummary = z.infer<typeof TopicSummary>

export const topicColumns = [
  'name',
  'partitions',
  'replicationFactor',
  'underReplicated',
  'records',
  'sizeBytes',
  'retentionMs',
  'messagesPerSecond',
  'groups',
  'totalLag',
  'lastRecordAt',
] as const

export const listTopics = endpoint({
  path: '/clusters/{cluster}/topics',
  summary: 'The topics',
  permission: 'topic.view',
  resources: ofCluster,
  query: listQuery(topicColumns).extend({ internal: BooleanParam.default(false) }),
  output: page(TopicSummary),
})

export const createTopic = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/topics',
  summary: 'Create a topic',
  permission: 'topic.create',
  resources: ({ name }) => ofTopic({ topic: name }),
  preview: 'validateOnly',
  status: 201,
  body: z.strictObject({
    name: TopicName,
    partitions: z.number().int().min(1).max(10_000).optional(),
    replicationFactor: z.number().int().min(1).max(32).optional(),
    config: z.record(z.string(), z.string()).default({}),
    validateOnly: z.boolean().default(false),
    reason: Reason.optional(),
  }),
  output: z.object({ name: z.string(), topicId: z.string().nullable(), created: z.boolean() }),
})

export const deleteTopic = endpoint({
  method: 'DELETE',
  path: '/clusters/{cluster}/topics/{topic}',
  summary: 'Delete a topic with all its records',
  permission: 'topic.delete',
  resources: ofTopic,
  body: z.strictObject({ confirm: Confirm, reason: Reason }),
  output: Done,
})

export const getTopic = endpoint({
  path: '/clusters/{cluster}/topics/{topic}',
  summary: 'One topic',
  permission: 'topic.view',
  resources: ofTopic,
  output: TopicSummary,
})

export const Partition = z.object({
  partition: z.number(),
  leader: z.number().nullable(),
  replicas: z.array(z.number()),
  isr: z.array(z.number()),
  offlineReplicas: z.array(z.number()),
  logStartOffset: Offset.nullable(),
  endOffset: Offset.nullable(),
  lastStableOffset: Offset.nullable(),
  sizeBytes: z.number().nullable(),
  problem: z.string().nullable(),
})
export type Partition = z.infer<typeof Partition>

export const listPartitions = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/partitions',
  summary: 'The partitions of a topic with their replicas and offsets',
  permission: 'topic.view',
  resources: ofTopic,
  query: listQuery(['partition', 'leader', 'endOffset', 'sizeBytes']),
  output: page(Partition),
})

/** One configuration entry. `source` is Kafka's: where the value comes from; `value` is null when it is sensitive. */
export const ConfigEntry = z.object({
  name: z.string(),
  value: z.string().nullable(),
  source: z.enum(['topic', 'brokerDynamic', 'brokerDefaultDynamic', 'brokerStatic', 'default', 'group', 'unknown']),
  defaultValue: z.string().nullable(),
  type: z.string(),
  sensitive: z.boolean(),
  readOnly: z.boolean(),
  documentation: z.string().nullable(),
})
export type ConfigEntry = z.infer<typeof ConfigEntry>

export const getTopicConfig = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/config',
  summary: 'The configuration of a topic with sources and defaults',
  permission: 'topic.view',
  resources: ofTopic,
  output: page(ConfigEntry),
})

export const alterTopicConfig = endpoint({
  method: 'PATCH',
  path: '/clusters/{cluster}/topics/{topic}/config',
  summary: 'Change single configuration values; null brings back the default',
  permission: 'topic.alter',
  resources: ofTopic,
  preview: 'validateOnly',
  body: z.strictObject({
    changes: z
      .record(z.string().min(1), z.string().nullable())
      .refine((changes) => Object.keys(changes).length > 0, { message: 'at least one change is needed' }),
    validateOnly: z.boolean().default(false),
    /** Of an internal topic. */
    confirm: Confirm,
    reason: Reason,
  }),
  output: Done,
})

export const addPartitions = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/topics/{topic}/partitions',
  summary: 'Add partitions; keys may go to other partitions from then on, and it cannot be undone',
  permission: 'topic.alter',
  resources: ofTopic,
  body: z.strictObject({
    count: z.number().int().min(1).max(10_000),
    /** Of an internal topic. */
    confirm: Confirm,
    reason: Reason,
  }),
  output: z.object({ partitions: z.number() }),
})

/** What a deletion of records did, or with `dryRun` would do, to one partition. */
export const DeletedRecords = z.object({
  partition: z.number(),
  beforeOffset: Offset,
  records: Offset,
  logStartOffset: Offset,
})
export type DeletedRecords = z.infer<typeof DeletedRecords>

export const deleteRecords = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/topics/{topic}/records/delete',
  summary: 'Delete the records before an offset, or before a time',
  permission: 'record.delete',
  resources: ofTopic,
  preview: 'dryRun',
  maxBodyBytes: 2 << 20,
  body: z.strictObject({
    partitions: z
      .array(z.strictObject({ partition: z.number().int().min(0), beforeOffset: Offset }))
      .min(1)
      .max(10_000)
      .optional(),
    beforeTimestamp: z.number().int().min(0).optional(),
    dryRun: z.boolean().default(false),
    /** Of an internal topic. */
    confirm: Confirm,
    reason: Reason,
  }),
  output: z.object({ partitions: z.array(DeletedRecords) }),
})

/** A producer a partition remembers; `openTransactionFrom` is the first offset of a transaction that is open now. */
export const Producer = z.object({
  partition: z.number(),
  producerId: z.string(),
  producerEpoch: z.number(),
  lastSequence: z.number(),
  lastTimestamp: Timestamp.nullable(),
  openTransactionFrom: Offset.nullable(),
})
export type Producer = z.infer<typeof Producer>

export const listProducers = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/producers',
  summary: 'The idempotent and transactional producers that partitions remember',
  permission: 'topic.view',
  resources: ofTopic,
  query: listQuery(['partition', 'producerId', 'lastTimestamp', 'openTransactionFrom']),
  output: page(Producer),
})
