import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import { recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { CutPart, KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'

/** How much is taken of a batch at a time; at least one record. */
export interface Most {
  records: number
  /** Of all of them together. */
  bytes: number
  /** Of each key and value. */
  partBytes: number
  headers: number
}

export interface CutTask extends Pick<RangeChunk, 'from' | 'to'> {
  batch: Uint8Array
  backward: boolean
  most: Most
}

/** Header values, which may be as large as values, are cut further the more there are. */
const HEADER_BYTES = { of: 64 << 10, all: 2 << 20, least: 512 }
/** As much as formats look at. */
const ENDING_BYTES = 300

/** The records in the order they were asked for, with views of `memory` only. @throws AppError UNDECODABLE */
export function cutRecords(task: CutTask): { records: KafkaRecord[]; memory: ArrayBuffer } {
  const { from, to, backward, most } = task
  const batch = batchOf(task.batch)
  const payload = batch.payload()
  const records: KafkaRecord[] = []
  let bytes = 0
  const range = { batch, from, to, backward, payload, mostHeaders: most.headers }
  for (const { record } of recordsIn(range, (_, error) => {
    throw error
  })) {
    const cut = cutTo(record, most.partBytes)
    const size = sizeOf(cut)
    if (records.length > 0 && bytes + size > most.bytes) break
    bytes += size
    records.push(cut)
    if (records.length === most.records) break
  }
  const memory = new ArrayBuffer(bytes)
  const copied = copyTo(memory, records)
  release(payload)
  return { records: copied, memory }
}

/** @throws AppError UNDECODABLE */
export function unpackWhole(bytes: Uint8Array): Buffer {
  return batchOf(bytes).payload()
}

function batchOf(bytes: Uint8Array): RecordBatch {
  const [batch] = splitBatches(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).batches
  if (!batch) throw new Error('no batch')
  return batch
}

function cutTo(record: KafkaRecord, partBytes: number): KafkaRecord {
  const key = cutPart(record.key, partBytes)
  const value = cutPart(record.value, partBytes)
  const left = record.cut?.headers ?? 0
  const parts = { ...(key.cut ? { key: key.cut } : {}), ...(value.cut ? { value: value.cut } : {}) }
  const isCut = left > 0 || key.cut !== undefined || value.cut !== undefined
  const headers = cutHeaders(record.headers)
  return {
    ...record,
    key: key.part,
    value: value.part,
    headers,
    ...(isCut ? { cut: { ...parts, headers: left } } : {}),
  }
}

function cutHeaders(headers: readonly RecordHeader[]): RecordHeader[] {
  let left = HEADER_BYTES.all
  return headers.map(({ name, value }) => {
    const { part, cut } = cutPart(value, Math.max(HEADER_BYTES.least, Math.min(HEADER_BYTES.of, left)))
    const shortName =
      name.length > HEADER_BYTES.of ? Buffer.concat([name.subarray(0, HEADER_BYTES.of), ELLIPSIS]) : name
    left -= shortName.length + (part?.length ?? 0)
    return { name: shortName, value: part, ...(cut ? { cut } : {}) }
  })
}

const ELLIPSIS = Buffer.from('…')

function cutPart(bytes: Buffer | null, most: number): { part: Buffer | null; cut?: CutPart } {
  if (bytes === null || bytes.length <= most) return { part: bytes }
  const ending = bytes.subarray(-ENDING_BYTES)
  return { part: bytes.subarray(0, characterEnd(bytes, most)), cut: { sizeBytes: bytes.length, ending } }
}

/** Not in the middle of a UTF-8 character: what follows its first byte begins with the bits 10. */
function characterEnd(bytes: Buffer, end: number): number {
  for (let at = end; at > end - 4 && at > 0; at -= 1) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at
  return end
}

function partsOf({ key, value, headers, cut }: KafkaRecord): (Buffer | null | undefined)[] {
  const ofHeaders = headers.flatMap((header) => [header.name, header.value, header.cut?.ending])
  return [key, value, cut?.key?.ending, cut?.value?.ending, ...ofHeaders]
}

function sizeOf(record: KafkaRecord): number {
  return partsOf(record).reduce((sum, part) => sum + (part?.length ?? 0), 0)
}

function copyTo(memory: ArrayBuffer, records: readonly KafkaRecord[]): KafkaRecord[] {
  let at = 0
  const copy = (part: Buffer) => {
    const copied = Buffer.from(memory, at, part.length)
    part.copy(copied)
    at += part.length
    return copied
  }
  const copyCut = ({ sizeBytes, ending }: CutPart) => ({ sizeBytes, ending: copy(ending) })
  return records.map(({ key, value, headers, cut, ...record }) => ({
    ...record,
    key: key && copy(key),
    value: value && copy(value),
    headers: headers.map((header) => ({
      name: copy(header.name),
      value: header.value && copy(header.value),
      ...(header.cut ? { cut: copyCut(header.cut) } : {}),
    })),
    ...(cut
      ? {
          cut: {
            headers: cut.headers,
            ...(cut.key ? { key: copyCut(cut.key) } : {}),
            ...(cut.value ? { value: copyCut(cut.value) } : {}),
          },
        }
      : {}),
  }))
}

/** Large memory goes back at once: the next batch may come before the garbage collector. */
function release({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > RELEASED_BYTES) buffer.transfer(0)
}

const RELEASED_BYTES = 4 << 20
