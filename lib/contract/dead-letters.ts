import { z } from 'zod'
import {
  BooleanParam,
  Done,
  Durable,
  IntParam,
  listQuery,
  Offset,
  page,
  Reason,
  repeated,
  Timestamp,
} from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { needsRecords, ofCluster, ofTopic } from './resource.ts'
import { Message } from './messages.ts'
import { ReplaySelection } from './replays.ts'

export const DeadLetterFamily = z.enum([
  'spring-kafka',
  'spring-cloud-stream',
  'kafka-connect',
  'kafka-streams',
  'share-group',
  'smallrye',
  'parked',
  'custom',
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
  /** Records that came in the last hour, whatever time they bear. */
  perHour: z.number().nullable(),
  /** The topic was not watched for the whole hour: more may have come. */
  perHourIsMinimum: z.boolean(),
  /** When the last record came; by its own time where that was before the topic was watched. */
  lastRecordAt: Timestamp.nullable(),
  /** The groups that failed, as the records tell. */
  groups: z.array(z.string()),
  /** The groups that read the dead-letter topic itself. */
  readers: z.array(z.string()),
  /** Topics from which the groups try again what came from the source topics. */
  retryTopics: z.array(z.string()),
  /** The time of the oldest record that is neither replayed nor ignored. */
  oldestOpenAt: Timestamp.nullable(),
  /** What somebody decided by hand. */
  mark: z.enum(['pinned', 'dismissed']).nullable(),
})
export type DeadLetterTopic = z.infer<typeof DeadLetterTopic>

export const listDeadLetterTopics = endpoint({
  path: '/clusters/{cluster}/dead-letters',
  summary: 'The dead-letter topics that were found, with the evidence',
  permission: 'deadLetter.view',
  resources: ofCluster,
  query: listQuery(['topic', 'records', 'perHour', 'lastRecordAt', 'oldestOpenAt']).extend({
    /** Also those that somebody said are none. */
    dismissed: BooleanParam.default(false),
  }),
  /** `notes` say what could not be asked. */
  output: page(DeadLetterTopic).extend({ notes: z.array(z.string()) }),
})

export const markDeadLetterTopic = endpoint({
  method: 'PUT',
  path: '/clusters/{cluster}/dead-letters/{topic}',
  summary: 'Say by hand that a topic holds dead letters (pinned) or does not (dismissed); null takes it back',
  permission: 'deadLetter.mark',
  resources: ofTopic,
  body: z.strictObject({ mark: z.enum(['pinned', 'dismissed']).nullable(), reason: Reason }),
  output: Done.extend({ durable: Durable }),
})

/** What narrows dead letters: text as a search finds it, and CEL. */
const Narrowing = { text: z.string().max(1_000).optional(), filter: z.string().max(10_000).optional() }

export const DeadLetterOrigin = z.object({
  topic: z.string(),
  partition: z.number().nullable(),
  offset: Offset.nullable(),
  timestamp: Timestamp.nullable(),
})
export type DeadLetterOrigin = z.infer<typeof DeadLetterOrigin>

/** `failedAgain` came back after a replay and waits like an `open` one. */
export const DeadLetterState = z.enum(['open', 'failedAgain', 'replayed', 'ignored'])
export type DeadLetterState = z.infer<typeof DeadLetterState>

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
  state: DeadLetterState,
  /** The record has neither key nor value of its own: it only points to its origin (KIP-1191). */
  pointer: z.boolean(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const listDeadLetters = endpoint({
  path: '/clusters/{cluster}/dead-letters/{topic}/records',
  cost: 'scan',
  summary: 'The newest dead letters of a topic, normalised',
  permission: 'deadLetter.view',
  resources: ofTopic,
  alsoNeeds: needsRecords,
  query: z.object({
    limit: IntParam(1, 500).default(100),
    cursor: z.string().max(12_288).optional(),
    /** Only letters of these causes, and with this text in key, value or a header. */
    fingerprint: repeated(z.string().max(64)),
    ...Narrowing,
  }),
  output: z.object({
    items: z.array(DeadLetter),
    cursor: z.string().nullable(),
    complete: z.boolean(),
    /** What the expression met in the records of this page and those between; left out where it had an answer for each. */
    filterFailures: FilterFailures.optional(),
  }),
})

export const getDeadLetter = endpoint({
  path: '/clusters/{cluster}/dead-letters/{topic}/records/{partition}/{offset}',
  summary: 'One dead letter beside its original and what stands around that',
  permission: 'deadLetter.view',
  resources: ofTopic,
  alsoNeeds: needsRecords,
  output: z.object({
    letter: DeadLetter,
    /** Which of its headers tell of the failure, by their place: a replay takes them away unless it is to keep them. */
    errorHeaders: z.array(z.number()),
    /**
     * `untold`: its headers do not say exactly where it stood. `gone`: deleted or compacted away. `unreadable`: this console may not read it.
     * `notVisible`: the user may not see records of its topic.
     */
    originalState: z.enum(['found', 'gone', 'untold', 'unreadable', 'notVisible']),
    original: Message.nullable(),
    /** Whether the bytes are the same as the original's; null without one. */
    sameKey: z.boolean().nullable(),
    sameValue: z.boolean().nullable(),
    /** The records right before and after the original in its partition, the original left out. */
    neighbours: z.array(Message),
  }),
})

export const searchDeadLetters = endpoint({
  path: '/clusters/{cluster}/dead-letter-search',
  cost: 'scan',
  summary: 'Looks for a text, such as a business id, in the dead letters of all topics, the newest first',
  permission: 'deadLetter.view',
  resources: ofCluster,
  query: z.object({ text: z.string().trim().min(1).max(250), limit: IntParam(1, 200).default(50) }),
  output: z.object({
    items: z.array(DeadLetter),
    /** Topics looked at, and those that were not read to their start: too much, or not readable just now. */
    topics: z.number(),
    incomplete: z.array(z.string()),
  }),
})

/** Ten thousand records by partition and offset. */
const MAX_SELECTION_BYTES = 2 << 20

export const ignoreDeadLetters = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/dead-letters/{topic}/ignore',
  cost: 'scan',
  summary: 'Mark dead letters as ignored, or as open again',
  permission: 'deadLetter.mark',
  resources: ofTopic,
  maxBodyBytes: MAX_SELECTION_BYTES,
  body: z.strictObject({ selection: ReplaySelection, ignored: z.boolean().default(true), reason: Reason }),
  output: z.object({
    marked: z.number(),
    durable: Durable,
    /** Records of which the expression of the selection could not say whether they are meant: they were not marked. */
    filterFailures: FilterFailures.optional(),
  }),
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
  /** How many somebody marked as ignored and no replay has sent. */
  ignored: z.number(),
  /** The time of the oldest one that is neither. */
  oldestOpen: Timestamp.nullable(),
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
  /** What the expression met so far; left out where it had an answer for each. */
  filterFailures: FilterFailures.optional(),
  groups: z.array(FailureGroup),
})
export type FailureProgress = z.infer<typeof FailureProgress>

export const streamFailures = stream({
  path: '/clusters/{cluster}/dead-letters/{topic}/failures',
  summary: 'The dead letters of a topic, counted by cause',
  permission: 'deadLetter.view',
  resources: ofTopic,
  alsoNeeds: needsRecords,
  query: z.object(Narrowing),
  events: { progress: FailureProgress, done: FailureProgress },
})
