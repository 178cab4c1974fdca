import { expect, test } from 'vitest'
import { partitionOf } from '#server/kafka/records/murmur2.ts'
import { chooseTarget, type TargetTopic } from './choose-target.ts'

const topics = new Map<string, TargetTopic>([
  ['orders', { partitions: 6, partitioner: 'murmur2', compacted: false, maxMessageBytes: null, writable: true }],
  ['customers', { partitions: 3, partitioner: 'murmur2', compacted: true, maxMessageBytes: null, writable: true }],
  ['sealed', { partitions: 1, partitioner: 'murmur2', compacted: false, maxMessageBytes: null, writable: false }],
])
const allowed = new Set(['orders', 'customers', 'sealed', 'absent', '__internal'])
const key = Buffer.from('ord-1')
const from = (topic: string, partition: number | null = 4) => ({
  origin: { topic, partition, offset: null, timestamp: null },
  lastHop: null,
  group: null,
})
const byKey = { target: { origin: true }, partitioning: 'key', topics, retryTopics: [], allowed } as const

test('a key goes where the Java client would put it', () => {
  expect(chooseTarget({ key, offset: 0n }, from('orders'), byKey)).toEqual({
    topic: 'orders',
    partition: partitionOf(key, 6),
  })
})

test('without a key the original partition stays, folded into a smaller topic, or the offset decides', () => {
  const keyless = (failure: ReturnType<typeof from>, topic?: string) =>
    chooseTarget({ key: null, offset: 8n }, failure, topic === undefined ? byKey : { ...byKey, target: { topic } })
  expect(keyless(from('orders'))).toEqual({ topic: 'orders', partition: 4 })
  expect(keyless(from('elsewhere', 10), 'orders')).toEqual({ topic: 'orders', partition: 4 })
  expect(keyless(from('orders', null))).toEqual({ topic: 'orders', partition: 2 })
})

test('original and explicit partitions are taken as they are, or not at all', () => {
  const original = { ...byKey, partitioning: 'original' } as const
  expect(chooseTarget({ key, offset: 0n }, from('orders', 5), original)).toEqual({ topic: 'orders', partition: 5 })
  expect(chooseTarget({ key, offset: 0n }, from('orders', 6), original)).toBe('partitionMissing')
  expect(chooseTarget({ key, offset: 0n }, from('orders', null), original)).toBe('partitionMissing')
  const explicit = (partition: number) =>
    chooseTarget({ key, offset: 0n }, from('orders'), { ...byKey, partitioning: { partition } })
  expect(explicit(1)).toEqual({ topic: 'orders', partition: 1 })
  expect(explicit(6)).toBe('partitionMissing')
})

test('says why there is no target', () => {
  expect(chooseTarget({ key, offset: 0n }, { origin: null, lastHop: null, group: null }, byKey)).toBe('noOrigin')
  expect(chooseTarget({ key, offset: 0n }, from('orders'), { ...byKey, target: { retry: true } })).toBe('noRetryTopic')
  expect(chooseTarget({ key, offset: 0n }, from('sealed'), byKey)).toBe('notPermitted')
  expect(chooseTarget({ key, offset: 0n }, from('absent'), byKey)).toBe('targetMissing')
  expect(chooseTarget({ key, offset: 0n }, from('elsewhere'), byKey)).toBe('unpairedTarget')
  expect(chooseTarget({ key, offset: 0n }, from('__internal'), byKey)).toBe('internalTarget')
  expect(chooseTarget({ key: null, offset: 0n }, from('customers', 0), byKey)).toBe('nullKeyIntoCompacted')
})
