import { z } from 'zod'
import { page, Offset, Timestamp } from './common.ts'
import { BrokerSummary } from './brokers.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster, ofConsole } from './resource.ts'
import { GroupSummary } from './groups.ts'

/** What the brokers of a cluster can do; false where a page must say "this broker does not support it". */
export const Features = z.object({
  groupTypes: z.boolean(),
  consumerGroups: z.boolean(),
  shareGroups: z.boolean(),
  streamsGroups: z.boolean(),
  logDirs: z.boolean(),
  quorum: z.boolean(),
  transactions: z.boolean(),
  incrementalConfigs: z.boolean(),
  topicIds: z.boolean(),
})
export type Features = z.infer<typeof Features>

export const ClusterStatus = z.enum(['connecting', 'up', 'degraded', 'down'])
export type ClusterStatus = z.infer<typeof ClusterStatus>

/** A cluster in a line. Numbers are null while nothing has been read yet; `asOf` dates them when the cluster is down. */
export const ClusterSummary = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.string(),
  colour: z.string(),
  readOnly: z.boolean(),
  status: ClusterStatus,
  statusSince: Timestamp,
  problem: z.string().nullable(),
  asOf: Timestamp.nullable(),
  kafkaVersion: z.string().nullable(),
  /** How `kafkaVersion` was found; brokers do not tell their version, so it is inferred. */
  kafkaVersionInferredFrom: z.string().nullable(),
  controllerId: z.number().nullable(),
  brokers: z.number().nullable(),
  topics: z.number().nullable(),
  partitions: z.number().nullable(),
  underReplicatedPartitions: z.number().nullable(),
  offlinePartitions: z.number().nullable(),
  groups: z.number().nullable(),
  totalLag: Offset.nullable(),
  messagesPerSecond: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
  /** Null where no alert rules are configured. */
  alertsFiring: z.number().nullable(),
  features: Features.nullable(),
})
export type ClusterSummary = z.infer<typeof ClusterSummary>

export const listClusters = endpoint({
  path: '/clusters',
  cost: 'cheap',
  summary: 'The configured clusters and how they are',
  permission: 'cluster.view',
  resources: ofConsole,
  output: page(ClusterSummary),
})

export const getCluster = endpoint({
  path: '/clusters/{cluster}',
  cost: 'cheap',
  summary: 'One cluster',
  permission: 'cluster.view',
  resources: ofCluster,
  output: ClusterSummary,
})

/** One thing that is wrong, worst first; `href` is a page below `/c/{cluster}`. */
export const Finding = z.object({
  severity: z.enum(['bad', 'warning', 'info']),
  kind: z.string(),
  subject: z.string(),
  text: z.string(),
  href: z.string(),
  since: Timestamp.nullable(),
  /** It may be older than `since`. */
  sinceAtLeast: z.boolean().optional(),
})
export type Finding = z.infer<typeof Finding>

/** How the groups, in numbers, are. */
const GroupCounts = z.object({ total: z.number(), behind: z.number(), bad: z.number() })

export const RatePoint = z.object({
  at: Timestamp,
  recordsPerSecond: z.number().nullable(),
  totalLag: Offset.nullable(),
  deadLetters: Offset.nullable(),
})

export const Overview = z.object({
  cluster: ClusterSummary,
  findings: z.array(Finding),
  history: z.array(RatePoint),
  /** Null until two samples in a row were read. */
  busiestTopics: z.array(z.object({ topic: z.string(), recordsPerSecond: z.number() })).nullable(),
  groups: GroupCounts.nullable(),
  deadLetters: z.object({ topics: z.number(), records: Offset.nullable(), lastHour: Offset.nullable() }).nullable(),
  /** Bytes in the log directories of all brokers that answered. */
  disk: z
    .object({ usedBytes: z.number(), fullestBroker: z.number().nullable(), fullest: z.number().nullable() })
    .nullable(),
  brokers: z.array(BrokerSummary),
  topGroups: z.array(GroupSummary),
  problems: z.array(z.string()),
  /** When the groups and the sums were read; null before the first sample. */
  asOf: Timestamp.nullable(),
  /** They are of the present: the cluster answers, and everything was read in the last rounds. */
  current: z.boolean(),
})
export type Overview = z.infer<typeof Overview>

export const getOverview = endpoint({
  path: '/clusters/{cluster}/overview',
  summary: 'What needs attention, and the last hour of throughput, lag and dead letters',
  permission: 'cluster.view',
  resources: ofCluster,
  output: Overview,
})
