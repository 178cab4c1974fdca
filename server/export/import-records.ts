import type { z } from 'zod'
import type { importRecords as endpoint, ImportReport } from '#lib/contract/export.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { withSlot } from '#server/limits/slots.ts'
import { inferPartitioner, partitionFor } from '#server/search/partitioner/infer-partitioner.ts'
import type { PartitionerName } from '#server/search/partitioner/partitioners.ts'
import { fromFileRecord } from './file-record.ts'
import { type FileLine, readFileLines, wrong } from './read-file-lines.ts'

type Input = z.output<(typeof endpoint)['query']> & z.output<(typeof endpoint)['body']> & { topic: string }
type ImportCtx = Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId' | 'signal' | 'owner'>

/** What one batch holds at most; a larger record gets a batch of its own. */
const BATCH = { bytes: 512 << 10, records: 1000 }
/** What waits in all partitions together before the fullest is written. */
const WAITING_BYTES = 16 << 20

/**
 * Writes the records of an NDJSON file, byte for byte; acknowledged by all in-sync replicas. A file that breaks off or holds a wrong line
 * is written up to there, which the error says.
 * @throws AppError
 */
export async function importRecords(ctx: ImportCtx, input: Input): Promise<ImportReport> {
  const { topic: target, reason, partitioning, timestamps, dryRun } = input
  await guardTopicWrite(ctx, { topic: target, permission: 'record.produce' })
  return withSlot(ctx.owner, 'imports', async () => {
    if (dryRun) return run(ctx, input)
    const details: Record<string, unknown> = { partitioning, timestamps }
    return audited(ctx, { action: 'record.import', target, reason, details }, async () => {
      const report = await run(ctx, input)
      details['records'] = report.records
      return report
    })
  })
}

async function run({ cluster, signal }: ImportCtx, input: Input): Promise<ImportReport> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 5_000 })
  const write = async (partition: number, records: readonly EncodableRecord[]) =>
    (await appendBatch(cluster, { topic: topic.name, partition }, encodeBatch({ records }))).baseOffset
  const target = new ImportTarget(input.dryRun ? null : write)
  const partitioner = input.partitioning === 'key' ? await inferPartitioner(cluster, topic, signal) : null
  const now = Date.now()
  const lines = readFileLines(input.upload)
  try {
    for (;;) {
      const next = await lines.next()
      if (next.done) {
        await target.flush()
        return target.report(warningsOf(next.value, target.records))
      }
      signal.throwIfAborted()
      const record = fromFileRecord(next.value.record, now)
      if (input.timestamps === 'now') record.timestamp = now
      const partition = choosePartition(next.value, record, { partitioner, count: topic.partitions.length })
      await target.add(partition, record)
    }
  } catch (error) {
    throw explained(error, target)
  }
}

function choosePartition(
  { number, record }: FileLine,
  { key }: EncodableRecord,
  { partitioner, count }: { partitioner: PartitionerName | null; count: number },
): number {
  if (partitioner !== null) return key === null ? number % count : partitionFor(partitioner, key, count)
  const { partition } = record
  if (partition === undefined) throw wrong(number, 'it names no partition: import it with partitioning=key')
  if (partition >= count)
    throw wrong(number, `the topic has ${count} partitions, there is no ${partition}: import it with partitioning=key`)
  return partition
}

function warningsOf(end: { records: number; complete: boolean } | null, records: number): string[] {
  if (end === null) return ['The file has no end line, which exports have: it may have been cut off.']
  const warnings: string[] = []
  if (!end.complete) warnings.push('The export that made this file was not complete.')
  if (end.records !== records) warnings.push(`The file says that it holds ${end.records} records.`)
  return warnings
}

/** What was written before it failed must be known: another try would write it again. */
function explained(error: unknown, { written }: ImportTarget): unknown {
  if (!isAppError(error) || written === 0) return error
  const { code, message, issues } = error
  return new AppError(code, `${message.replace(/\.$/, '')}. ${written} records were written before.`, {
    ...(issues ? { issues } : {}),
    cause: error,
  })
}

interface Waiting {
  records: EncodableRecord[]
  bytes: number
}

/** Gathers records into batches per partition and writes them in order. */
class ImportTarget {
  readonly #write: ((partition: number, records: readonly EncodableRecord[]) => Promise<bigint>) | null
  readonly #waiting = new Map<number, Waiting>()
  readonly #done = new Map<number, { records: number; first: bigint | null; last: bigint | null }>()
  #waitingBytes = 0
  #bytes = 0
  records = 0
  written = 0

  constructor(write: ((partition: number, records: readonly EncodableRecord[]) => Promise<bigint>) | null) {
    this.#write = write
  }

  async add(partition: number, record: EncodableRecord): Promise<void> {
    const size = sizeOf(record)
    const waiting = this.#waiting.get(partition) ?? { records: [], bytes: 0 }
    this.#waiting.set(partition, waiting)
    if (waiting.records.length > 0 && waiting.bytes + size > BATCH.bytes) await this.#send(partition, waiting)
    waiting.records.push(record)
    waiting.bytes += size
    this.#waitingBytes += size
    this.#bytes += size
    this.records += 1
    if (waiting.records.length >= BATCH.records) await this.#send(partition, waiting)
    if (this.#waitingBytes > WAITING_BYTES) await this.flush()
  }

  async flush(): Promise<void> {
    for (const [partition, waiting] of this.#waiting) await this.#send(partition, waiting)
  }

  report(warnings: string[]): ImportReport {
    const partitions = [...this.#done].toSorted(([a], [b]) => a - b)
    return {
      records: this.records,
      bytes: this.#bytes,
      partitions: partitions.map(([partition, { records, first, last }]) => ({
        partition,
        records,
        firstOffset: first === null ? null : String(first),
        lastOffset: last === null ? null : String(last),
      })),
      warnings,
    }
  }

  async #send(partition: number, waiting: Waiting): Promise<void> {
    const { records } = waiting
    if (records.length === 0) return
    const base = this.#write ? await this.#write(partition, records) : null
    const done = this.#done.get(partition) ?? { records: 0, first: base, last: null }
    done.records += records.length
    done.last = base === null ? null : base + BigInt(records.length) - 1n
    this.#done.set(partition, done)
    if (base !== null) this.written += records.length
    this.#waitingBytes -= waiting.bytes
    waiting.records = []
    waiting.bytes = 0
  }
}

function sizeOf({ key, value, headers }: EncodableRecord): number {
  const inHeaders = headers.reduce((sum, header) => sum + header.name.length + (header.value?.length ?? 0) + 4, 0)
  return (key?.length ?? 0) + (value?.length ?? 0) + inHeaders + 20
}
