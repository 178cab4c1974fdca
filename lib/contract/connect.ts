import { z } from 'zod'
import { listQuery, page } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster } from './resource.ts'

/** States are Kafka Connect's own: RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING. */
const Task = z.object({
  id: z.number(),
  state: z.string(),
  workerId: z.string().nullable(),
  error: z.string().nullable(),
})

/**
 * A connector with its tasks. `state` is what its owner has to know: FAILED where the connector itself or any of its tasks has failed, which Kafka
 * Connect calls RUNNING. `error` is the beginning of the stack trace. Of its configuration, which holds credentials, only what stands here is told.
 */
export const Connector = z.object({
  name: z.string(),
  /** What the configuration calls its Kafka Connect. */
  connect: z.string(),
  type: z.enum(['source', 'sink', 'unknown']),
  state: z.string(),
  error: z.string().nullable(),
  tasks: z.array(Task),
  tasksFailed: z.number(),
  connectorClass: z.string().nullable(),
  /** Those a sink reads, as configured; `topicsRegex` where a pattern says which. */
  topics: z.array(z.string()),
  topicsRegex: z.string().nullable(),
  /** The consumer group of a sink. */
  group: z.string().nullable(),
  /** Where a sink writes what it fails on, and whether with where it came from and why it failed. */
  deadLetters: z.object({ topic: z.string(), withHeaders: z.boolean() }).nullable(),
})
export type Connector = z.infer<typeof Connector>

/** `configured` are the names of the Kafka Connect clusters; `problems` says which of them did not answer, and why. */
export const ConnectorList = page(Connector).extend({ configured: z.array(z.string()), problems: z.array(z.string()) })
export type ConnectorList = z.infer<typeof ConnectorList>

export const listConnectors = endpoint({
  path: '/clusters/{cluster}/connect',
  summary:
    'The connectors of the Kafka Connect clusters that are configured for a cluster, with the state of their tasks',
  permission: 'connect.view',
  resources: ofCluster,
  query: listQuery(['state', 'name', 'connect', 'type']),
  output: ConnectorList,
})
