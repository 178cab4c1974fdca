import { expect, it } from 'vitest'
import { explain, PARTITIONERS, type PartitionerName } from './partitioners.ts'

const keys = Array.from({ length: 40 }, (_, index) => Buffer.from(`key-${index}`))

it.each(Object.keys(PARTITIONERS) as PartitionerName[])('%s is found by the keys it placed', (name) => {
  const samples = keys.map((key) => ({ key, partition: PARTITIONERS[name].partition(key, 6) }))
  expect(explain(samples, 6)).toBe(name)
  expect(explain(samples.with(7, { ...(samples[7] ?? { key: Buffer.alloc(1) }), partition: 9 }), 6)).toBeNull()
  expect(explain(samples, 7)).toBeNull()
})

it('agrees with the published values of the hashes', () => {
  // zlib's crc32 and FNV-1a's reference of "foobar"; Sarama takes the remainder of the signed value and drops its sign.
  expect(PARTITIONERS.crc32.partition(Buffer.from('foobar'), 1_000_003)).toBe(0x9ef61f95 % 1_000_003)
  expect(PARTITIONERS.fnv1a.partition(Buffer.from('foobar'), 1_000_003)).toBe(Math.abs((0xbf9cf968 | 0) % 1_000_003))
})
