import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, expect, test } from 'vitest'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { Owner } from '#server/limits/owner.ts'
import type { Fetched } from '../delivery.ts'
import { ExpressionPool } from './expression-pool.ts'
import type { ExpressionLease } from './expression-lease.ts'

/** A thread has to start, on a machine that may be busy. */
const TIMEOUT = { timeout: 60_000 }
/** The audit's: a text of a million characters. */
const FIVE_REPLACES = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(5)}.size() > 0`
/** Four patterns are compiled for each of a record's numbers. */
const SECONDS = `value.exists(x, ${['b', 'c', 'd', 'e']
  .map((letter) => `"${'a'.repeat(60)}".matches("(a|b){100}(c|d){100}(e|f){100}${letter}" + string(x))`)
  .join(' || ')})`
const NUMBERS = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => index))

const opened: ExpressionLease[] = []
afterEach(() => {
  for (const lease of opened.splice(0)) lease.close()
})

function poolOf(threads: number, viewers = { perUser: 50, all: 50 }): ExpressionPool {
  return new ExpressionPool({ threads, viewers })
}

function open(pool: ExpressionPool, filter: string, user = 'ada'): ExpressionLease {
  const job = { clusterId: 'test', serde: { registry: null, protobuf: null }, topic: 'orders', maxBytes: 64 << 10 }
  const lease = pool.open({ ...job, filter: { filter } }, user)
  opened.push(lease)
  return lease
}

/** Batches of ten values each. */
function fetched(values: readonly string[], damage?: (batch: Buffer) => void): Fetched {
  const parts: Buffer[] = []
  for (let start = 0; start < values.length; start += 10) {
    const some = values.slice(start, start + 10)
    const records = some.map((value) => ({ key: null, value: Buffer.from(value), headers: [], timestamp: 0 }))
    const batch = encodeBatch({ records, baseOffset: BigInt(start) })
    damage?.(batch)
    parts.push(batch)
  }
  const { batches } = splitBatches(Buffer.concat(parts))
  return { partition: 3, from: 0n, to: BigInt(values.length), batches, sizeBytes: 0, end: BigInt(values.length) }
}

async function offsets(lease: ExpressionLease, asked: Fetched): Promise<number[]> {
  const chosen = await lease.ask([asked])
  return asked.batches.flatMap((batch) =>
    [...(chosen.get(batch) ?? [])].map((delta) => Number(batch.baseOffset) + delta).toSorted((a, b) => a - b),
  )
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)
const numbers = (count: number) => upTo(count).map(String)

test('says which records are let through, from an offset on, and counts those it cannot judge', TIMEOUT, async () => {
  const lease = open(poolOf(1), 'offset % 3 == 0 || value > 20')
  await lease.ready()
  expect(await offsets(lease, fetched(numbers(25)))).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 22, 23, 24])
  expect(lease.failures.records).toBe(0)
  expect(await offsets(lease, { ...fetched(numbers(25)), from: 16n })).toEqual([18, 21, 22, 23, 24])
  expect(await offsets(lease, fetched(['1', '"text"', '22']))).toEqual([0, 2])
  expect(lease.failures.report()).toMatchObject({
    records: 1,
    evaluated: 37,
    kinds: [{ kind: 'type', records: 1, path: 'value', first: { partition: 3, offset: '1' } }],
  })
})

test('a batch that cannot be read is in the answer, so that who shows it says so', TIMEOUT, async () => {
  const lease = open(poolOf(1), 'value > 20')
  const asked = fetched(
    numbers(30),
    (batch) => void (batch.readBigInt64BE() === 10n && batch.fill(1, batch.length - 5)),
  )
  const chosen = await lease.ask([asked])
  expect(asked.batches.map((batch) => [...(chosen.get(batch) ?? [])])).toEqual([[], [], upTo(10).slice(1)])
  expect(asked.batches.map((batch) => chosen.has(batch))).toEqual([false, true, true])
})

test('an expression with a loop does not look into large values, and says so', TIMEOUT, async () => {
  const lease = open(poolOf(1), 'value.exists(x, x == 1.0)')
  expect(await offsets(lease, fetched(['[1,2]', `[1,${'2,'.repeat(40_000)}2]`]))).toEqual([0])
  expect(lease.failures.report()).toMatchObject({
    records: 1,
    evaluated: 2,
    kinds: [{ kind: 'unreadable', text: expect.stringContaining('more than 64 KB') as string }],
  })
})

test('text that grows in an expression is an error of the record', TIMEOUT, async () => {
  const lease = open(poolOf(1), FIVE_REPLACES.replace('.size()', '.replace("a","aaaaaaaaaa").size()'))
  expect(await offsets(lease, fetched(['{}']))).toEqual([])
  expect(lease.failures.report()).toMatchObject({
    records: 1,
    kinds: [{ kind: 'other', text: 'text would be longer than 1 MB' }],
  })
})

test(
  'five replaces on each of a hundred records hold up nothing in this thread, nor others of theirs',
  TIMEOUT,
  async () => {
    const pool = poolOf(1)
    const slow = open(pool, FIVE_REPLACES, 'mallory')
    const quick = open(pool, 'value >= 5')
    await Promise.all([slow.ready(), quick.ready()])
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    let done = false
    const answer = offsets(slow, fetched(numbers(100))).finally(() => (done = true))
    let between = 0
    while (!done) {
      expect(await offsets(quick, fetched(numbers(10)))).toEqual([5, 6, 7, 8, 9])
      if (!done) between += 1
    }
    delay.disable()
    expect(await answer).toEqual(upTo(100))
    expect(between).toBeGreaterThan(10)
    expect(delay.max / 1e6).toBeLessThan(250)
    expect(slow.failures.records).toBe(0)
  },
)

test('one record that takes longer than two seconds ends its expression and no other', TIMEOUT, async () => {
  const pool = poolOf(1)
  const stuck = open(pool, SECONDS, 'mallory')
  const quick = open(pool, 'value == 1')
  await Promise.all([stuck.ready(), quick.ready()])
  const answer = stuck.ask([fetched([NUMBERS])])
  const others = Promise.all(upTo(5).map(() => offsets(quick, fetched(['0', '1']))))
  await expect(answer).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringMatching(/takes too long for a live tail .*orders\/3\/0/) as string,
  })
  expect(await others).toEqual(upTo(5).map(() => [1]))
  await expect(stuck.ask([fetched(['0'])])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
})

test(
  'who leaves is not waited for: its thread is free for others, and ends when nobody needs it',
  TIMEOUT,
  async () => {
    const pool = poolOf(1)
    const leaves = open(pool, SECONDS, 'mallory')
    const stays = open(pool, 'value == 1')
    await Promise.all([leaves.ready(), stays.ready()])
    const answer = leaves.ask([fetched([NUMBERS])])
    const other = offsets(stays, fetched(['1']))
    leaves.close()
    leaves.close()
    await expect(answer).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await other).toEqual([0])
    await expect(leaves.ask([fetched(['1'])])).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await offsets(stays, fetched(['1']))).toEqual([0])
  },
)

test('a question is given up with its signal', TIMEOUT, async () => {
  const lease = open(poolOf(1), FIVE_REPLACES)
  const leaving = new AbortController()
  const answer = lease.ask([fetched(numbers(1_000))], leaving.signal)
  leaving.abort()
  await expect(answer).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await offsets(lease, fetched(['1']))).toEqual([0])
})

test('so many viewers and no more, of one user and of all; a place is free when its viewer has left', async () => {
  const pool = poolOf(2, { perUser: 2, all: 3 })
  const ada = new Owner('ada')
  pool.admit(ada)
  pool.admit(ada)
  expect(() => pool.admit(ada)).toThrow(/2 live tails with an expression run.*2 are yours/)
  pool.admit(new Owner('bob'))
  expect(() => pool.admit(new Owner('eve'))).toThrow(/3 live tails with an expression run/)
  expect(pool.figures.viewers).toBe(3)
  await ada.close()
  await ada.close()
  expect(pool.figures).toEqual({ viewers: 1, threads: 0 })
  pool.admit(new Owner('eve'))
})
