import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { Found } from '../scan/partition-scanner.ts'

/** Matches whose bytes lie one after the other in a buffer that is handed over. -1 is the length of null. */
export interface PackedRecords {
  records: (Omit<Found, 'record'> & Pick<KafkaRecord, 'offset' | 'timestamp' | 'sizeBytes'> & { lengths: number[] })[]
}

/** Packs lists of matches into one buffer, so that nothing refers to the batches they came from. */
export function packRecords(lists: readonly (readonly Found[])[]): { found: PackedRecords[]; bytes: ArrayBuffer } {
  const total = lists.flat().reduce((sum, { record }) => sum + record.sizeBytes + 64, 0)
  const writer = new PartWriter(total)
  const found = lists.map((list) => ({
    records: list.map(({ record, ...rest }) => {
      const { offset, timestamp, sizeBytes, key, value, headers } = record
      const lengths = [writer.put(key), writer.put(value)]
      for (const header of headers) lengths.push(writer.put(header.name), writer.put(header.value))
      return { ...rest, offset, timestamp, sizeBytes, lengths }
    }),
  }))
  return { found, bytes: writer.bytes }
}

/** The matches again, as views of `bytes`. */
export function unpackRecords(found: readonly PackedRecords[], bytes: ArrayBuffer): Found[][] {
  let at = 0
  const part = (length: number | undefined): Buffer | null => {
    if (length === undefined || length < 0) return null
    at += length
    return Buffer.from(bytes, at - length, length)
  }
  return found.map(({ records }) =>
    records.map(({ offset, timestamp, sizeBytes, lengths, ...rest }) => {
      const record: KafkaRecord = {
        offset,
        timestamp,
        sizeBytes,
        key: part(lengths[0]),
        value: part(lengths[1]),
        headers: [],
      }
      for (let index = 2; index < lengths.length; index += 2)
        record.headers.push({ name: part(lengths[index]) ?? Buffer.alloc(0), value: part(lengths[index + 1]) })
      return { ...rest, record }
    }),
  )
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
