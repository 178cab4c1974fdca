import { z } from 'zod'
import { MAX_CURSOR_CHARS } from '../cursor/cursor.ts'
import { IntParam, Offset } from './common.ts'
import { endpoint, stream } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { needsOfStart, ofTopic } from './resource.ts'
import { Coverage, fromByOrder, Message, RangeQuery } from './messages.ts'

/** A boolean, as JSON has it or as text in a URL. */
const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

/** What a record must be like; all that is given must hold. Shared by search, export, tails and replays. */
export const FilterQuery = z.object({
  /** Somewhere in the key, the value, or a header's name or value: as stored, or with its escapes resolved. */
  text: z.string().max(10_000).optional(),
  caseSensitive: Flag.default(true),
  /** The whole key; with `keyFormat` the text of that format, such as `42` for an int64. */
  key: z.string().max(10_000).optional(),
  /** `name:value`, or a name alone. */
  header: z.string().max(10_000).optional(),
  /** CEL over key, value, headers, partition, offset, timestamp, topic. */
  filter: z.string().max(10_000).optional(),
})
export type FilterQuery = z.infer<typeof FilterQuery>

/** How an exact key is mapped to its partition; `all` reads every partition. */
export const PartitionerParam = z.enum(['auto', 'all', 'murmur2', 'crc32', 'fnv1a'])
export type PartitionerParam = z.infer<typeof PartitionerParam>

/** As text in a URL, as a number in JSON. */
const OffsetOrTime = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), Offset.optional())

export const SearchQuery = RangeQuery.extend(FilterQuery.shape).extend({
  to: OffsetOrTime,
  partitioner: PartitionerParam.default('auto'),
  /** Stop after so many records were looked at. */
  maxRecords: IntParam(1, Number.MAX_SAFE_INTEGER).optional(),
  maxSeconds: z.coerce.number().min(0.1).max(3600).default(300),
  /** What an earlier search gave as `continue`: goes on where that one stopped. */
  continue: z.string().max(MAX_CURSOR_CHARS).optional(),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const SearchProgress = z.object({
  /** Looked at so far. */
  records: z.number(),
  bytes: z.number(),
  matched: z.number(),
  elapsedMs: z.number(),
  recordsPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** Of the asked offsets, from 0 to 1. */
  fraction: z.number(),
  /** Null while it cannot be said. */
  timeLeftMs: z.number().nullable(),
  /** How many searches are ahead of this one; 0 once it runs. */
  waitingFor: z.number(),
  /** What the filter expression met so far, as in a coverage. */
  filterFailures: FilterFailures.optional(),
  /** Goes on from here if the search is cancelled now; null where it would be too long. */
  continue: z.string().nullable(),
})
export type SearchProgress = z.infer<typeof SearchProgress>

export const SearchDone = z.object({
  coverage: Coverage,
  /** Present where something is left to read. */
  continue: z.string().optional(),
})
export type SearchDone = z.infer<typeof SearchDone>

const events = { match: z.object({ message: Message }), progress: SearchProgress, done: SearchDone }
const summary = 'Finds records: streams matches, progress, and at the end what was covered'

export const search = stream({
  path: '/clusters/{cluster}/topics/{topic}/search',
  summary,
  permission: 'record.view',
  resources: ofTopic,
  alsoNeeds: needsOfStart,
  query: SearchQuery,
  fill: fromByOrder,
  events,
})

/** The same with its fields in a JSON body, for long filters. */
export const searchByPost = stream({
  method: 'POST',
  path: '/clusters/{cluster}/topics/{topic}/search',
  summary,
  permission: 'record.view',
  resources: ofTopic,
  alsoNeeds: needsOfStart,
  body: SearchQuery.strict(),
  fill: fromByOrder,
  events,
})

/** What a search would read at most. */
export const SearchEstimate = z.object({
  partitions: z.number(),
  /** Offsets in the asked range: no fewer than its records. */
  records: Offset,
  /** About how many bytes lie in them as stored; null where brokers do not say. */
  bytes: z.number().nullable(),
  /** About how long reading all of them takes; null where the bytes are unknown. */
  seconds: z.number().nullable(),
  /** Where an exact key stands, when one partition is enough. */
  partitioner: z.object({ name: PartitionerParam, partition: z.number().nullable(), why: z.string() }).optional(),
})
export type SearchEstimate = z.infer<typeof SearchEstimate>

export const searchEstimate = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/search/estimate',
  summary: 'What a search would read, before it starts',
  permission: 'record.view',
  resources: ofTopic,
  alsoNeeds: needsOfStart,
  query: SearchQuery,
  fill: fromByOrder,
  output: SearchEstimate,
})
