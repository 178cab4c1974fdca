import { z } from 'zod'
import { IntParam, Offset, repeated, Timestamp } from './common.ts'
import { stream } from './endpoint.ts'
import { ofTopic } from './resource.ts'
import { Coverage, FormatName, Isolation } from './messages.ts'

/** Which records are looked at, and which id must not occur twice among them. */
export const AnalysisQuery = z.object({
  partition: repeated(IntParam(0, 1_000_000)),
  /** The newest `maxRecords`, the whole topic from its start, or the time from `timestamp` to `to` (ms, exclusive). */
  from: z.enum(['newest', 'oldest', 'time']).default('newest'),
  timestamp: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  maxRecords: IntParam(1, 10_000_000).default(100_000),
  maxBytes: IntParam(1_000_000, 8_000_000_000).default(500_000_000),
  maxSeconds: IntParam(1, 300).default(30),
  isolation: Isolation.default('committed'),
  /** `key`, `header:<name>` or `value:<path>`, as in `value:$.order.id`. */
  id: z
    .string()
    .max(300)
    .regex(/^(key|header:.+|value:.+)$/s, 'key, header:<name> or value:<path> is expected')
    .optional(),
})
export type AnalysisQuery = z.infer<typeof AnalysisQuery>

/** Sizes in bytes of what is not null; percentiles are at most 3 % too large, the rest is exact. */
export const SizeFigures = z.object({
  count: z.number(),
  nulls: z.number(),
  empty: z.number(),
  totalBytes: z.number(),
  min: z.number(),
  max: z.number(),
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  p999: z.number(),
  /** How many are at most so large, by powers of two. */
  histogram: z.array(z.object({ upTo: z.number(), count: z.number() })),
})
export type SizeFigures = z.infer<typeof SizeFigures>

/** A text of the topic's content, cut where `truncated`; `hex` where the bytes are not text. */
export const SampleText = z.object({ text: z.string(), hex: z.boolean(), truncated: z.boolean() })
export type SampleText = z.infer<typeof SampleText>

export const PartitionFigures = z.object({
  partition: z.number(),
  records: z.number(),
  bytes: z.number(),
  tombstones: z.number(),
  firstAt: Timestamp.nullable(),
  lastAt: Timestamp.nullable(),
})
export type PartitionFigures = z.infer<typeof PartitionFigures>

/** The keys that occur most. A count is at most `mayMiss` too small; where that is 0, it is exact and `distinct` too. */
export const TopKeys = z.object({
  items: z.array(z.object({ key: SampleText, count: z.number(), bytes: z.number() })),
  mayMiss: z.number(),
  distinct: z.number(),
  distinctExact: z.boolean(),
})

const Place = z.object({ partition: z.number(), offset: Offset })

/** Records whose id stood in an earlier one. `unwatched` records bear ids beyond the number that is remembered. */
export const Duplicates = z.object({
  id: z.string(),
  checked: z.number(),
  withoutId: z.number(),
  /** Records beyond the first of their id. */
  repeats: z.number(),
  /** Ids that occur more than once. */
  ids: z.number(),
  unwatched: z.number(),
  watchedIds: z.number(),
  items: z.array(z.object({ id: SampleText, count: z.number(), first: Place, last: Place })),
})
export type Duplicates = z.infer<typeof Duplicates>

/** Records per step of time. What lies far outside of the bulk is not drawn, but counted. */
export const RateFigures = z.object({
  stepMs: z.number(),
  times: z.array(Timestamp),
  counts: z.array(z.number()),
  bytes: z.array(z.number()),
  earlier: z.number(),
  later: z.number(),
  withoutTime: z.number(),
})
export type RateFigures = z.infer<typeof RateFigures>

const FormatCounts = z.array(z.object({ format: FormatName, count: z.number() }))

export const Analysis = z.object({
  /** How many offsets the slice has: about so many records. */
  asked: z.number(),
  records: z.number(),
  keys: SizeFigures,
  values: SizeFigures,
  partitions: z.array(PartitionFigures),
  topKeys: TopKeys,
  duplicates: Duplicates.nullable(),
  rate: RateFigures,
  /** Of `sampled` records, evenly spread. */
  formats: z.object({ sampled: z.number(), keys: FormatCounts, values: FormatCounts }),
  headers: z.object({
    items: z.array(z.object({ name: SampleText, records: z.number(), example: SampleText.nullable() })),
    /** Header occurrences with names beyond those that are counted. */
    others: z.number(),
    recordsWithout: z.number(),
  }),
  /** As stored and unpacked, per codec. */
  batches: z.array(
    z.object({
      compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']),
      batches: z.number(),
      records: z.number(),
      storedBytes: z.number(),
      unpackedBytes: z.number(),
    }),
  ),
  transactional: z.number(),
  coverage: Coverage,
})
export type Analysis = z.infer<typeof Analysis>

export const analyseTopic = stream({
  path: '/clusters/{cluster}/topics/{topic}/analysis',
  summary: 'Figures about a slice of a topic, growing while it is read',
  permission: 'record.view',
  resources: ofTopic,
  query: AnalysisQuery,
  events: { progress: Analysis, done: Analysis },
})
