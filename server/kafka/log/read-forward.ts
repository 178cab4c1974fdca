import { AppError } from '#lib/errors.ts'
import { Slices } from '#server/limits/turns.ts'
import { leaderOf } from '../connection/cluster-metadata.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { offsetOf, readOffsets } from '../fetch/read-offsets.ts'
import { KAFKA_ERROR, throwIfError } from '../protocol/error-codes.ts'
import { fetch } from '../protocol/fetch.ts'
import { abortedFilter } from '../records/aborted.ts'
import type { RecordBatch } from '../records/record-batch.ts'
import type { KafkaRecord } from '../records/record.ts'
import { splitBatches } from '../records/split-batches.ts'
import { NodeLinks } from '../transactions/node-links.ts'
import { retrying } from '../transactions/retrying.ts'

interface ForwardRange {
  topic: string
  partition: number
  /** The first offset wanted. */
  from: bigint
  /** Exclusive. Reading waits for what is not readable yet (open transactions), until the signal is aborted. */
  to: bigint
  /** How much a fetch may bring; a larger single batch still comes. Default 1 MiB, twice of which are held. */
  maxBytes?: number
  signal?: AbortSignal
  /** The connections to use; by default some for this read alone. */
  links?: NodeLinks
  /**
   * Nothing of a chunk is used any more when the next one is asked for: its memory is used again, instead of being garbage.
   */
  release?: boolean
  /** How many records a chunk holds at most. */
  recordsAtOnce?: number
  withBatches?: boolean
  /** What unpacks a batch, for large ones that must not hold up the thread. */
  payloadOf?: ((batch: RecordBatch, signal?: AbortSignal) => Buffer | Promise<Buffer>) | undefined
  /** Headers behind so many are left out of each record, for readers that only look at them. */
  mostHeaders?: number | undefined
}

/** Some committed records in order. Their buffers are views of the answer: copy what shall last. */
interface Chunk {
  records: KafkaRecord[]
  /** The batch of each record; only where `withBatches` was asked for. */
  batches: RecordBatch[]
  /** Up to where the range is read now, exclusive. */
  next: bigint
  /** Offsets before this one that were asked for are deleted by now; null where that is not so. */
  deletedBefore: bigint | null
}

const MAX_WAIT_MS = 500
const FETCH_BYTES = 1024 * 1024
/** So many are decoded at once by default: they are garbage before they grow old, which makes collecting it cheap. */
const RECORDS_AT_ONCE = 64
const MAX_BATCH_BYTES = 256 * 1024 * 1024
const STALE_WITHIN_MS = 30_000

/** Reads the committed records of one partition, from an offset up to another, one fetch ahead. @throws AppError */
export async function* readForward(cluster: KafkaCluster, range: ForwardRange): AsyncGenerator<Chunk> {
  const links = range.links ?? new NodeLinks(cluster)
  const close = () => (range.links ? undefined : links.close())
  // Also where the next chunk is never asked for.
  range.signal?.addEventListener('abort', close, { once: true })
  const slices = new Slices()
  let maxBytes = range.maxBytes ?? FETCH_BYTES
  const fetchFrom = (at: bigint) => {
    const fetched = fetchOnce(cluster, { ...range, links, at, maxBytes })
    // It is awaited after what is here was used, if at all.
    fetched.catch(() => undefined)
    return fetched
  }
  let at = range.from
  let coming = at < range.to ? fetchFrom(at) : null
  try {
    while (coming) {
      if (range.signal?.aborted) throw new AppError('CONFLICT', 'Reading was stopped.')
      const answer: Awaited<typeof coming> = await coming
      const from = at
      let chunks: Iterable<Chunk> | AsyncIterable<Chunk> = []
      if (answer.errorCode === KAFKA_ERROR.OFFSET_OUT_OF_RANGE) {
        const start = answer.logStartOffset
        if (start <= at)
          throw new AppError('NOT_FOUND', `${range.topic}, partition ${range.partition}, has no offset ${at}.`)
        at = start < range.to ? start : range.to
        chunks = [{ records: [], batches: [], next: at, deletedBefore: start }]
      } else {
        const { batches } = splitBatches(answer.records ?? Buffer.alloc(0))
        const last = batches.at(-1)
        if (last && last.lastOffset >= at) at = least(last.lastOffset + 1n, range.to)
        else if ((answer.records?.length ?? 0) > 0) {
          maxBytes *= 2
          if (maxBytes > MAX_BATCH_BYTES)
            throw new AppError('UNDECODABLE', `The batch at offset ${at} is too large to read.`)
        }
        const isAborted = abortedFilter(answer.abortedTransactions ?? [])
        chunks = chunksOf(batches, isAborted, { ...range, from })
      }
      coming = at < range.to ? fetchFrom(at) : null
      for await (const chunk of chunks) {
        yield chunk
        await slices.step()
      }
      if (range.release && answer.records) links.handBack(answer.records)
    }
  } finally {
    range.signal?.removeEventListener('abort', close)
    close()
  }
}

async function* chunksOf(
  batches: readonly RecordBatch[],
  isAborted: (batch: RecordBatch) => boolean,
  range: ForwardRange,
): AsyncGenerator<Chunk> {
  const { from, to, signal, release, payloadOf, mostHeaders } = range
  const { recordsAtOnce = RECORDS_AT_ONCE, withBatches = false } = range
  let records: KafkaRecord[] = []
  let ofRecords: RecordBatch[] = []
  let next = from
  let given = from
  for (const batch of batches) {
    const hidden = isAborted(batch) || batch.control || batch.lastOffset < from
    const payload = hidden ? undefined : await payloadOf?.(batch, signal)
    const cursor = hidden ? null : batch.cursor(payload)
    while (cursor?.next()) {
      const offset = cursor.offset()
      if (offset < from || offset >= to) continue
      const record = cursor.record(mostHeaders)
      records.push(record)
      if (withBatches) ofRecords.push(batch)
      if (records.length < recordsAtOnce) continue
      given = record.offset + 1n
      yield { records, batches: ofRecords, next: given, deletedBefore: null }
      records = []
      ofRecords = []
    }
    if (batch.lastOffset >= next) next = least(batch.lastOffset + 1n, to)
    if (!release || !payload || payload.length < LARGE_BYTES || payload.buffer === batch.bytes.buffer) continue
    if (records.length > 0) yield { records, batches: ofRecords, next: (given = next), deletedBefore: null }
    records = []
    ofRecords = []
    giveBack(payload)
  }
  if (next > given) yield { records, batches: ofRecords, next, deletedBefore: null }
}

/** At once: the next one may come before the garbage collector. */
function giveBack({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}

/** Smaller ones may lie in memory that is shared. */
const LARGE_BYTES = 4 << 20

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

interface FetchAt extends ForwardRange {
  links: NodeLinks
  at: bigint
  maxBytes: number
}

async function fetchOnce(cluster: KafkaCluster, { topic, partition, links, at, maxBytes, signal }: FetchAt) {
  let maxAgeMs = 30_000
  return retrying(
    async () => {
      const link = await links.get(leaderOf(await cluster.topic(topic, { maxAgeMs }), partition))
      const answer = await link.send(
        fetch,
        {
          maxWaitMs: MAX_WAIT_MS,
          minBytes: 1,
          maxBytes,
          isolationLevel: 1,
          topics: [{ topic, partitions: [{ partition, fetchOffset: at, partitionMaxBytes: maxBytes }] }],
        },
        { timeoutMs: 30_000 },
      )
      throwIfError(answer.errorCode, `Reading ${topic}`)
      const found = answer.responses[0]?.partitions[0]
      if (!found) throw new AppError('BROKER_REJECTED', `The broker's answer does not hold ${topic}.`)
      if (found.errorCode !== KAFKA_ERROR.OFFSET_OUT_OF_RANGE)
        throwIfError(found.errorCode, `Reading ${topic}, partition ${partition}`)
      if (found.errorCode === 0) return found
      return { ...found, logStartOffset: await logStart(cluster, topic, partition) }
    },
    { deadlineMs: STALE_WITHIN_MS, beforeRetry: () => (maxAgeMs = 0), ...(signal ? { signal } : {}) },
  )
}

/** The answer to an offset out of range does not say where the log starts. */
async function logStart(cluster: KafkaCluster, topic: string, partition: number): Promise<bigint> {
  return offsetOf(await readOffsets(cluster, new Map([[topic, [partition]]]), 'earliest'), topic, partition).offset
}
