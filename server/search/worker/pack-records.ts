import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { Found } from '../scan/partition-scanner.ts'

/** A record whose bytes lie one after the other in a buffer that is handed over. -1 is the length of null. */
export type PackedRecord = Pick<KafkaRecord, 'offset' | 'timestamp' | 'sizeBytes'> & { lengths: number[] }

/** Matches, packed. */
export interface PackedRecords {
  records: (Omit<Found, 'record'> & PackedRecord)[]
}

/** Packs lists of matches into one buffer, so that nothing refers to the batches they came from. */
export function packFound(lists: readonly (readonly Found[])[]): { found: PackedRecords[]; bytes: ArrayBuffer } {
  const writer = writerFor(lists.flat().map(({ record }) => record))
  const found = lists.map((list) => ({
    records: list.map(({ record, ...rest }) => ({ ...rest, ...packed(record, writer) })),
  }))
  return { found, bytes: writer.bytes }
}

/** The matches again, as views of `bytes`. */
export function unpackFound(found: readonly PackedRecords[], bytes: ArrayBuffer): Found[][] {
  const reader = new PartReader(bytes)
  return found.map(({ records }) =>
    records.map(({ offset, timestamp, sizeBytes, lengths, ...rest }) => ({
      ...rest,
      record: unpacked({ offset, timestamp, sizeBytes, lengths }, reader),
    })),
  )
}

export function packRecords(records: readonly KafkaRecord[]): { packed: PackedRecord[]; bytes: ArrayBuffer } {
  const writer = writerFor(records)
  return { packed: records.map((record) => packed(record, writer)), bytes: writer.bytes }
}

/** The records again, as views of `bytes`. */
export function unpackRecords(records: readonly PackedRecord[], bytes: ArrayBuffer): KafkaRecord[] {
  const reader = new PartReader(bytes)
  return records.map((record) => unpacked(record, reader))
}

function writerFor(records: readonly KafkaRecord[]): PartWriter {
  return new PartWriter(records.reduce((sum, { sizeBytes }) => sum + sizeBytes + 64, 0))
}

function packed({ offset, timestamp, sizeBytes, key, value, headers }: KafkaRecord, writer: PartWriter): PackedRecord {
  const lengths = [writer.put(key), writer.put(value)]
  for (const header of headers) lengths.push(writer.put(header.name), writer.put(header.value))
  return { offset, timestamp, sizeBytes, lengths }
}

function unpacked({ lengths, ...record }: PackedRecord, reader: PartReader): KafkaRecord {
  const key = reader.take(lengths[0])
  const value = reader.take(lengths[1])
  const headers: KafkaRecord['headers'] = []
  for (let index = 2; index < lengths.length; index += 2)
    headers.push({ name: reader.take(lengths[index]) ?? Buffer.alloc(0), value: reader.take(lengths[index + 1]) })
  return { ...record, key, value, headers }
}

class PartReader {
  readonly #bytes: ArrayBuffer
  #at = 0

  constructor(bytes: ArrayBuffer) {
    this.#bytes = bytes
  }

  take(length: number | undefined): Buffer | null {
    if (length === undefined || length < 0) return null
    this.#at += length
    return Buffer.from(this.#bytes, this.#at - length, length)
  }
}

class PartWriter {
  #buffer: Buffer
  #at = 0

  constructor(sizeBytes: number) {
    this.#buffer = Buffer.from(new ArrayBuffer(sizeBytes))
  }

  /** The number of bytes, -1 for null. */
  put(part: Buffer | null): number {
    if (part === null) return -1
    if (this.#at + part.length > this.#buffer.length) {
      const larger = Buffer.from(new ArrayBuffer((this.#at + part.length) * 2))
      this.#buffer.copy(larger, 0, 0, this.#at)
      this.#buffer = larger
    }
    part.copy(this.#buffer, this.#at)
    this.#at += part.length
    return part.length
  }

  get bytes(): ArrayBuffer {
    return this.#buffer.buffer as ArrayBuffer
  }
}
