import { expect, test } from 'vitest'
import { SentPlaces } from './sent-places.ts'

const run = (base: string, records: number, rest: { count?: number; topic?: string } = {}) => ({
  topic: 'orders',
  partition: 0,
  base,
  source: 0,
  first: '0',
  deltas: Array.from({ length: records - 1 }, () => 1),
  ...rest,
})

test('knows how often the record at a place was replayed', () => {
  const places = new SentPlaces()
  places.add({ sent: [run('10', 3), run('13', 2, { count: 2 })], targetIds: { orders: 'id-1' } })
  places.add({ sent: [run('20', 1)], targetIds: {} })
  const times = (topic: string, offset: bigint) => places.timesReplayed({ topic, partition: 0, offset })
  expect([9n, 10n, 12n, 13n, 14n, 15n].map((offset) => times('id-1', offset))).toEqual([0, 1, 1, 2, 2, 0])
  // A topic of the same name with another id holds other records.
  expect(times('orders', 10n)).toBe(0)
  expect(times('orders', 20n)).toBe(1)
  expect(places.timesReplayed({ topic: 'id-1', partition: 1, offset: 10n })).toBe(0)
  expect(places.timesReplayed({ topic: 'id-1', partition: null, offset: null })).toBe(0)
  expect(places.spans).toBe(3)
})
