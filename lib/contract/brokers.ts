import { z } from 'zod'
import { page, Offset, Timestamp, listQuery } from './common.ts'
import { ConfigEntry } from './topics.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster } from './resource.ts'

export const BrokerSummary = z.object({
  id: z.number(),
  host: z.string(),
  port: z.number(),
  rack: z.string().nullable(),
  controller: z.boolean(),
  reachable: z.boolean(),
  problem: z.string().nullable(),
  leaders: z.number(),
  replicas: z.number(),
  outOfSync: z.number(),
  logDirBytes: z.number().nullable(),
  /** How full the fullest of its disks is, 0 to 1; null where the broker does not tell (before Kafka 3.3). */
  diskUsed: z.number().nullable(),
  /** Why `logDirBytes` or `diskUsed` is null. */
  diskProblem: z.string().nullable(),
})
export type BrokerSummary = z.infer<typeof BrokerSummary>

/** A member of the KRaft quorum; `lag` counts records of the metadata log. */
export const QuorumMember = z.object({
  id: z.number(),
  role: z.enum(['leader', 'voter', 'observer']),
  logEndOffset: Offset,
  lag: Offset,
  lastCaughtUpAt: Timestamp.nullable(),
})
export type QuorumMember = z.infer<typeof QuorumMember>

export const LogDir = z.object({
  path: z.string(),
  error: z.string().nullable(),
  usedBytes: z.number(),
  totalBytes: z.number().nullable(),
  usableBytes: z.number().nullable(),
  /** Why they are null. */
  sizeProblem: z.string().nullable(),
  largest: z.array(z.object({ topic: z.string(), partition: z.number(), sizeBytes: z.number() })),
})
export type LogDir = z.infer<typeof LogDir>

export const BrokerList = page(BrokerSummary).extend({
  quorum: z.object({ leaderId: z.number(), epoch: z.number(), members: z.array(QuorumMember) }).nullable(),
  /** Why `quorum` is null: a cluster on ZooKeeper has none. */
  quorumProblem: z.string().nullable(),
  asOf: Timestamp,
})
export type BrokerList = z.infer<typeof BrokerList>

export const listBrokers = endpoint({
  path: '/clusters/{cluster}/brokers',
  summary: 'The brokers, and the KRaft quorum where there is one',
  permission: 'cluster.view',
  resources: ofCluster,
  query: listQuery(['id', 'host', 'leaders', 'replicas', 'logDirBytes']),
  output: BrokerList,
})

export const BrokerDetail = BrokerSummary.extend({ logDirs: z.array(LogDir).nullable() })
export type BrokerDetail = z.infer<typeof BrokerDetail>

export const getBroker = endpoint({
  path: '/clusters/{cluster}/brokers/{broker}',
  summary: 'One broker with its log directories',
  permission: 'cluster.view',
  resources: ofCluster,
  output: BrokerDetail,
})

export const getBrokerConfig = endpoint({
  path: '/clusters/{cluster}/brokers/{broker}/config',
  summary: 'The configuration of one broker; sensitive values are never sent',
  permission: 'cluster.view',
  resources: ofCluster,
  output: page(ConfigEntry),
})
