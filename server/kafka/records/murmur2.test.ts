import { expect, test } from 'vitest'
import { murmur2, partitionOf } from './murmur2.ts'

// The hashes are those that `org.apache.kafka.common.utils.Utils.murmur2` gives.
test.each([
  ['', 275646681],
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
  ['order-4711', 1584983611],
  ['Ünï', 495078421],
])('murmur2 of %j', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash)
})

test.each([
  ['ff', -311467685],
  ['8081', 1642145146],
  ['c328ff', -808810655],
  ['000000fffe', 1942861925],
])('murmur2 of the bytes %s', (hex, hash) => {
  expect(murmur2(Buffer.from(hex, 'hex'))).toBe(hash)
})

// As `BuiltInPartitioner.partitionForKey` of the Java client chooses.
test.each([
  ['', 9],
  ['order-4711', 7],
  ['Ünï', 1],
])('the partition of %j among 12', (key, partition) => {
  expect(partitionOf(Buffer.from(key), 12)).toBe(partition)
})
