import type { RecordHeader } from '#server/kafka/records/record.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'

/** A copy of a record whose formats are to be found out. After its way out of a thread its buffers are plain byte arrays. */
export interface Sample {
  key: Uint8Array | null
  value: Uint8Array | null
  headers: { name: Uint8Array; value: Uint8Array | null }[]
}

/** To tell a format JSON may have to be parsed or a schema be loaded, so not every record is looked at. */
const SAMPLES = 2_000
const MAX_RECORD_BYTES = 256 << 10
const MAX_HELD_BYTES = 8 << 20

/** An even sample of the records, without very large ones. */
export class FormatSamples {
  readonly #every: number
  #records = 0
  #held: Sample[] = []
  #heldBytes = 0

  constructor(expectedRecords: number) {
    this.#every = Math.max(1, Math.ceil(expectedRecords / SAMPLES))
  }

  add(record: RecordCursor, headers: readonly RecordHeader[]): void {
    this.#records += 1
    const bytes = record.end - record.start
    if (this.#records % this.#every !== 0 || bytes > MAX_RECORD_BYTES) return
    if (this.#heldBytes + bytes > MAX_HELD_BYTES) return
    this.#heldBytes += bytes
    this.#held.push({
      key: copyOf(record.key()),
      value: copyOf(record.value()),
      headers: headers.map(({ name, value }) => ({ name: Uint8Array.from(name), value: copyOf(value) })),
    })
  }

  /** What was sampled since the last time. */
  take(): Sample[] {
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    return held
  }
}

function copyOf(bytes: Buffer | null): Uint8Array | null {
  return bytes === null ? null : Uint8Array.from(bytes)
}
