import type { ReplayRecord } from '#lib/contract/replays.ts'
import { csvLine } from '#lib/format/csv.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { ByteStream } from '#server/http/route.ts'
import { readReplayRecords } from './list-replay-records.ts'
import { replayRunner } from './replay-runner.ts'

interface ExportInput {
  replay: string
  format: 'ndjson' | 'csv'
  result?: ReplayRecord['result'] | undefined
  reason?: ReplayRecord['reason'] | undefined
}

const COLUMNS = [
  'partition',
  'offset',
  'result',
  'targetTopic',
  'targetPartition',
  'targetOffset',
  'reason',
  'text',
] as const

/** The results of a replay as a file, read from the ledger while it is sent. @throws AppError NOT_FOUND */
export async function exportReplayRecords(
  { cluster, owner: { signal } }: ClusterCtx,
  input: ExportInput,
): Promise<ByteStream> {
  const { jobs } = replayRunner(cluster)
  await jobs.refresh()
  const { definition } = jobs.require(input.replay)
  const csv = input.format === 'csv'
  async function* lines(): AsyncGenerator<string> {
    if (csv) yield csvLine(COLUMNS)
    for await (const records of readReplayRecords(cluster, input, signal)) {
      const line = (record: ReplayRecord) => (csv ? csvRow(record) : `${JSON.stringify(record)}\n`)
      if (records.length > 0) yield records.map(line).join('')
    }
  }
  return new ByteStream(bytesOf(lines()), {
    'content-type': csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    'content-disposition': `attachment; filename="${definition.id}.${input.format}"`,
  })
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of lines) yield Buffer.from(text)
}

function csvRow(record: ReplayRecord): string {
  return csvLine(COLUMNS.map((column) => String(record[column] ?? '')))
}
