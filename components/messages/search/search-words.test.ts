import { describe, expect, it } from 'vitest'
import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import { coverageWords, elseWords, estimateWords, offsetsLeft } from './search-words.ts'

const part = (rest: Partial<PartitionCoverage>): PartitionCoverage => ({
  partition: 0,
  from: '0',
  to: '100',
  scannedFrom: '0',
  scannedTo: '100',
  records: 100,
  reason: 'complete',
  ...rest,
})

const coverage = (rest: Partial<Coverage>): Coverage => ({
  partitions: [part({})],
  notes: [],
  records: 100,
  bytes: 1,
  matched: 0,
  skippedBatches: 0,
  elapsedMs: 1,
  complete: true,
  stoppedBecause: 'end',
  ...rest,
})

describe('what was searched', () => {
  it('says where the filter failed, or names what is not there', () => {
    const kind = { kind: 'missing', path: 'value.totl', type: 'object', records: 100 } as const
    const first = { topic: 't', partition: 0, offset: '0' }
    const failures = (records: number) => ({ records, evaluated: 100, kinds: [{ ...kind, first }] })
    expect(coverageWords(coverage({ filterFailures: failures(0) }), 0)).toBe(
      'The whole range was searched: 0 matches; in all 100 records there is no totl',
    )
    expect(coverageWords(coverage({ filterFailures: failures(0) }), 3)).toBe('The whole range was searched: 3 matches')
    expect(coverageWords(coverage({ filterFailures: failures(100) }), 0)).toBe(
      'The whole range was searched: 0 matches; the filter failed on all 100 records',
    )
  })

  it('is called whole only when it was', () => {
    expect(coverageWords(coverage({}), 0)).toBe('The whole range was searched: nothing matches')
    expect(coverageWords(coverage({}), 1)).toBe('The whole range was searched: 1 match')
    expect(coverageWords(coverage({ records: 0 }), 0)).toBe('There are no records in this range')
    expect(coverageWords(coverage({ records: 0, skippedBatches: 4 }), 0)).toBe(
      'The whole range was searched: nothing matches',
    )
  })

  it('says what was left out and why', () => {
    const partitions = [
      part({ scannedFrom: '60', reason: 'limit' }),
      part({ partition: 1, reason: 'keyElsewhere', scannedTo: '0' }),
    ]
    const stopped = coverage({ partitions, records: 40, complete: false, stoppedBecause: 'limit' })
    expect(offsetsLeft(stopped)).toBe(60n)
    expect(coverageWords(stopped, 2)).toBe('2 matches in 40 records, stopped at this number; up to 60 not searched')
    expect(coverageWords({ ...stopped, stoppedBecause: 'error' }, 0)).toContain('not everything could be read')
  })

  it('counts no record that was read ahead of what was answered', () => {
    const stopped = coverage({
      partitions: [part({ scannedFrom: '60', reason: 'limit' })],
      complete: false,
      stoppedBecause: 'limit',
    })
    expect(coverageWords(stopped, 40)).toBe('40 matches in 40 records, stopped at this number; up to 60 not searched')
  })

  it('counts what stands between the records', () => {
    expect(elseWords(part({ gaps: 3, expired: 1200 }))).toBe('3 empty offsets (compacted), 1,200 deleted or expired')
    expect(elseWords(part({}))).toBe('')
  })
})

it('tells what a search will cost', () => {
  const estimate = { partitions: 6, records: '4000000', bytes: 1_200_000_000, seconds: 6 }
  expect(estimateWords(estimate)).toBe('up to 4.00 M records, about 1.20 GB, some 6 s')
  expect(estimateWords({ ...estimate, bytes: null, seconds: null })).toBe('up to 4.00 M records')
  expect(estimateWords({ ...estimate, records: '0' })).toBe('nothing: there are no records in this range')
})
