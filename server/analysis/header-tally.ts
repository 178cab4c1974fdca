import type { Analysis } from '#lib/contract/analysis.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { sampleText } from './sample-text.ts'

const MAX_NAMES = 100

interface Seen {
  name: Buffer
  records: number
  example: Buffer | null
  exampleBytes: number
  /** The record that counted last, so that a header that stands twice in one record counts once. */
  last: number
}

/** Which headers there are, and in how many records. */
export class HeaderTally {
  #records = 0
  #without = 0
  #others = 0
  readonly #names = new Map<string, Seen>()

  add(headers: readonly RecordHeader[]): void {
    this.#records += 1
    if (headers.length === 0) this.#without += 1
    for (const { name, value } of headers) {
      const id = name.toString('latin1')
      const seen = this.#names.get(id)
      if (seen) {
        if (seen.last !== this.#records) seen.records += 1
        seen.last = this.#records
      } else if (this.#names.size < MAX_NAMES) {
        const example = value === null ? null : Buffer.from(value.subarray(0, 200))
        const exampleBytes = value?.length ?? 0
        this.#names.set(id, { name: Buffer.from(name), records: 1, example, exampleBytes, last: this.#records })
      } else this.#others += 1
    }
  }

  figures(): Analysis['headers'] {
    const items = [...this.#names.values()]
      .toSorted((a, b) => b.records - a.records)
      .map(({ name, records, example, exampleBytes }) => ({
        name: sampleText(name),
        records,
        example: example === null ? null : sampleText(example, exampleBytes),
      }))
    return { items, others: this.#others, recordsWithout: this.#without }
  }
}
