import { z } from 'zod'
import { BooleanParam, IntParam, Offset, repeated } from './common.ts'
import { endpoint } from './endpoint.ts'
import { FilterFailures } from './filter-failures.ts'
import { needsOfStart, ofTopic } from './resource.ts'
import { fromByOrder } from './messages.ts'
import { SearchQuery } from './search.ts'

/** Bytes in a file: as text where they are UTF-8, else as base64; null is Kafka's null. */
const FileBytes = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })]).nullable()
export type FileBytes = z.infer<typeof FileBytes>

const FileHeader = z.union([
  z.strictObject({ name: z.string(), value: FileBytes }),
  /** A name that is no UTF-8. */
  z.strictObject({ nameBase64: z.base64(), value: FileBytes }),
])

/** A record as a line of NDJSON: all that a producer sends, byte for byte. What else stands in the line is for people. */
export const FileRecord = z.object({
  partition: z.number().int().min(0).max(1_000_000).optional(),
  offset: Offset.optional(),
  timestamp: z.number().int().optional(),
  key: FileBytes.default(null),
  value: FileBytes.default(null),
  headers: z.array(FileHeader).max(10_000).default([]),
})
export type FileRecord = z.infer<typeof FileRecord>

/** The last line of an NDJSON file: whether it holds all that was asked for. */
export const FileEnd = z.object({
  tailrace: z.literal('end'),
  records: z.number(),
  complete: z.boolean(),
  stoppedBecause: z.string(),
  /** Records for which the filter had no answer, which are not in the file; left out where it had one for each. */
  filterFailures: FilterFailures.optional(),
  /** Given back as `continue`, another export goes on where this one ended; absent where nothing is left. */
  continue: z.string().optional(),
})
export type FileEnd = z.infer<typeof FileEnd>

export const ExportQuery = SearchQuery.extend({
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
  /** Begins a CSV file with a byte-order mark, by which Excel knows UTF-8. */
  bom: BooleanParam.default(false),
  /** All matching records by default. */
  limit: IntParam(1, 1_000_000_000).optional(),
  maxSeconds: z.coerce.number().min(0.1).max(86_400).default(3600),
  /** Of a CSV file: partition, offset, timestamp, key, value, headers, sizeBytes, compression, `value:<path>`, `key:<path>`, `header:<name>`. */
  columns: repeated(z.string().max(500)),
})
export type ExportQuery = z.infer<typeof ExportQuery>

export const exportRecords = endpoint({
  path: '/clusters/{cluster}/topics/{topic}/export',
  cost: 'scan',
  summary: 'The records that a search finds as a file: lossless NDJSON that import reads back, or CSV for spreadsheets',
  permission: 'record.view',
  resources: ofTopic,
  alsoNeeds: needsOfStart,
  query: ExportQuery,
  fill: fromByOrder,
  output: z.string(),
  outputType: 'application/x-ndjson',
  others: [{ type: 'text/csv', schema: z.string() }],
})

const ImportQuery = z.object({
  /** `original` writes each record to the partition its line names, `key` where Kafka's own producer would. */
  partitioning: z.enum(['original', 'key']).default('original'),
  timestamps: z.enum(['keep', 'now']).default('keep'),
  /** Reads and checks the file, writes nothing. */
  dryRun: BooleanParam.default(false),
  reason: z.string().max(500).optional(),
})
export type ImportQuery = z.infer<typeof ImportQuery>

export const ImportReport = z.object({
  /** Written, or with dryRun what would be. */
  records: z.number(),
  bytes: z.number(),
  partitions: z.array(
    z.object({
      partition: z.number(),
      records: z.number(),
      firstOffset: Offset.nullable(),
      lastOffset: Offset.nullable(),
    }),
  ),
  warnings: z.array(z.string()),
})
export type ImportReport = z.infer<typeof ImportReport>

export const importRecords = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/topics/{topic}/import',
  cost: 'scan',
  summary: 'Writes the records of an NDJSON file, as export makes it',
  permission: 'record.produce',
  resources: ofTopic,
  preview: 'dryRun',
  query: ImportQuery,
  bodyType: 'application/x-ndjson',
  body: z.object({ upload: z.custom<ReadableStream<Uint8Array>>() }),
  output: ImportReport,
})
