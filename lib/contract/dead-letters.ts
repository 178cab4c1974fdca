import { z } from 'zod'
import { IntParam, listQuery, Offset, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { Message } from './messages.ts'

export const DeadLetterFamily = z.enum([
  'spring-kafka',
  'spring-cloud-stream',
  'kafka-connect',
  'kafka-streams',
  'share-group',
  'smallrye',
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
  /** The record has neither key nor value of its own: it only points to its origin (KIP-1191). */
  pointer: z.boolean(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const listDeadLetters = endpoint({
  path: '/clusters/{cluster}/dead-letters/{topic}/records',
  summary: 'The newest dead letters of a topic, normalised',
  permission: 'deadLetter.view',
  query: z.object({ limit: IntParam(1, 500).default(100), cursor: z.string().max(12_288).optional() }),
  output: z.object({ items: z.array(DeadLetter), cursor: z.string().nullable(), complete: z.boolean() }),
})
