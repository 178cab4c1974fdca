import { expect, test } from 'vitest'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import type { Fetched } from '../delivery.ts'
import { Question } from './question.ts'

/** Three batches of two records. @param padding bytes of each value */
function fetched(partition: number, from: bigint, padding = 1): Fetched {
  const value = Buffer.alloc(padding, 'x')
  const one = { key: null, value, headers: [], timestamp: 0 }
  const parts = [0n, 2n, 4n].map((baseOffset) => encodeBatch({ records: [one, one], baseOffset }))
  const { batches } = splitBatches(Buffer.concat(parts))
  return { partition, from, to: 6n, batches, sizeBytes: 0, end: 6n }
}

test('goes on where a turn ended, and only the batch in which it did has another beginning', async () => {
  const first = fetched(0, 1n)
  const second = fetched(1, 0n)
  const question = new Question([first, second])
  const all = question.turn()
  expect(all.parts).toMatchObject([
    { partition: 0, from: 1n },
    { partition: 1, from: 0n },
  ])
  const stopped = { chosen: [{ batch: 1, deltas: [0] }], next: { batch: 1, from: 3n }, failures: null }
  expect(question.take(stopped, all.batches)).toBe(false)
  const rest = question.turn()
  expect(rest.parts).toMatchObject([
    { partition: 0, from: 3n },
    { partition: 0, from: 1n },
    { partition: 1, from: 0n },
  ])
  expect(question.take({ chosen: [{ batch: 0, deltas: [1] }], next: null, failures: null }, rest.batches)).toBe(true)
  const chosen = await question.answer
  expect(first.batches.map((batch) => [...(chosen.get(batch) ?? [])])).toEqual([[], [0, 1], []])
})

test('is asked about a megabyte at a time, and one batch at least', () => {
  const question = new Question([fetched(0, 0n, 400_000), fetched(1, 5n, 400_000)])
  const sizes: string[] = []
  for (let done = false; !done;) {
    const { parts, batches, bytes } = question.turn()
    expect(bytes.byteLength).toBe(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
    sizes.push(parts.map(({ partition, from }) => `${partition} from ${from}`).join())
    // The turn was over with its last batch.
    done = question.take({ chosen: [], next: { batch: batches.length, from: 0n }, failures: null }, batches)
  }
  expect(sizes).toEqual([...Array<string>(3).fill('0 from 0'), ...Array<string>(3).fill('1 from 5')])
})
