import { z } from 'zod'
import { IntParam, listQuery, Offset, page, Reason, Timestamp } from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { needsRecords, ofCluster, ofReplay, ofTopic } from './resource.ts'
import { Header, Input, MAX_RECORD_BYTES } from './messages.ts'
import { TopicName } from './topics.ts'

export const RecordRef = z.strictObject({ partition: z.number().int().min(0), offset: Offset })
export type RecordRef = z.infer<typeof RecordRef>

/** What narrows a selection: the conditions of a search, and the records' own time, `from` included, `to` not. All that is given must hold. */
const Narrowing = {
  text: z.string().max(1_000).optional(),
  caseSensitive: z.boolean().optional(),
  key: z.string().max(1_000).optional(),
  header: z.string().max(1_000).optional(),
  filter: z.string().max(10_000).optional(),
  from: z.number().int().min(0).optional(),
  to: z.number().int().min(0).optional(),
}

export const ReplaySelection = z.union([
  z.strictObject({ all: z.literal(true), ...Narrowing }),
  z.strictObject({ fingerprints: z.array(z.string().max(64)).min(1).max(500), ...Narrowing }),
  z.strictObject({ records: z.array(RecordRef).min(1).max(10_000) }),
  z
    .strictObject(Narrowing)
    .refine((given) => Object.values(given).some((value) => value !== undefined), { message: 'say what is selected' }),
])
export type ReplaySelection = z.infer<typeof ReplaySelection>

/** Each record's own origin, the retry topic of the group that failed on it, or one topic, of this cluster or another one. */
export const ReplayTarget = z.union([
  z.strictObject({ origin: z.literal(true) }),
  z.strictObject({ retry: z.literal(true) }),
  z.strictObject({ topic: TopicName, cluster: z.string().max(63).optional() }),
])
export type ReplayTarget = z.infer<typeof ReplayTarget>

/** What one record is sent with in place of its own; what is left out stays as it is. `headers` stand for all that are not error headers. */
export const ReplayEdit = z.strictObject({
  ...RecordRef.shape,
  key: Input.nullable().optional(),
  value: Input.nullable().optional(),
  headers: z
    .array(z.strictObject({ name: z.string().max(1_000), value: Input.nullable() }))
    .max(200)
    .optional(),
})
export type ReplayEdit = z.infer<typeof ReplayEdit>

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
  /** Leaves out records whose key has newer records in the target since they failed. */
  skipStale: z.boolean().default(false),
  /** Sends so many first and goes on once the failing group has consumed them and none came back; else the replay pauses. */
  canary: z
    .strictObject({
      records: z.number().int().min(1).max(10_000),
      waitSeconds: z.number().int().min(1).max(3_600).default(120),
    })
    .optional(),
  edits: z.array(ReplayEdit).max(500).optional(),
  /**
   * Topics that may get records although nothing but the records' own headers says that the dead letters came from there. Needs record.produce
   * on each of them.
   */
  extraTargets: z.array(TopicName).max(100).optional(),
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
  'originalGone',
  'notPermitted',
  'noRetryTopic',
  'stale',
  'ignored',
  'internalTarget',
  'unpairedTarget',
])
export type SkipReason = z.infer<typeof SkipReason>

export const ReplayGuarantee = z.enum(['exactlyOnceReadCommitted', 'atLeastOnce'])
export type ReplayGuarantee = z.infer<typeof ReplayGuarantee>

export const ReplayPlan = z.object({
  selected: z.number(),
  /** Records of which the expression of the selection could not say whether they are meant: they are not selected. */
  filterFailures: FilterFailures.optional(),
  bytes: z.number(),
  targets: z.array(z.object({ topic: z.string(), partition: z.number(), records: z.number(), bytes: z.number() })),
  /** Topics that only the records' headers name as origin: they get records once `options.extraTargets` names them. */
  unpaired: z.array(z.object({ topic: z.string(), records: z.number() })),
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
  /** Who let it run, where that takes a second person. */
  approvedBy: z.string().nullable(),
  reason: z.string(),
  /** How the records sent ahead fared; null where none were asked for. */
  canary: z.enum(['sending', 'waiting', 'passed', 'stopped']).nullable(),
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
  cost: 'scan',
  summary: 'Replay dead letters, or with dryRun say what would happen',
  permission: 'deadLetter.replay',
  resources: ({ source }) => ofTopic(source),
  preview: 'dryRun',
  alsoNeeds: ({ source }) => needsRecords(source),
  status: 202,
  maxBodyBytes: MAX_RECORD_BYTES,
  body: ReplayBody,
  output: z.union([ReplayJob, ReplayPlan]),
  others: [{ status: 200, schema: ReplayPlan }],
})

export const listReplays = endpoint({
  path: '/clusters/{cluster}/replays',
  summary: 'The replays, newest first',
  permission: 'deadLetter.view',
  resources: ofCluster,
  query: listQuery(['startedAt', 'state', 'selected', 'by'], '-startedAt'),
  output: page(ReplayJob),
})

export const getReplay = endpoint({
  path: '/clusters/{cluster}/replays/{replay}',
  summary: 'One replay',
  permission: 'deadLetter.view',
  resources: ofReplay,
  output: ReplayJob,
})

export const listReplayRecords = endpoint({
  path: '/clusters/{cluster}/replays/{replay}/records',
  cost: 'scan',
  summary: 'What became of each record of a replay',
  permission: 'deadLetter.view',
  resources: ofReplay,
  query: z.object({
    result: z.enum(['sent', 'skipped', 'failed']).optional(),
    reason: SkipReason.optional(),
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
  cost: 'scan',
  summary: 'Which groups have consumed the records of a replay, and whether any came back',
  permission: 'deadLetter.view',
  resources: ofReplay,
  output: ReplayProof,
})

const control = (verb: 'pause' | 'resume' | 'abort', summary: string) =>
  endpoint({
    method: 'POST',
    path: `/clusters/{cluster}/replays/{replay}/${verb}`,
    summary,
    permission: 'deadLetter.replay',
    resources: ofReplay,
    output: ReplayJob,
  })

export const pauseReplay = control('pause', 'Pause a replay; takes effect within one batch')
export const resumeReplay = control('resume', 'Go on with a paused replay')
export const abortReplay = control('abort', 'End a replay where it is; what was sent stays sent')

export const approveReplay = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/replays/{replay}/approve',
  summary: 'Let a replay run that waits for a second person',
  permission: 'approve',
  resources: ofReplay,
  body: z.strictObject({ reason: Reason }),
  output: ReplayJob,
})

export const exportReplayRecords = endpoint({
  path: '/clusters/{cluster}/replays/{replay}/records/export',
  cost: 'scan',
  summary: 'What became of each record of a replay, as a file',
  permission: 'deadLetter.view',
  resources: ofReplay,
  query: z.object({
    format: z.enum(['ndjson', 'csv']).default('ndjson'),
    result: z.enum(['sent', 'skipped', 'failed']).optional(),
    reason: SkipReason.optional(),
  }),
  output: z.string(),
  outputType: 'application/x-ndjson',
  others: [{ type: 'text/csv', schema: z.string() }],
})

export const watchReplay = stream({
  path: '/clusters/{cluster}/replays/{replay}/events',
  cost: 'stream',
  summary: 'The progress of a replay as it goes; ends when it has ended',
  permission: 'deadLetter.view',
  resources: ofReplay,
  events: { job: ReplayJob },
})
