import { expect, test } from 'vitest'
import { type LedgerEntry, offsetsOf, parseLedgerEntry, recordsOf } from './ledger-entry.ts'

const entry: LedgerEntry = {
  v: 1,
  job: 'r-1',
  sourceTopic: 'orders-dlq',
  sourceTopicId: null,
  position: { range: 0, offset: '9007199254740999' },
  counts: { sent: 3, skipped: 1, failed: 1, bytes: 10 },
  targetIds: {},
  sent: [{ topic: 'orders', partition: 2, base: '9007199254740993', source: 0, first: '4', deltas: [1, 5] }],
  skipped: [{ source: 0, offset: '6', reason: 'noOrigin' }],
  failed: [{ source: 1, offset: '0', reason: 'gone' }],
}

test('a run gives every record the offset it got, beyond 2^53 too', () => {
  const [run] = entry.sent
  if (!run) throw new Error('no run')
  expect([...offsetsOf(run)]).toEqual([
    { source: 4n, target: 9_007_199_254_740_993n },
    { source: 5n, target: 9_007_199_254_740_994n },
    { source: 10n, target: 9_007_199_254_740_995n },
  ])
})

test('records come in the order of the source, with why they were left out', () => {
  expect(recordsOf(entry).map(({ partition, offset, result, reason }) => [partition, offset, result, reason])).toEqual([
    [0, '4', 'sent', null],
    [0, '5', 'sent', null],
    [0, '6', 'skipped', 'noOrigin'],
    [0, '10', 'sent', null],
    [1, '0', 'failed', 'gone'],
  ])
})

test('what is no entry is passed over', () => {
  expect(parseLedgerEntry(JSON.stringify(entry))).toEqual(entry)
  expect(parseLedgerEntry(null)).toBeNull()
  expect(parseLedgerEntry('{')).toBeNull()
  expect(parseLedgerEntry('{"v":2}')).toBeNull()
})
