import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { fetch } from '#server/kafka/protocol/fetch.ts'

/** Enough for the headers of some small batches; the broker sends the first batch whole in any case. */
const MAX_BYTES = 4_096

/** The first record at or after a position. */
export interface NextRecord {
  /** In ms, of the batch it stands in; null in formats without a time. */
  timestamp: number | null
  /** From the position to the end there are only transaction markers: nothing is left that a consumer could read. */
  onlyMarkers: boolean
}

/** Looks at the batch headers at a position without decoding records; null when nothing is there. @throws AppError */
export async function readNextRecord(
  cluster: KafkaCluster,
  { topic, partition, offset, end }: { topic: string; partition: number; offset: bigint; end: bigint },
): Promise<NextRecord | null> {
  const leader = leaderOf(await cluster.topic(topic), partition)
  const { responses } = await cluster.send(leader, fetch, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: MAX_BYTES,
    isolationLevel: 0,
    topics: [{ topic, partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: MAX_BYTES }] }],
  })
  const answer = responses[0]?.partitions[0]
  if (!answer || answer.errorCode !== 0 || !answer.records) return null
  return scanBatches(answer.records, offset, end)
}

const BATCH_OVERHEAD = 12
const MAGIC_AT = 16

/** The batches' headers (magic 2: KIP-98; 0 and 1: the older message sets), as far as they are whole. */
export function scanBatches(bytes: Buffer, position: bigint, end: bigint): NextRecord | null {
  let at = 0
  let sawMarkers = false
  while (at + MAGIC_AT < bytes.length) {
    const magic = bytes.readInt8(at + MAGIC_AT)
    const header = magic >= 2 ? modernHeader(bytes, at) : oldHeader(bytes, at, magic)
    if (!header) break
    if (header.lastOffset >= position) {
      if (!header.control) return { timestamp: header.timestamp, onlyMarkers: false }
      sawMarkers = true
      if (header.lastOffset + 1n >= end) return { timestamp: null, onlyMarkers: true }
    }
    at += BATCH_OVERHEAD + bytes.readInt32BE(at + 8)
  }
  return sawMarkers ? { timestamp: null, onlyMarkers: false } : null
}

interface BatchHeader {
  lastOffset: bigint
  timestamp: number | null
  control: boolean
}

const CONTROL = 0x20
const LOG_APPEND_TIME = 0x08

function modernHeader(bytes: Buffer, at: number): BatchHeader | null {
  if (at + 43 > bytes.length) return null
  const attributes = bytes.readInt16BE(at + 21)
  // The broker stamps a batch at its end; else the first record's own time stands in front.
  const timestamp = bytes.readBigInt64BE((attributes & LOG_APPEND_TIME) !== 0 ? at + 35 : at + 27)
  return {
    lastOffset: bytes.readBigInt64BE(at) + BigInt(bytes.readInt32BE(at + 23)),
    timestamp: timestamp < 0n ? null : Number(timestamp),
    control: (attributes & CONTROL) !== 0,
  }
}

function oldHeader(bytes: Buffer, at: number, magic: number): BatchHeader | null {
  if (at + 26 > bytes.length) return null
  const timestamp = magic === 1 ? bytes.readBigInt64BE(at + 18) : -1n
  return {
    lastOffset: bytes.readBigInt64BE(at),
    timestamp: timestamp < 0n ? null : Number(timestamp),
    control: false,
  }
}
