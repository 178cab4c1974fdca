import { z } from 'zod'
import { IntParam, Offset, repeated } from './common.ts'
import { stream } from './endpoint.ts'
import { FormatName, Isolation, Message } from './messages.ts'
import { Problem } from './problem.ts'

export const TailQuery = z.object({
  topics: repeated(z.string().min(1)),
  partition: repeated(IntParam(0, 1_000_000)),
  from: z.string().max(12_288).default('latest'),
  last: IntParam(0, 500).default(0),
  isolation: Isolation.default('committed'),
  text: z.string().max(1000).optional(),
  caseSensitive: z
    .enum(['true', 'false'])
    .default('true')
    .transform((value) => value === 'true'),
  key: z.string().max(10_000).optional(),
  header: z.string().max(1000).optional(),
  keyFormat: FormatName.optional(),
  valueFormat: FormatName.optional(),
})
export type TailQuery = z.infer<typeof TailQuery>

export const TailStart = z.object({
  partitions: z.array(z.object({ topic: z.string(), partition: z.number(), offset: Offset })),
  /** Partitions where an open transaction keeps records back from a reader of committed ones. */
  heldBack: z.array(z.object({ topic: z.string(), partition: z.number(), records: Offset })),
  resumed: z.boolean(),
})
export const TailMessages = z.object({ messages: z.array(Message), dropped: z.number(), behindMs: z.number() })
export const TailGap = z.object({
  reason: z.enum(['expired', 'recreated', 'deleted', 'unreachable', 'partitionsAdded', 'recovered']),
  topic: z.string(),
  partition: z.number().nullable(),
  from: Offset.nullable(),
  to: Offset.nullable(),
  text: z.string(),
})
export type TailGap = z.infer<typeof TailGap>

export const tail = stream({
  path: '/clusters/{cluster}/tail',
  summary: 'Records as they arrive; resumes by Last-Event-ID',
  permission: 'record.view',
  query: TailQuery,
  events: {
    start: TailStart,
    messages: TailMessages,
    gap: TailGap,
    end: z.object({ reason: z.string() }),
    problem: Problem,
  },
})
