import { expect, test } from 'vitest'
import { ALL_RECORDS } from '#server/filter/candidates.ts'
import { FilterFailures } from '#server/filter/condition.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { compileTailFilter, TailFilter } from './tail-filter.ts'

const PLACE = { topic: 'orders', partition: 0 }

function cursorOver(value: Buffer) {
  const [batch] = splitBatches(encodeBatch({ records: [{ key: null, value, headers: [], timestamp: 0 }] })).batches
  const cursor = batch?.cursor()
  cursor?.next()
  if (!cursor) throw new Error('no batch')
  return cursor
}

test('an expression with a loop does not look into large values, and says so', () => {
  const filter = compileTailFilter({ caseSensitive: true, filter: 'value.exists(x, x == 1.0)' })
  expect(filter?.matches(cursorOver(Buffer.from('[1,2]')), PLACE)).toBe(true)
  expect(filter?.matches(cursorOver(Buffer.from(`[1,${'2,'.repeat(40_000)}2]`)), PLACE)).toBe(false)
  expect(filter?.failures.report()).toMatchObject({
    records: 1,
    evaluated: 2,
    kinds: [{ kind: 'unreadable', text: expect.stringContaining('more than 64 KB') as string }],
  })
})

test('text that grows in an expression is an error of the record and holds up nobody', () => {
  const filter = compileTailFilter({
    caseSensitive: true,
    filter: `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(6)}.size() > 0`,
  })
  const start = performance.now()
  expect(filter?.matches(cursorOver(Buffer.from('{}')), PLACE)).toBe(false)
  expect(performance.now() - start).toBeLessThan(250)
  expect(filter?.failures.report()).toMatchObject({
    records: 1,
    kinds: [{ kind: 'other', text: 'text would be longer than 1 MB' }],
  })
})

function filterThat(judges: () => void): TailFilter {
  const filter = new TailFilter(
    {
      literals: null,
      failures: new FilterFailures(),
      candidates: () => ALL_RECORDS,
      matches: () => {
        judges()
        return true
      },
      matchesRecord: () => true,
    },
    1_000,
  )
  filter.begin()
  return filter
}

test('one record that takes too long ends the stream', () => {
  const slow = filterThat(() => {
    const usedMs = () => {
      const { user, system } = process.threadCpuUsage()
      return (user + system) / 1000
    }
    const start = usedMs()
    while (usedMs() - start < 300);
  })
  expect(() => slow.matches(cursorOver(Buffer.from('x')), PLACE)).toThrow(/takes too long for a live tail/)
})

test("time in which a busy machine ran something else is not the expression's", () => {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  const stopped = filterThat(() => void Atomics.wait(clock, 0, 0, 300))
  expect(stopped.matches(cursorOver(Buffer.from('x')), PLACE)).toBe(true)
})
