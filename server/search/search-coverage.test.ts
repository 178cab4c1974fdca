import { expect, it } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { MergePart } from './merge.ts'
import type { PartReport } from './scan/scan-engine.ts'
import { searchCoverage } from './search-coverage.ts'
import type { PlannedPart, SearchPlan } from './search-plan.ts'

const PART: PlannedPart = { partition: 0, from: 0n, to: 100n, logStart: 0n, bound: null, problem: null }
const COUNTS = { records: 40, bytes: 1, skippedBatches: 0, damagedBatches: 0, aborted: 0, control: 0, gaps: 0 }
const REPORT: PartReport = {
  partition: 0,
  found: [],
  from: 100n,
  to: 100n,
  bound: null,
  counts: COUNTS,
  done: true,
  problem: null,
  expired: null,
}
const END = { matched: 0, elapsedMs: 1, timestampsGoBack: false, failures: undefined }

function coverageOf(
  plan: Partial<PlannedPart>,
  report: Partial<PartReport> | null,
  stoppedBecause: 'end' | 'limit' | 'error',
) {
  const part = new MergePart({ ...PART, ...plan })
  if (report) part.accept({ ...REPORT, ...report })
  const search = { direction: 'forward', openTransaction: false, keyPlace: null } as SearchPlan
  return searchCoverage(search, [part], { ...END, stoppedBecause })
}

const unreachable = new AppError('CLUSTER_UNREACHABLE', 'Partition 0 has no leader.')

it.each([
  ['complete', {}, {}, 'end'],
  ['empty', { to: 0n }, null, 'end'],
  ['limit', {}, { done: false, from: 40n }, 'limit'],
  ['expired', {}, { expired: { from: 0n, to: 60n } }, 'end'],
  ['expired', { logStart: 60n }, {}, 'end'],
  ['offline', { problem: unreachable }, null, 'error'],
  ['offline', {}, { problem: { code: 'CLUSTER_UNREACHABLE', message: 'gone' } }, 'error'],
  ['error', {}, { problem: { code: 'UNDECODABLE', message: 'broken' } }, 'error'],
  ['error', {}, { counts: { ...COUNTS, damagedBatches: 1 } }, 'end'],
  ['keyElsewhere', { elsewhere: true }, null, 'end'],
] as const)('a partition is %s', (reason, plan, report, stoppedBecause) => {
  const coverage = coverageOf(plan, report, stoppedBecause)
  expect(coverage.partitions[0]?.reason).toBe(reason)
  expect(coverage.complete).toBe(['complete', 'empty', 'keyElsewhere'].includes(reason))
})

it('says what limits the answer', () => {
  const coverage = coverageOf({}, { counts: { ...COUNTS, gaps: 3, damagedBatches: 1, aborted: 2, control: 1 } }, 'end')
  expect(coverage.notes).toEqual(['damagedBatches', 'gaps'])
  expect(coverage.partitions[0]).toMatchObject({ gaps: 3, aborted: 2, control: 1 })
})
