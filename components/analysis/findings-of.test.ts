import { expect, test } from 'vitest'
import type { Analysis, SizeFigures } from '#lib/contract/analysis.ts'
import { findingsOf } from './findings-of.ts'
import { percent } from './percent.ts'
import { sliceWords } from './slice-words.ts'

const sizes = (count: number, nulls = 0): SizeFigures => ({
  count,
  nulls,
  empty: 0,
  totalBytes: count * 10,
  min: 10,
  max: 10,
  p50: 10,
  p90: 10,
  p99: 10,
  p999: 10,
  histogram: [{ upTo: 15, count }],
})

const sample = (text: string) => ({ text, hex: false, truncated: false })

const partition = (number: number, records: number) => ({
  partition: number,
  records,
  bytes: records * 20,
  tombstones: 0,
  firstAt: 1,
  lastAt: 2,
})

function analysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    asked: 1_000,
    records: 1_000,
    keys: sizes(1_000),
    values: sizes(1_000),
    partitions: [partition(0, 500), partition(1, 500)],
    topKeys: { items: [{ key: sample('k'), count: 2, bytes: 40 }], mayMiss: 0, distinct: 900, distinctExact: true },
    duplicates: null,
    rate: { stepMs: 1_000, times: [0], counts: [1_000], bytes: [1], earlier: 0, later: 0, withoutTime: 0 },
    formats: { sampled: 1_000, keys: [], values: [{ format: 'json', count: 1_000 }] },
    headers: { items: [], others: 0, recordsWithout: 1_000 },
    batches: [{ compression: 'lz4', batches: 100, records: 1_000, storedBytes: 1, unpackedBytes: 2 }],
    transactional: 0,
    coverage: {
      partitions: [
        { partition: 0, from: '0', to: '500', scannedFrom: '0', scannedTo: '500', records: 500, reason: 'complete' },
        { partition: 1, from: '0', to: '500', scannedFrom: '0', scannedTo: '500', records: 500, reason: 'complete' },
      ],
      notes: [],
      records: 1_000,
      bytes: 1,
      matched: 1_000,
      skippedBatches: 0,
      elapsedMs: 100,
      complete: true,
      stoppedBecause: 'end',
    },
    ...changes,
  }
}

const ids = (changes: Partial<Analysis>) => findingsOf(analysis(changes)).map(({ id }) => id)

test('nothing stands out in an even topic', () => expect(ids({})).toEqual([]))

test('each oddity is said in a sentence, what may need somebody first', () => {
  expect(ids({ partitions: [partition(0, 900), partition(1, 100)] })).toEqual(['skew'])
  expect(ids({ partitions: [partition(0, 500), partition(1, 500), partition(2, 0)] })).toEqual(['skew', 'empty'])
  expect(ids({ keys: sizes(600, 400), values: sizes(900, 100) })).toEqual(['tombstones', 'keyless'])
  expect(
    ids({
      topKeys: { items: [{ key: sample('k'), count: 300, bytes: 1 }], mayMiss: 0, distinct: 9, distinctExact: true },
    }),
  ).toEqual(['key'])
  expect(
    ids({
      formats: {
        sampled: 100,
        keys: [],
        values: [
          { format: 'json', count: 98 },
          { format: 'text', count: 2 },
        ],
      },
    }),
  ).toEqual(['formats'])
  expect(ids({ values: { ...sizes(1_000), max: 2_000_000 } })).toEqual(['large'])
  expect(
    ids({ batches: [{ compression: 'none', batches: 1_000, records: 1_000, storedBytes: 1, unpackedBytes: 1 }] }),
  ).toEqual(['batches'])
  expect(ids({ rate: { stepMs: 1, times: [], counts: [], bytes: [], earlier: 2, later: 1, withoutTime: 0 } })).toEqual([
    'times',
  ])
  const duplicates = {
    id: 'key',
    checked: 1_000,
    withoutId: 0,
    repeats: 3,
    ids: 2,
    unwatched: 0,
    watchedIds: 997,
    items: [],
  }
  const [first] = findingsOf(analysis({ duplicates, values: sizes(900, 100) }))
  expect(first?.text).toBe('3 records of 1,000 repeat an id that an earlier record bears.')
})

test('a share is never said to be nothing or all when it is not', () => {
  expect(percent(0, 10)).toBe('0 %')
  expect(percent(1, 100_000)).toBe('<0.1 %')
  expect(percent(1, 30)).toBe('3.3 %')
  expect(percent(99_999, 100_000)).toBe('99.9 %')
  expect(percent(10, 10)).toBe('100 %')
  expect(percent(1, 0)).toBe('0 %')
})

test('the words say what the figures stand on', () => {
  const { coverage } = analysis()
  expect(sliceWords(analysis(), 'done').text).toBe('All 1,000 records of the slice')
  expect(sliceWords(analysis({ records: 0, asked: 0 }), 'done').text).toBe('No records here')
  const half = coverage.partitions.map((one) => ({ ...one, scannedTo: '250', reason: 'maxSeconds' as const }))
  const limited = analysis({
    records: 500,
    coverage: { ...coverage, partitions: half, complete: false, stoppedBecause: 'maxSeconds' },
  })
  expect(sliceWords(limited, 'done').text).toBe('500 records, about 50 % of the slice: the time was up')
  expect(sliceWords(limited, 'stopped').text).toBe('500 records, stopped by you after 50 % of each partition')
  expect(sliceWords(limited, 'running')).toMatchObject({ text: '500 of about 1,000 records', timeLeft: '1 s left' })
  const offline = coverage.partitions.map((one) => ({ ...one, reason: 'offline' as const, problem: 'no leader' }))
  const troubled = analysis({
    coverage: { ...coverage, partitions: offline, notes: ['openTransaction', 'damagedBatches'] },
  })
  expect(sliceWords(troubled, 'done').warnings.map(({ tone }) => tone)).toEqual(['bad', 'bad', 'warn', 'warn'])
})
