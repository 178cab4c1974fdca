import { expect, test } from 'vitest'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { DistinctCount } from './distinct-count.ts'
import { DuplicateWatch } from './duplicate-watch.ts'
import { FrequentKeys } from './frequent-keys.ts'
import { hashBytes } from './hash-bytes.ts'
import { idOf, parsePath } from './id-of.ts'
import { sampleText } from './sample-text.ts'
import { SizeTally } from './size-tally.ts'
import { TimeTally } from './time-tally.ts'

test('percentiles of sizes are at most 3 % too large, all else is exact', () => {
  const tally = new SizeTally()
  const sizes = Array.from({ length: 20_000 }, (_, index) => (index * index) % 70_001)
  for (const size of sizes) tally.add(size)
  tally.add(-1)
  const sorted = sizes.toSorted((a, b) => a - b)
  const figures = tally.figures()
  expect(figures).toMatchObject({
    count: 20_000,
    nulls: 1,
    min: 0,
    max: sorted.at(-1),
    totalBytes: sizes.reduce((sum, size) => sum + size, 0),
    empty: sizes.filter((size) => size === 0).length,
  })
  for (const [name, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
    ['p99', 0.99],
    ['p999', 0.999],
  ] as const) {
    const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0
    expect(figures[name]).toBeGreaterThanOrEqual(exact)
    expect(figures[name]).toBeLessThanOrEqual(exact * 1.032 + 1)
  }
  for (const { upTo, count } of figures.histogram)
    expect(count).toBe(sizes.filter((size) => size <= upTo && (upTo === 0 || size > (upTo - 1) / 2)).length)
})

test('sizes of nothing are zeros, and one size is all percentiles', () => {
  expect(new SizeTally().figures()).toMatchObject({ count: 0, min: 0, max: 0, p50: 0, p999: 0, histogram: [] })
  const one = new SizeTally()
  one.add(1_000_000_007)
  expect(one.figures()).toMatchObject({ min: 1_000_000_007, max: 1_000_000_007, p50: 1_000_000_007 })
})

test('the most frequent keys are exact while they fit, else at most mayMiss too small', () => {
  const few = new FrequentKeys(100)
  const many = new FrequentKeys(100)
  const counts = new Map<string, number>()
  for (let index = 0; index < 30_000; index += 1) {
    const key = index % 5 === 0 ? `hot-${index % 3}` : `cold-${(index * 7919) % 9_001}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    many.add(Buffer.from(key), 10)
    few.add(Buffer.from(`key-${index % 150}`), 10)
  }
  expect(few.top()).toMatchObject({ mayMiss: 0, distinct: 150, distinctExact: true })
  expect(few.top().items[0]).toEqual({ key: { text: 'key-0', hex: false, truncated: false }, count: 200, bytes: 2_000 })
  const { items, mayMiss, distinct, distinctExact } = many.top()
  expect(distinctExact).toBe(false)
  expect(Math.abs(distinct - counts.size) / counts.size).toBeLessThan(0.08)
  expect(mayMiss).toBeGreaterThan(0)
  expect(mayMiss).toBeLessThan(30_000 / 100)
  expect(items.slice(0, 3).map(({ key }) => key.text)).toEqual(expect.arrayContaining(['hot-0', 'hot-1', 'hot-2']))
  for (const { key, count } of items) {
    expect(count).toBeLessThanOrEqual(counts.get(key.text) ?? 0)
    expect(count + mayMiss).toBeGreaterThanOrEqual(counts.get(key.text) ?? 0)
  }
})

test('long keys with the same beginning are different keys', () => {
  const keys = new FrequentKeys()
  const long = 'x'.repeat(1_000)
  for (const end of ['a', 'b', 'b']) keys.add(Buffer.from(long + end), 1)
  expect(keys.top().items.map(({ count, key }) => [count, key.truncated])).toEqual([
    [2, true],
    [1, true],
  ])
})

test('distinct values are estimated within a few percent', () => {
  for (const size of [10, 1_000, 50_000, 400_000]) {
    const distinct = new DistinctCount()
    for (let index = 0; index < size; index += 1) distinct.add(hashBytes(Buffer.from(`id-${index}`)))
    expect(Math.abs(distinct.estimate() - size) / size).toBeLessThan(0.06)
  }
})

test('duplicates are found with their places; what is not watched is counted', () => {
  const watch = new DuplicateWatch('key', 3)
  const ids = ['a', 'b', 'a', 'c', 'd', 'a', 'b', 'd']
  for (const [index, id] of ids.entries()) watch.add(Buffer.from(id), index % 2, BigInt(index))
  watch.add(null, 0, 99n)
  expect(watch.figures()).toEqual({
    id: 'key',
    checked: 8,
    withoutId: 1,
    repeats: 3,
    ids: 2,
    unwatched: 2,
    watchedIds: 3,
    items: [
      {
        id: { text: 'a', hex: false, truncated: false },
        count: 3,
        first: { partition: 0, offset: '0' },
        last: { partition: 1, offset: '5' },
      },
      {
        id: { text: 'b', hex: false, truncated: false },
        count: 2,
        first: { partition: 1, offset: '1' },
        last: { partition: 0, offset: '6' },
      },
    ],
  })
})

test('many different ids do not look alike', () => {
  const watch = new DuplicateWatch('key')
  for (let index = 0; index < 300_000; index += 1) watch.add(Buffer.from(`order-${index}`), 0, BigInt(index))
  expect(watch.figures()).toMatchObject({ repeats: 0, ids: 0, unwatched: 0, watchedIds: 300_000 })
})

test('time is counted in steps that fit; what lies far off is only counted', () => {
  const tally = new TimeTally()
  const start = 1_790_000_000_000
  for (let index = 0; index < 6_000; index += 1) tally.add(start + index * 1_000, 10)
  tally.add(0, 10)
  tally.add(4_000_000_000_000, 10)
  tally.add(-1, 10)
  const { stepMs, times, counts, earlier, later, withoutTime } = tally.figures()
  expect({ earlier, later, withoutTime }).toEqual({ earlier: 1, later: 1, withoutTime: 1 })
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6_000)
  expect(times.length).toBeLessThanOrEqual(130)
  expect(times.length).toBeGreaterThan(40)
  expect(Math.abs(Math.max(...counts) - stepMs / 1_000)).toBeLessThanOrEqual(1)
  expect(new TimeTally().figures()).toMatchObject({ times: [], withoutTime: 0 })
})

const recordWith = (value: string | null, headers: [string, string][] = [], key: string | null = null) =>
  ({
    key: () => (key === null ? null : Buffer.from(key)),
    value: () => (value === null ? null : Buffer.from(value)),
    headers: () => headers.map(([name, text]) => ({ name: Buffer.from(name), value: Buffer.from(text) })),
  }) as unknown as RecordCursor

test('ids come from the key, a header or a path in the value, with all digits', () => {
  const id = (spec: string, record: RecordCursor) => idOf(spec)(record)?.toString()
  expect(id('key', recordWith('', [], 'k'))).toBe('k')
  expect(
    id(
      'header:id',
      recordWith('', [
        ['id', 'a'],
        ['id', 'b'],
      ]),
    ),
  ).toBe('b')
  expect(id('header:id', recordWith(''))).toBeUndefined()
  expect(id('value:$.a.b[1]', recordWith('{"a":{"b":["x","y"]}}'))).toBe('y')
  expect(id('value:id', recordWith('{"id":9007199254740993}'))).toBe('9007199254740993')
  expect(id('value:id', recordWith('{"id":9007199254740992}'))).toBe('9007199254740992')
  expect(id('value:id', recordWith('{"id":{"x":1}}'))).toBe('{"x":1}')
  expect(id('value:id', recordWith('{"id":null}'))).toBeUndefined()
  expect(id('value:constructor', recordWith('{}'))).toBeUndefined()
  expect(id('value:id', recordWith('no JSON'))).toBeUndefined()
  expect(id('value:id', recordWith(null))).toBeUndefined()
  expect(parsePath(`$["a b"].c['d'][0]`)).toEqual(['a b', 'c', 'd', '0'])
  for (const wrong of ['$', 'a[', '.', 'a..b']) expect(() => parsePath(wrong)).toThrow(/path/)
})

test('content is shown as one line of text or in hex, never cut inside a character', () => {
  expect(sampleText(Buffer.from('plain'))).toEqual({ text: 'plain', hex: false, truncated: false })
  expect(sampleText(Buffer.from([0, 255]))).toEqual({ text: '00ff', hex: true, truncated: false })
  expect(sampleText(Buffer.from('two\nlines')).hex).toBe(true)
  const cut = sampleText(Buffer.from(`${'a'.repeat(119)}é and more`))
  expect(cut).toEqual({ text: 'a'.repeat(119), hex: false, truncated: true })
})
