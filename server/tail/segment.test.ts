import { expect, test } from 'vitest'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import type { Fetched } from './delivery.ts'
import { type Segment, segmentsOf } from './segment.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import type { TailFilter } from './tail-filter.ts'

const COUNT = 100

function fetched(damage?: (bytes: Buffer) => void): Fetched {
  const records = Array.from({ length: COUNT }, (_, n) => ({
    key: null,
    value: Buffer.from(`{"n":${n},"name":"${n % 10 === 0 ? 'needle' : 'hay'}"}`),
    headers: [],
    timestamp: n,
  }))
  const bytes = encodeBatch({ records })
  damage?.(bytes)
  const { batches } = splitBatches(bytes)
  return { partition: 3, from: 0n, to: BigInt(COUNT), batches, sizeBytes: bytes.length, end: BigInt(COUNT) }
}

function lookingFor(text: string): TailFilter | null {
  const filter = compileFilter({ text, caseSensitive: true })
  return filter && { kind: 'here', filter }
}

function shown(segments: readonly Segment[]): number[] {
  const json = segments.flatMap((segment) => segment.parts().flatMap((part) => part.json.toString()))
  return [...json.join().matchAll(/\\"n\\":(\d+)/g)].map(([, n]) => Number(n))
}

const options = { topic: 'orders', filter: null, sample: 1 }
const needle = lookingFor('needle')
const tens = Array.from({ length: COUNT / 10 }, (_, index) => index * 10)

test('what a filter lets through, and of that 1 of N by offset', () => {
  expect(shown(segmentsOf(fetched(), 0, options))).toHaveLength(COUNT)
  expect(shown(segmentsOf(fetched(), 0, { ...options, filter: needle }))).toEqual(tens)
  const [sampled] = segmentsOf(fetched(), 0, { ...options, filter: needle, sample: 4 })
  expect(sampled).toMatchObject({ count: 5, sampledOut: 5 })
  expect(shown(sampled ? [sampled] : [])).toEqual([0, 20, 40, 60, 80])
})

test('a batch whose bytes changed is told and not shown, unless nothing in it was asked for', () => {
  const changed = () => fetched((bytes) => void bytes.write('hey', bytes.indexOf('hay')))
  const [all] = segmentsOf(changed(), 0, options)
  expect(all?.parts()).toMatchObject([{ count: 0, gap: { reason: 'undecodable', partition: 3, records: '100' } }])
  const [some] = segmentsOf(changed(), 0, { ...options, filter: needle })
  expect(some?.parts()).toMatchObject([{ count: 0, gap: { text: expect.stringContaining('checksum') as string } }])
  const other = lookingFor('nothing like that')
  expect(segmentsOf(changed(), 0, { ...options, filter: other })).toEqual([])
})
