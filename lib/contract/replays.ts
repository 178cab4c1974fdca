import { z } from 'zod'
import { IntParam, listQuery, Offset, page, Reason, Timestamp } from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { Header } from './messages.ts'
import { TopicName } from './topics.ts'

export const RecordRef = z.object({ partition: z.number().int().min(0), offset: Offset })
export type RecordRef = z.infer<typeof RecordRef>

/** `text` narrows to records that bear it in key, value or a header. */
const Text = z.string().max(250).optional()

export const ReplaySelection = z.union([
  z.strictObject({ all: z.literal(true), text: Text }),
  z.strictObject({ fingerprints: z.array(z.string().max(64)).min(1).max(500), text: Text }),
  z.strictObject({ records: z.array(RecordRef).min(1).max(10_000) }),
])
export type ReplaySelection = z.infer<typeof ReplaySelection>

export const ReplayTarget = z.union([z.strictObject({ origin: z.literal(true) }), z.strictObject({ topic: TopicName })])
export type ReplayTarget = z.infer<typeof ReplayTarget>

export const ReplayOptions = z.strictObject({
  partitioning: z
    .union([z.literal('key'), z.literal('original'), z.strictObject({ partition: z.number().int().min(0) })])
    .default('key'),
  headers: z.enum(['strip', 'keep']).default('strip'),
  timestamp: z.enum(['now', 'keep']).default('now'),
  recordsPerSecond: z.number().positive().max(1_000_000).optional(),
  bytesPerSecond: z.number().positive().optional(),
  /** A record that was replayed so often comes back for a reason: it is left out. */
  maxReplays: z.number().int().min(1).max(1000).default(3),
  /** Dead letters that a replay has sent already are left out, unless this says otherwise. */
  includeReplayed: z.boolean().default(false),
  /** Exactly once needs transactions; without them a crash can send some records twice. */
  guarantee: z.enum(['exactlyOnceReadCommitted', 'atLeastOnce']).default('exactlyOnceReadCommitted'),
})
export type ReplayOptions = z.infer<typeof ReplayOptions>

export const ReplayBody = z.strictObject({
  source: z.strictObject({ topic: TopicName }),
  selection: ReplaySelection,
  target: ReplayTarget,
  options: ReplayOptions.default(ReplayOptions.parse({})),
  reason: Reason,
  dryRun: z.boolean().default(false),
  planHash: z.string().max(100_000).optional(),
})
export type ReplayBody = z.infer<typeof ReplayBody>

export const SkipReason = z.enum([
  'noOrigin',
  'targetMissing',
  'partitionMissing',
  'tooLarge',
  'nullKeyIntoCompacted',
  'loopLimit',
  'alreadyReplayed',
  'gone',
  'pointer',
])
export type SkipReason = z.infer<typeof SkipReason>

export const ReplayGuarantee = z.enum(['exactlyOnceReadCommitted', 'atLeastOnce'])
export type ReplayGuarantee = z.infer<typeof ReplayGuarantee>

export const ReplayPlan = z.object({
  selected: z.number(),
  bytes: z.number(),
  targets: z.array(z.object({ topic: z.string(), partition: z.number(), records: z.number(), bytes: z.number() })),
  skipped: z.array(z.object({ reason: SkipReason, text: z.string(), count: z.number(), sample: RecordRef })),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  groups: z.array(z.object({ id: z.string(), topic: z.string(), failing: z.boolean(), lag: Offset.nullable() })),
  samples: z.array(
    z.object({ record: RecordRef, target: z.string(), before: z.array(Header), after: z.array(Header) }),
  ),
  guarantee: ReplayGuarantee,
  planHash: z.string(),
})
export type ReplayPlan = z.infer<typeof ReplayPlan>

export const ReplayState = z.enum([
  'planned',
  'awaitingApproval',
  'running',
  'paused',
  'completed',
  'partial',
  'failed',
  'aborted',
])
export type ReplayState = z.infer<typeof ReplayState>

export const ReplayJob = z.object({
  id: z.string(),
  state: ReplayState,
  source: z.object({ topic: z.string() }),
  selection: z.unknown(),
  target: ReplayTarget,
  options: z.unknown(),
  selected: z.number(),
  sent: z.number(),
  skipped: z.number(),
  failed: z.number(),
  remaining: z.number(),
  bytes: z.number(),
  /** Records per second over the last seconds; null unless it runs. */
  rate: z.number().nullable(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  guarantee: ReplayGuarantee,
  owner: z.string(),
  by: z.string(),
  reason: z.string(),
  /** Why it failed; while it runs, what it waits for. */
  problem: z.string().nullable(),
  /** False where the console may not write its own topics: the job is forgotten when it stops. */
  durable: z.boolean(),
})
export type ReplayJob = z.infer<typeof ReplayJob>

/** The ledger: what became of one selected record. */
export const ReplayRecord = z.object({
  partition: z.number(),
  offset: Offset,
  result: z.enum(['sent', 'skipped', 'failed']),
  targetTopic: z.string().nullable(),
  targetPartition: z.number().nullable(),
  targetOffset: Offset.nullable(),
  reason: SkipReason.nullable(),
  text: z.string().nullable(),
})
export type ReplayRecord = z.infer<typeof ReplayRecord>

export const createReplay = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/replays',
  summary: 'Replay dead letters, or with dryRun say what would happen',
  permission: 'deadLetter.replay',
  status: 202,
  body: ReplayBody,
  output: z.union([ReplayJob, ReplayPlan]),
})

export const listReplays = endpoint({
  path: '/clusters/{cluster}/replays',
  summary: 'The replays, newest first',
  permission: 'deadLetter.view',
  query: listQuery(['startedAt', 'state', 'selected', 'by'], '-startedAt'),
  output: page(ReplayJob),
})

export const getReplay = endpoint({
  path: '/clusters/{cluster}/replays/{replay}',
  summary: 'One replay',
  permission: 'deadLetter.view',
  output: ReplayJob,
})

export const listReplayRecords = endpoint({
  path: '/clusters/{cluster}/replays/{replay}/records',
  summary: 'What became of each record of a replay',
  permission: 'deadLetter.view',
  query: z.object({
    result: z.enum(['sent', 'skipped', 'failed']).optional(),
    page: IntParam(1, 1_000_000).default(1),
    pageSize: IntParam(1, 500).default(100),
  }),
  output: page(ReplayRecord),
})

/** Whether what was sent has been consumed, and whether any of it came back as a dead letter. */
export const ReplayProof = z.object({
  /** A group that reads a target topic; `failing` is the one whose failures were replayed. */
  groups: z.array(
    z.object({
      id: z.string(),
      failing: z.boolean(),
      /** Records sent that lie before the group's committed offsets. */
      consumed: z.number(),
      partitions: z.array(
        z.object({
          topic: z.string(),
          partition: z.number(),
          sent: z.number(),
          lastOffset: Offset,
          committedOffset: Offset.nullable(),
          consumed: z.number(),
        }),
      ),
    }),
  ),
  sent: z.number(),
  /** How many of the records are dead letters again, and one of them. */
  cameBack: z.number(),
  cameBackSample: RecordRef.nullable(),
})
export type ReplayProof = z.infer<typeof ReplayProof>

export const proveReplay = endpoint({
  path: '/clusters/{cluster}/replays/{replay}/proof',
  summary: 'Which groups have consumed the records of a replay, and whether any came back',
  permission: 'deadLetter.view',
  output: ReplayProof,
})

const control = (verb: 'pause' | 'resume' | 'abort', summary: string) =>
  endpoint({
    method: 'POST',
    path: `/clusters/{cluster}/replays/{replay}/${verb}`,
    summary,
    permission: 'deadLetter.replay',
    output: ReplayJob,
  })

export const pauseReplay = control('pause', 'Pause a replay; takes effect within one batch')
export const resumeReplay = control('resume', 'Go on with a paused replay')
export const abortReplay = control('abort', 'End a replay where it is; what was sent stays sent')

export const watchReplay = stream({
  path: '/clusters/{cluster}/replays/{replay}/events',
  summary: 'The progress of a replay as it goes; ends when it has ended',
  permission: 'deadLetter.view',
  events: { job: ReplayJob },
})
