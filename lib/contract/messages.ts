import { z } from 'zod'
import { IntParam, Offset, repeated, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { needsOfStart, ofTopic } from './resource.ts'

export const FormatName = z.enum([
  'json',
  'avro',
  'protobuf',
  'jsonSchema',
  'msgpack',
  'cbor',
  'xml',
  'text',
  'hex',
  'base64',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'uuid',
  'kafka',
  'empty',
])
export type FormatName = z.infer<typeof FormatName>

/** The registered schema that bytes were read by. Its id is null where they name it by `guid`, its subject where the registry does not tell. */
const DecodedSchema = z.object({
  id: z.number().nullable(),
  guid: z.string().optional(),
  subject: z.string().nullable(),
  version: z.number().nullable(),
  type: z.string(),
})

/**
 * Bytes as a person reads them. `error` says why a better format failed; `base64` is there where the text would not bring the bytes back;
 * `reason` says why this format was chosen.
 */
export const Decoded = z.object({
  format: FormatName,
  text: z.string(),
  sizeBytes: z.number(),
  truncated: z.boolean(),
  reason: z.string().optional(),
  schema: DecodedSchema.optional(),
  error: z.string().optional(),
  base64: z.string().optional(),
})
export type Decoded = z.infer<typeof Decoded>

export const Header = z.object({ name: z.string(), value: Decoded.nullable() })
export type Header = z.infer<typeof Header>

export const Message = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: Offset,
  timestamp: Timestamp,
  /** The timestamp's digits, where it is beyond what a JSON number holds exactly (2^53). */
  timestampExact: z.string().optional(),
  timestampType: z.enum(['CreateTime', 'LogAppendTime', 'None']),
  key: Decoded.nullable(),
  value: Decoded.nullable(),
  headers: z.array(Header),
  /** How many headers there are behind the first 1,000, which are not shown. */
  moreHeaders: z.number().optional(),
  sizeBytes: z.number(),
  compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']),
  transactional: z.boolean(),
  control: z.enum(['commit', 'abort', 'other']).optional(),
})
export type Message = z.infer<typeof Message>

/** What was read of one partition. `from` and `to` were asked, `scannedFrom` and `scannedTo` were done; `to` is exclusive. */
export const PartitionCoverage = z.object({
  partition: z.number(),
  from: Offset,
  to: Offset,
  scannedFrom: Offset,
  scannedTo: Offset,
  /** Looked at, whether or not they matched. */
  records: z.number(),
  /**
   * Whether all that was asked was read (`complete`, `empty`, `keyElsewhere`), else why not. `expired`: its beginning was deleted;
   * `offline`: no broker that has it answers; `error`: it could not be read, or some of it is damaged.
   */
  reason: z.enum([
    'complete',
    'empty',
    'limit',
    'maxRecords',
    'maxSeconds',
    'maxBytes',
    'cancelled',
    'expired',
    'offline',
    'error',
    'keyElsewhere',
    'running',
  ]),
  problem: z.string().optional(),
  /** What else the scanned offsets were, each left out where there is none: records of aborted transactions, markers of the broker, */
  aborted: z.number().optional(),
  control: z.number().optional(),
  /** offsets that hold nothing (compacted), */
  gaps: z.number().optional(),
  /** and offsets of the asked range that were deleted before they were read. */
  expired: z.number().optional(),
})
export type PartitionCoverage = z.infer<typeof PartitionCoverage>

/** What an answer covers, so that nobody takes "not seen" for "not there". */
export const Coverage = z.object({
  partitions: z.array(PartitionCoverage),
  /** What a reader should know: timestampsGoBack, openTransaction, damagedBatches, cursorTooLong, withoutCommit, gaps, filterFailed, partitioner…. */
  notes: z.array(z.string()),
  records: z.number(),
  bytes: z.number(),
  matched: z.number(),
  /** Batches that were left unread: damaged ones, and in a search those whose bytes or times already say that nothing in them can match. */
  skippedBatches: z.number(),
  /** How an exact key was mapped to its partition, and why so. */
  partitioner: z.string().optional(),
  /** What the filter expression met; left out where it had an answer for each record. */
  filterFailures: FilterFailures.optional(),
  elapsedMs: z.number(),
  complete: z.boolean(),
  /** `running`: not stopped at all, in what an analysis tells while it reads. */
  stoppedBecause: z.enum(['end', 'limit', 'maxRecords', 'maxSeconds', 'maxBytes', 'cancelled', 'error', 'running']),
})
export type Coverage = z.infer<typeof Coverage>

export const Isolation = z.enum(['committed', 'uncommitted'])
export type Isolation = z.infer<typeof Isolation>

/** Where to read from and how far; shared by messages, search and export. */
export const RangeQuery = z.object({
  partition: repeated(IntParam(0, 1_000_000)),
  /** `group`: where `group` goes on by what it has committed; partitions without a commit are left out. */
  from: z.enum(['newest', 'oldest', 'offset', 'time', 'group']).default('newest'),
  offset: Offset.optional(),
  group: z.string().min(1).max(255).optional(),
  timestamp: z.coerce.number().int().optional(),
  to: Offset.optional(),
  limit: IntParam(1, 1000).default(50),
  order: z.enum(['newest', 'oldest']).optional(),
  isolation: Isolation.default('committed'),
  keyFormat: FormatName.optional(),
  valueFormat: FormatName.optional(),
})

/** Before a range is parsed: who asks for an order alone means that end of the log. */
export function fromByOrder(sent: Record<string, unknown>): Record<string, unknown> {
  return sent['order'] === 'oldest' && sent['from'] === undefined ? { ...sent, from: 'oldest' } : sent
}

export const MessagesQuery = RangeQuery.extend({
  cursor: z.string().max(12_288, 'it is longer than 12 KB: choose fewer partitions (partition=)').optional(),
})
export type MessagesQuery = z.infer<typeof MessagesQuery>

export const MessagePage = z.object({ messages: z.array(Message), cursor: z.string().nullable(), coverage: Coverage })
export type MessagePage = z.infer<typeof MessagePage>

export const listMessages = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/messages',
  summary: 'One page of records',
  permission: 'record.view',
  resources: ofTopic,
  alsoNeeds: needsOfStart,
  query: MessagesQuery,
  fill: fromByOrder,
  output: MessagePage,
})

export const getMessage = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/messages/{partition}/{offset}',
  summary: 'One record, up to 16 MiB of it; with download=key or value, its raw bytes',
  permission: 'record.view',
  resources: ofTopic,
  query: z.object({
    download: z.enum(['key', 'value']).optional(),
    /** A larger record comes with the first so many bytes of its key, value and headers only; no answer is larger than 16 MiB. */
    maxBytes: IntParam(1024, 1 << 30).optional(),
    keyFormat: FormatName.optional(),
    valueFormat: FormatName.optional(),
    isolation: Isolation.default('uncommitted'),
  }),
  output: Message,
  others: [{ type: 'application/octet-stream', schema: z.unknown() }],
})

/** Bytes to send: text in a format, or exact bytes. Null is Kafka's null. */
export const Input = z.union([
  z.strictObject({
    text: z.string(),
    format: FormatName.default('text'),
    /** With the formats avro, protobuf and jsonSchema: by which schema. The subject of the topic's name, its latest version, its first message. */
    subject: z
      .string()
      .max(500)
      .refine((name) => name !== '.' && name !== '..', { message: '. and .. are not allowed' })
      .optional(),
    version: z.number().int().min(1).optional(),
    message: z.string().max(500).optional(),
  }),
  z.strictObject({ base64: z.base64() }),
])
export type Input = z.infer<typeof Input>

/** Of a request that carries records. */
export const MAX_RECORD_BYTES = 16 << 20

export const ProduceBody = z.strictObject({
  partition: z.number().int().min(0).optional(),
  key: Input.nullable().default(null),
  value: Input.nullable().default(null),
  headers: z
    .array(z.strictObject({ name: z.string(), value: Input.nullable() }))
    .max(1000)
    .default([]),
  timestamp: z.number().int().min(0).optional(),
  count: z.number().int().min(1).max(1000).default(1),
  compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']).default('none'),
  reason: z.string().max(500).optional(),
})
export type ProduceBody = z.infer<typeof ProduceBody>

export const produceMessage = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/topics/{topic}/messages',
  summary: 'Produce a record',
  permission: 'record.produce',
  resources: ofTopic,
  status: 201,
  maxBodyBytes: MAX_RECORD_BYTES,
  body: ProduceBody,
  output: z.object({ records: z.array(z.object({ partition: z.number(), offset: Offset })) }),
})
