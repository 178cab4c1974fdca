import type { Compression } from '#server/kafka/records/codecs.ts'
import { CODECS } from '#testkit/kafka/fill-topic.ts'

/** Repeatable chance (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('there is nothing to pick from')
    return item
  }
}

export interface PlainRecord {
  partition: number
  offset: number
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  /** What the value was made of. */
  json: { id?: string; note?: string; n?: number } | null
  headers: { name: Buffer; value: Buffer | null }[]
}

export interface PlainBatch {
  partition: number
  compression: Compression
  records: PlainRecord[]
}

const START = 1_700_000_000_000
export const NOTES = [
  'plain',
  'caf\u00e9 noir',
  'say "hi"',
  'a/b\\c',
  'line\nbreak',
  '\u212aelvin',
  'xyzzy',
  '\u{1f389} party',
]

/** A JSON string in one of the ways that encoders write it. */
function jsonText(text: string, chance: Chance): string {
  if (chance.next() < 0.5) return JSON.stringify(text)
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  if (chance.next() < 0.5) return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`
  return JSON.stringify(text)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Batches of random records; `back` lets times go back inside of a partition. */
export function randomBatches(
  chance: Chance,
  { partitions, batches, back }: { partitions: number; batches: number; back: boolean },
): PlainBatch[] {
  const next = Array.from({ length: partitions }, () => 0)
  const clock = Array.from({ length: partitions }, () => START)
  return Array.from({ length: batches }, (): PlainBatch => {
    const partition = chance.below(partitions)
    const records = Array.from({ length: 1 + chance.below(chance.next() < 0.2 ? 60 : 8) }, (): PlainRecord => {
      const offset = next[partition] ?? 0
      next[partition] = offset + 1
      const step = chance.below(4) - (back && chance.next() < 0.1 ? 20 : 0)
      const timestamp = (clock[partition] ?? START) + step
      clock[partition] = timestamp
      return { partition, offset, timestamp, ...randomParts(chance) }
    })
    return { partition, compression: chance.pick(CODECS), records }
  })
}

function randomParts(chance: Chance): Pick<PlainRecord, 'key' | 'value' | 'json' | 'headers'> {
  const key = chance.next() < 0.1 ? null : Buffer.from(`key-${chance.below(12)}`)
  const headers = Array.from({ length: chance.below(3) }, () => ({
    name: Buffer.from(chance.pick(['source', 'trace'])),
    value: chance.next() < 0.1 ? null : Buffer.from(chance.pick(['web', 'shop', 'xyzzy'])),
  }))
  const kind = chance.next()
  if (kind < 0.08) return { key, value: null, json: null, headers }
  if (kind < 0.16)
    return { key, value: Buffer.from(Array.from({ length: 30 }, () => chance.below(256))), json: null, headers }
  if (kind < 0.24) return { key, value: Buffer.from(chance.pick(NOTES)), json: null, headers }
  const json = { id: `id-${chance.below(30)}`, note: chance.pick(NOTES), n: chance.below(100) }
  const space = chance.pick(['', ' ', '\n  '])
  const text = `{${space}"id":${space}${jsonText(json.id, chance)},"note":${jsonText(json.note, chance)},"n":${json.n}}`
  return { key, value: Buffer.from(text), json, headers }
}

/** The order of a search by its definition: times that cannot go back inside of a partition, from the batches' largest ones. */
export function inOrder(
  batches: readonly PlainBatch[],
  direction: 'newest' | 'oldest',
): (wanted: (record: PlainRecord) => boolean) => PlainRecord[] {
  const partitions = [...new Set(batches.map(({ partition }) => partition))].toSorted((a, b) => a - b)
  const queues = partitions.map((partition) => {
    const own = batches.filter((batch) => batch.partition === partition)
    let bound = direction === 'oldest' ? -Infinity : Infinity
    const ordered: { record: PlainRecord; order: number }[] = []
    for (const { records } of direction === 'oldest' ? own : own.toReversed()) {
      const largest = Math.max(...records.map(({ timestamp }) => timestamp))
      if (direction === 'newest') bound = Math.min(bound, largest)
      for (const record of direction === 'oldest' ? records : records.toReversed())
        ordered.push({
          record,
          order: direction === 'oldest' ? Math.max(bound, record.timestamp) : -Math.min(bound, record.timestamp),
        })
      if (direction === 'oldest') bound = Math.max(bound, largest)
    }
    return ordered
  })
  return (wanted) => {
    const left = queues.map((queue) => queue.filter(({ record }) => wanted(record)))
    const merged: PlainRecord[] = []
    for (;;) {
      let best: { record: PlainRecord; order: number }[] | null = null
      for (const queue of left) if (queue[0] && (!best?.[0] || queue[0].order < best[0].order)) best = queue
      const head = best?.shift()
      if (!head) return merged
      merged.push(head.record)
    }
  }
}
