import { z } from 'zod'
import { MAX_CURSOR_CHARS } from '../cursor/cursor.ts'
import { BooleanParam, IntParam, Offset, repeated } from './common.ts'
import { stream } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { ofTopics } from './resource.ts'
import { FormatName, Isolation, Message } from './messages.ts'
import { FilterQuery } from './search.ts'

export const MAX_TAIL_TOPICS = 50

export const TailQuery = z.object({
  topics: z.preprocess(
    (value) => (Array.isArray(value) || value === undefined ? value : [value]),
    z.array(z.string().min(1).max(249)).min(1, 'name at least one topic').max(MAX_TAIL_TOPICS),
  ),
  partition: repeated(IntParam(0, 1_000_000)),
  /** `latest`, or the `id:` of the last event that was seen. `Last-Event-ID` comes before it. */
  from: z.string().max(MAX_CURSOR_CHARS).default('latest'),
  /** So many records from before the position are shown first; not when `Last-Event-ID` says that they were shown. */
  last: IntParam(0, 500).default(0),
  /** `false` ends the stream with `end` once all that is there by now was sent: its `id:` is where the next request goes on. */
  follow: BooleanParam.default(true),
  isolation: Isolation.default('committed'),
  ...FilterQuery.shape,
  keyFormat: FormatName.optional(),
  valueFormat: FormatName.optional(),
  /** N shows 1 of N records; `auto` lets the server choose N, 1 as long as the reader can follow. */
  sample: z
    .string()
    .regex(/^(auto|[1-9]\d{0,3})$/, 'auto, or a number from 1 to 9999, is expected')
    .default('1')
    .transform((value) => (value === 'auto' ? value : Number(value))),
  /** With `sample=auto`: what this reader can take. */
  maxPerSecond: IntParam(1, 1_000_000).optional(),
})
export type TailQuery = z.infer<typeof TailQuery>

const TailPosition = z.object({ topic: z.string(), partition: z.number(), offset: Offset })

export const TailStart = z.object({
  partitions: z.array(TailPosition),
  /** How many offsets an open transaction keeps back from a reader of committed records: end offset less last stable offset. */
  heldBack: z.array(z.object({ topic: z.string(), partition: z.number(), records: Offset })),
  /** Whether it goes on from a cursor. */
  resumed: z.boolean(),
  /** The cursor was made with another filter or isolation: the position holds, what lies before was chosen differently. */
  filterChanged: z.boolean(),
})
export type TailStart = z.infer<typeof TailStart>

export const TailMessages = z.object({
  messages: z.array(Message),
  /** Records that were left out since the last event because this reader is too slow. */
  dropped: z.number(),
  /** 1 of so many records is shown at the moment. */
  sample: z.number(),
  /** Records that matched since the last event and were left out as not being the 1 of N. */
  sampledOut: z.number(),
  /** What the filter expression met since the last event; null where it had an answer for each record since the stream began. */
  filterFailures: FilterFailures.nullable(),
  /** How long ago the last record of this event arrived; while catching up, how old it is. */
  behindMs: z.number(),
  /** Records that were looked at since the last event, whether they matched or not. */
  scanned: z.number(),
  /** Reading what lies between the cursor and now; nothing is dropped meanwhile. */
  catchingUp: z.boolean(),
  /** How long reading waited since the last event because tails of this cluster used up their bytes per second. */
  throttledMs: z.number(),
})
export type TailMessages = z.infer<typeof TailMessages>

export const TailGapReason = z.enum([
  'expired',
  'truncated',
  'recreated',
  'deleted',
  'undecodable',
  'unreachable',
  'recovered',
  'partitionsAdded',
])
export type TailGapReason = z.infer<typeof TailGapReason>

/** Offsets from `from` (included) to `to` (excluded) will not be shown, or what else a reader must know to trust the stream. */
export const TailGap = z.object({
  reason: TailGapReason,
  topic: z.string(),
  partition: z.number().nullable(),
  from: Offset.nullable(),
  to: Offset.nullable(),
  /** How many offsets lie in between; null where nothing is missing or nobody knows. */
  records: Offset.nullable(),
  text: z.string(),
})
export type TailGap = z.infer<typeof TailGap>

export const TailEnd = z.object({ reason: z.enum(['deleted', 'caughtUp']), text: z.string() })
export type TailEnd = z.infer<typeof TailEnd>

export const tail = stream({
  path: '/clusters/{cluster}/tail',
  cost: 'stream',
  summary: 'Records as they arrive; resumes by Last-Event-ID',
  permission: 'record.view',
  resources: ({ topics }) => ofTopics(topics),
  query: TailQuery,
  events: {
    start: TailStart,
    messages: TailMessages,
    gap: TailGap,
    end: TailEnd,
    /** Every 15 s of silence: a reader that hears nothing for much longer has lost its connection without being told. */
    heartbeat: z.object({}),
  },
})
