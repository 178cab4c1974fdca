import type { FormatName } from '#lib/contract/messages.ts'
import type { Serde, SerdeRecord, Side } from '#server/serde/serde.ts'
import type { Sample } from './format-samples.ts'

const PREVIEW_BYTES = 4 << 10

/** Which formats the sampled keys and values have, by their schemas where a registry knows them. */
export class FormatTally {
  readonly #serde: Serde
  readonly #topic: string
  #sampled = 0
  readonly #keys = new Map<FormatName, number>()
  readonly #values = new Map<FormatName, number>()

  constructor(serde: Serde, topic: string) {
    this.#serde = serde
    this.#topic = topic
  }

  async add(samples: readonly Sample[]): Promise<void> {
    const records = samples.map((sample): SerdeRecord => {
      return {
        topic: this.#topic,
        key: bufferOf(sample.key),
        value: bufferOf(sample.value),
        headers: sample.headers.map(({ name, value }) => ({ name: Buffer.from(name), value: bufferOf(value) })),
      }
    })
    await this.#serde.prepare(records)
    for (const record of records) {
      this.#sampled += 1
      this.#count(this.#keys, record, 'key')
      this.#count(this.#values, record, 'value')
    }
  }

  figures() {
    return { sampled: this.#sampled, keys: listed(this.#keys), values: listed(this.#values) }
  }

  #count(formats: Map<FormatName, number>, record: SerdeRecord, side: Side): void {
    const bytes = record[side]
    if (bytes === null) return
    const { format } = this.#serde.decode(bytes, { ...record, side }, { maxBytes: PREVIEW_BYTES })
    formats.set(format, (formats.get(format) ?? 0) + 1)
  }
}

function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const listed = (formats: Map<FormatName, number>) =>
  [...formats].map(([format, found]) => ({ format, count: found })).toSorted((a, b) => b.count - a.count)
