import { z } from 'zod'
import { listQuery, Offset, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster } from './resource.ts'

/**
 * A transaction as its coordinator has it. `hanging`: it has been open for longer than its own time limit, so that the coordinator should have
 * ended it.
 */
export const Transaction = z.object({
  transactionalId: z.string(),
  coordinatorId: z.number(),
  producerId: z.string(),
  producerEpoch: z.number().nullable(),
  state: z.string(),
  timeoutMs: z.number().nullable(),
  /** Null unless one is open. */
  startedAt: Timestamp.nullable(),
  topics: z.array(z.object({ topic: z.string(), partitions: z.array(z.number()) })),
  hanging: z.boolean(),
})
export type Transaction = z.infer<typeof Transaction>

/** Whose transaction it is, as far as the brokers tell, and when it wrote last. `hanging`: no coordinator has it open there any more. */
export const TransactionHolder = z.object({
  producerId: z.string().nullable(),
  transactionalId: z.string().nullable(),
  lastWriteAt: Timestamp.nullable(),
  hanging: z.boolean(),
})
export type TransactionHolder = z.infer<typeof TransactionHolder>

/**
 * A partition in which an open transaction holds the last stable offset back, so that readers of committed records wait. `hanging`: no
 * coordinator has that transaction open there; only an abort by an administrator ends it (kafka-transactions.sh).
 */
export const HeldPartition = TransactionHolder.extend({
  topic: z.string(),
  partition: z.number(),
  lastStableOffset: Offset,
  endOffset: Offset,
})
export type HeldPartition = z.infer<typeof HeldPartition>

export const TransactionList = page(Transaction).extend({
  held: z.array(HeldPartition),
  /** Partitions that are held but not listed. */
  heldLeftOut: z.number(),
  problems: z.array(z.string()),
})
export type TransactionList = z.infer<typeof TransactionList>

export const listTransactions = endpoint({
  path: '/clusters/{cluster}/transactions',
  summary: 'The transactions of all coordinators, and the partitions that open ones hold back',
  permission: 'cluster.view',
  resources: ofCluster,
  query: listQuery(['startedAt', 'transactionalId', 'state', 'producerId'], 'startedAt').extend({
    /** As Kafka names it, or `open` for all that are neither finished nor empty. */
    state: z.string().max(40).optional(),
  }),
  output: TransactionList,
})
