import { expect, it } from 'vitest'
import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import { mergeCoverage } from './merge-coverage.ts'

const part = (
  partition: number,
  scanned: [number, number],
  rest: Partial<PartitionCoverage> = {},
): PartitionCoverage => ({
  partition,
  from: '0',
  to: '100',
  scannedFrom: String(scanned[0]),
  scannedTo: String(scanned[1]),
  records: scanned[1] - scanned[0],
  reason: 'limit',
  ...rest,
})

const coverage = (partitions: PartitionCoverage[], rest: Partial<Coverage> = {}): Coverage => ({
  partitions,
  notes: [],
  records: partitions.reduce((sum, { records }) => sum + records, 0),
  bytes: 10,
  matched: 1,
  skippedBatches: 1,
  elapsedMs: 5,
  complete: false,
  stoppedBecause: 'limit',
  ...rest,
})

it('joins what was read backward in two runs', () => {
  const first = coverage([part(0, [60, 100]), part(1, [0, 100], { reason: 'complete' })], { notes: ['gaps'] })
  const second = coverage([part(0, [0, 60], { to: '60', reason: 'complete' })], { stoppedBecause: 'end' })
  expect(mergeCoverage(first, second)).toMatchObject({
    partitions: [
      { partition: 0, from: '0', to: '100', scannedFrom: '0', scannedTo: '100', records: 100, reason: 'complete' },
      { partition: 1, reason: 'complete' },
    ],
    notes: ['gaps'],
    records: 200,
    matched: 2,
    bytes: 20,
    complete: true,
    stoppedBecause: 'end',
  })
})

it('keeps what was missing in the first run', () => {
  const first = coverage([
    part(0, [20, 50], { reason: 'expired', expired: 20 }),
    part(1, [0, 0], { reason: 'offline' }),
  ])
  const second = coverage([part(0, [50, 100], { from: '50', reason: 'complete', gaps: 3 })])
  const merged = mergeCoverage(first, second)
  expect(merged.partitions[0]).toMatchObject({ reason: 'expired', expired: 20, gaps: 3, scannedFrom: '20' })
  expect(merged.complete).toBe(false)
})

it('is the first run alone where there was none before', () => {
  const only = coverage([part(0, [0, 10])])
  expect(mergeCoverage(null, only)).toBe(only)
})
