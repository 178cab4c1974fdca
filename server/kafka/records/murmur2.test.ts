import { expect, test } from 'vitest'
import { murmur2, partitionOf } from './murmur2.ts'

// The hashes are those that `org.apache.kafka.common.utils.Utils.murmur2` gives.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %j', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash)
  expect(partitionOf(Buffer.from(key), 12)).toBe((hash & 0x7fffffff) % 12)
})
