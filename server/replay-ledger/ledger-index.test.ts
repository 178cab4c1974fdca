import { expect, test } from 'vitest'
import type { SpanSet } from '#server/store/span-set.ts'
import { addSent } from './ledger-index.ts'

test('source offsets in a row are one span, however they were spread over targets', () => {
  const run = (source: number, first: string, deltas: number[]) => ({
    topic: 't',
    partition: 0,
    base: '0',
    source,
    first,
    deltas,
  })
  const into = new Map<number, SpanSet>()
  addSent(into, { sent: [run(0, '10', [3, 1]), run(0, '11', [1]), run(1, '7', []), run(0, '20', [1])] })
  expect([...(into.get(0) ?? [])]).toEqual([
    [10n, 15n],
    [20n, 22n],
  ])
  expect([...(into.get(1) ?? [])]).toEqual([[7n, 8n]])
  addSent(into, { sent: [run(0, '15', [2, 1, 1]), run(0, '16', [])] })
  expect([...(into.get(0) ?? [])]).toEqual([[10n, 22n]])
  addSent(into, { sent: [] })
  expect(into.size).toBe(2)
})
