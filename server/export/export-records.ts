import type { ExportQuery, FileEnd } from '#lib/contract/export.ts'
import type { Coverage } from '#lib/contract/messages.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { BYTE_ORDER_MARK, csvLine } from '#lib/format/csv.ts'
import { ByteStream } from '#server/http/route.ts'
import { toMessage } from '#server/records/to-message.ts'
import { type FoundRecord, type SearchCtx, type SearchInput, searchRecords } from '#server/search/search-records.ts'
import { exportPool } from '#server/search/worker/scan-pool.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { csvColumns, csvHead, csvRow } from './csv-row.ts'
import { toFileLine } from './file-record.ts'

export type ExportInput = ExportQuery & { topic: string }

/** What is sent at once. */
const CHUNK_CHARS = 64 << 10

/** The records that a search finds as a file, read as fast as the client takes it. What is wrong with the request is said before it begins. */
export async function exportRecords(ctx: Omit<SearchCtx, 'signal'>, input: ExportInput): Promise<ByteStream> {
  // Also aborted where nobody reads the file, whose last line then says that it is not complete.
  const lines = exportLines({ ...ctx, signal: ctx.owner.signal }, input)
  const first = await lines.next()
  const csv = input.format === 'csv'
  const name = `${input.topic.replace(/[^\w.-]/g, '_')}.${csv ? 'csv' : 'ndjson'}`
  return new ByteStream(chunks(first, lines), {
    'content-type': csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  })
}

/** The file line by line. An export that could not be read to its end says so in its last line, or breaks off. @throws AppError */
export async function* exportLines(ctx: SearchCtx, input: ExportInput): AsyncGenerator<string, void, void> {
  const { format, columns, bom, limit = Infinity, ...rest } = input
  const search: SearchInput = { ...rest, limit }
  const write = format === 'csv' ? csvWriter(ctx, search, columns) : ndjsonWriter()
  let records = 0
  // The head comes with the first event, so that a search that is refused is no file.
  let head = bom && format === 'csv' ? BYTE_ORDER_MARK + write.head : write.head
  for await (const event of searchRecords(ctx, search, exportPool())) {
    if (head !== '') yield head
    head = ''
    if (event.type === 'record') {
      records += 1
      yield await write.record(event.found)
    } else if (event.type === 'done') yield write.end(event.coverage, records, event.continue)
  }
}

interface Writer {
  head: string
  record: (found: FoundRecord) => string | Promise<string>
  end: (coverage: Coverage, records: number, next: string | null) => string
}

function ndjsonWriter(): Writer {
  return {
    head: '',
    record: ({ partition, record }) => toFileLine(partition, record),
    end: ({ complete, stoppedBecause, filterFailures }, records, next) => {
      const end: FileEnd = {
        tailrace: 'end',
        records,
        complete,
        stoppedBecause,
        ...(filterFailures ? { filterFailures } : {}),
        ...(next ? { continue: next } : {}),
      }
      return `${JSON.stringify(end)}\n`
    },
  }
}

function csvWriter(
  { cluster }: SearchCtx,
  { topic, keyFormat, valueFormat }: SearchInput,
  ids: string[] | undefined,
): Writer {
  const columns = csvColumns(ids)
  const serde = serdeOf(cluster)
  return {
    head: csvHead(columns),
    record: async ({ partition, batch, record }) => {
      await serde.prepare([{ topic, ...record }])
      const options = { keyFormat, valueFormat, serde, maxBytes: Infinity }
      return csvRow(columns, toMessage({ topic, partition, batch }, record, options))
    },
    end: ({ complete, stoppedBecause, filterFailures }, _, next) => {
      const verdict = filterVerdict(filterFailures)
      const failed = verdict?.kind === 'failed' || verdict?.most ? csvLine([`FILTER FAILED: ${verdict.text}`]) : ''
      if (complete || stoppedBecause === 'limit') return failed
      const early = [`INCOMPLETE: the export ended early (${stoppedBecause})`, ...(next ? [`continue=${next}`] : [])]
      return failed + csvLine(early)
    },
  }
}

async function* chunks(
  first: IteratorResult<string, void>,
  lines: AsyncGenerator<string, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  let text = ''
  for (let next = first; !next.done; next = await lines.next()) {
    text += next.value
    if (text.length < CHUNK_CHARS) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}
