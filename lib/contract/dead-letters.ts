import { z } from 'zod'
import { IntParam, listQuery, Offset, page, repeated, Timestamp } from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { Message } from './messages.ts'

export const DeadLetterFamily = z.enum([
  'spring-kafka',
  'spring-cloud-stream',
  'kafka-connect',
  'kafka-streams',
  'share-group',
  'smallrye',
  'parked',
  'none',
])
export type DeadLetterFamily = z.infer<typeof DeadLetterFamily>

/** A topic taken for a dead-letter topic. `evidence` lists in words what speaks for it; `confirmed` says that records bear a family's headers. */
export const DeadLetterTopic = z.object({
  topic: z.string(),
  family: DeadLetterFamily,
  confirmed: z.boolean(),
  evidence: z.array(z.string()),
  sourceTopics: z.array(z.string()),
  records: Offset,
  perHour: z.number().nullable(),
  lastRecordAt: Timestamp.nullable(),
  /** The groups that failed, as the records tell. */
  groups: z.array(z.string()),
  /** The groups that read the dead-letter topic itself. */
  readers: z.array(z.string()),
})
export type DeadLetterTopic = z.infer<typeof DeadLetterTopic>

export const listDeadLetterTopics = endpoint({
  path: '/clusters/{cluster}/dead-letters',
  summary: 'The dead-letter topics that were found, with the evidence',
  permission: 'deadLetter.view',
  query: listQuery(['topic', 'records', 'perHour', 'lastRecordAt']),
  output: page(DeadLetterTopic),
})

export const DeadLetterOrigin = z.object({
  topic: z.string(),
  partition: z.number().nullable(),
  offset: Offset.nullable(),
  timestamp: Timestamp.nullable(),
})
export type DeadLetterOrigin = z.infer<typeof DeadLetterOrigin>

/** One dead letter, normalised over the header families. What the headers do not tell is null. */
export const DeadLetter = z.object({
  message: Message,
  family: DeadLetterFamily,
  origin: DeadLetterOrigin.nullable(),
  /** The retry topic it was read from when it failed last, where that is not the origin. */
  lastHop: DeadLetterOrigin.nullable(),
  group: z.string().nullable(),
  component: z.string().nullable(),
  stage: z.string().nullable(),
  exceptionClass: z.string().nullable(),
  exceptionMessage: z.string().nullable(),
  stackTrace: z.string().nullable(),
  attempts: z.number().nullable(),
  failedAt: Timestamp.nullable(),
  replayCount: z.number(),
  /** The cause it shares with others: see the failures of its topic. */
  fingerprint: z.string(),
  /** An earlier replay has sent it. */
  replayed: z.boolean(),
  /** The record has neither key nor value of its own: it only points to its origin (KIP-1191). */
  pointer: z.boolean(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const listDeadLetters = endpoint({
  path: '/clusters/{cluster}/dead-letters/{topic}/records',
  summary: 'The newest dead letters of a topic, normalised',
  permission: 'deadLetter.view',
  query: z.object({
    limit: IntParam(1, 500).default(100),
    cursor: z.string().max(12_288).optional(),
    /** Only letters of these causes, and with this text in key, value or a header. */
    fingerprint: repeated(z.string().max(64)),
    text: z.string().max(250).optional(),
  }),
  output: z.object({ items: z.array(DeadLetter), cursor: z.string().nullable(), complete: z.boolean() }),
})

/** Dead letters of one cause. `message` is masked: what differs between them is #; `example` is the newest one's. */
export const FailureGroup = z.object({
  fingerprint: z.string(),
  family: DeadLetterFamily,
  exceptionClass: z.string().nullable(),
  message: z.string().nullable(),
  stage: z.string().nullable(),
  sourceTopic: z.string().nullable(),
  count: z.number(),
  /** How many of them replays have sent already. */
  replayed: z.number(),
  /** How many came back: they bear the headers of a replay. */
  failedAgain: z.number(),
  first: Timestamp.nullable(),
  last: Timestamp.nullable(),
  /** Dead letters per hour over the last 24, the oldest hour first. */
  trend: z.array(z.number()),
  groups: z.array(z.string()),
  sample: z.object({ partition: z.number(), offset: Offset }),
  example: z.string().nullable(),
})
export type FailureGroup = z.infer<typeof FailureGroup>

/** How far the counting is; `matched` of the `read` records bear the text that was asked for. */
export const FailureProgress = z.object({
  read: z.number(),
  total: z.number(),
  matched: z.number(),
  groups: z.array(FailureGroup),
})
export type FailureProgress = z.infer<typeof FailureProgress>

export const streamFailures = stream({
  path: '/clusters/{cluster}/dead-letters/{topic}/failures',
  summary: 'The dead letters of a topic, counted by cause',
  permission: 'deadLetter.view',
  query: z.object({ text: z.string().max(250).optional() }),
  events: { progress: FailureProgress, done: FailureProgress },
})
