import type { FormatName } from '#lib/contract/messages.ts'
import { detect } from '#server/serde/detect.ts'

/** To tell a format JSON may have to be parsed, so not every record is looked at. */
const SAMPLES = 2_000
const PARSED_BYTES = 16 << 10

/** Which formats keys and values have, of an even sample. */
export class FormatTally {
  readonly #every: number
  #records = 0
  #sampled = 0
  readonly #keys = new Map<FormatName, number>()
  readonly #values = new Map<FormatName, number>()

  constructor(expectedRecords: number) {
    this.#every = Math.max(1, Math.ceil(expectedRecords / SAMPLES))
  }

  add(record: { key: () => Buffer | null; value: () => Buffer | null }): void {
    this.#records += 1
    if (this.#records % this.#every !== 0) return
    this.#sampled += 1
    count(this.#keys, record.key())
    count(this.#values, record.value())
  }

  figures() {
    return { sampled: this.#sampled, keys: listed(this.#keys), values: listed(this.#values) }
  }
}

function count(formats: Map<FormatName, number>, bytes: Buffer | null): void {
  if (bytes === null) return
  const { format } = detect(bytes, PARSED_BYTES)
  formats.set(format, (formats.get(format) ?? 0) + 1)
}

const listed = (formats: Map<FormatName, number>) =>
  [...formats].map(([format, found]) => ({ format, count: found })).toSorted((a, b) => b.count - a.count)
