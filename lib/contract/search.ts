import { z } from 'zod'
import { IntParam } from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { Coverage, Message, RangeQuery } from './messages.ts'
import { Problem } from './problem.ts'

const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

/** How a producer chose the partition of a key; `auto` finds out from sampled keys, `none` reads every partition. */
export const Partitioner = z.enum(['auto', 'murmur2', 'crc32', 'fnv1a', 'none'])
export type Partitioner = z.infer<typeof Partitioner>

/** What a record must fulfil, all of it. The same in search, export and trace. */
const filterFields = {
  /** In key, value, header names or header values: as stored, or as decoded JSON without white space and escapes. */
  text: z.string().min(1).max(1_000).optional(),
  caseSensitive: Flag.default(true),
  /** The whole key, in `keyFormat` (text). */
  key: z.string().max(10_000).optional(),
  /** `name:value`, both whole. */
  header: z
    .string()
    .max(2_000)
    .regex(/^[^:].*:/s, 'name:value is expected')
    .optional(),
  /** A CEL expression over key, value, headers, partition, offset, timestamp (ms) and topic. */
  filter: z.string().trim().min(1).max(4_000).optional(),
}

const budgetFields = {
  maxRecords: IntParam(1, 10_000_000_000).optional(),
  maxSeconds: IntParam(1, 3_600).default(300),
  partitioner: Partitioner.default('auto'),
}

export const SearchQuery = RangeQuery.extend({
  ...filterFields,
  ...budgetFields,
  /** From an earlier answer of the same search: goes on where that one stopped. */
  continue: z.string().max(12_288).optional(),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const SearchProgress = z.object({
  records: z.number(),
  bytes: z.number(),
  matched: z.number(),
  recordsPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** How far the search came: the time of the records it is at; null before the first. */
  position: z.number().nullable(),
  elapsedMs: z.number(),
  /** Until the whole range is read, at the rate so far; null while nobody can tell. */
  remainingMs: z.number().nullable(),
  /** Of the offsets of the range, 0 to 1. */
  share: z.number(),
  /** Goes on after the last match before this event; null when nothing is left, or the token would be too long. */
  continue: z.string().nullable(),
})
export type SearchProgress = z.infer<typeof SearchProgress>

export const SearchDone = z.object({ coverage: Coverage, continue: z.string().optional() })
export type SearchDone = z.infer<typeof SearchDone>

const path = '/clusters/{cluster}/topics/{topic}/search'
const events = {
  match: z.object({ message: Message }),
  progress: SearchProgress,
  done: SearchDone,
  problem: Problem,
}

export const search = stream({
  path,
  summary: 'Records that fulfil a filter, newest or oldest first, as they are found',
  permission: 'record.view',
  query: SearchQuery,
  events,
})

export const searchByPost = stream({
  method: 'POST',
  path,
  summary: 'The same, for filters too long for an address',
  permission: 'record.view',
  body: SearchQuery,
  events,
})

export const SearchEstimate = z.object({
  /** Offsets in the range; compaction may have removed some of them. */
  records: z.number(),
  /** As stored, by the log's size per offset; null where the brokers do not tell sizes. */
  bytes: z.number().nullable(),
  /** At the rate of recent searches of this console, or a cautious guess before the first. */
  seconds: z.number(),
  partitions: z.number(),
  partitionsRead: z.number(),
  notes: z.array(z.string()),
})
export type SearchEstimate = z.infer<typeof SearchEstimate>

export const estimateSearch = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/search/estimate',
  summary: 'What a search would have to read',
  permission: 'record.view',
  query: SearchQuery,
  output: SearchEstimate,
})
