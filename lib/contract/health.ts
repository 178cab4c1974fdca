import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { ofConsole } from './resource.ts'
import { ClusterStatus } from './clusters.ts'

export const getHealth = endpoint({
  path: '/health',
  cost: 'free',
  summary: 'Whether the process is alive',
  permission: null,
  resources: ofConsole,
  output: z.object({ status: z.literal('ok') }),
})

const Readiness = z.object({
  ready: z.boolean(),
  /** For those who have cluster.view. */
  clusters: z.record(z.string(), ClusterStatus).optional(),
})

/** 200 once every cluster was tried once, whatever came of it; 503 before that and while stopping. */
export const getReady = endpoint({
  path: '/ready',
  cost: 'free',
  summary: 'Whether start-up is over',
  permission: null,
  resources: ofConsole,
  output: Readiness,
  others: [{ status: 503, schema: Readiness }],
})

export const getOpenApi = endpoint({
  path: '/openapi.json',
  cost: 'cheap',
  summary: 'This contract as an OpenAPI 3.1 document',
  permission: null,
  resources: ofConsole,
  output: z.unknown(),
})
