import { expect, it } from 'vitest'
import { emptyRangeText } from './empty-range-text.ts'

const range = (scannedFrom: string, scannedTo: string) => ({
  partition: 0,
  from: scannedFrom,
  to: scannedTo,
  scannedFrom,
  scannedTo,
  records: 0,
  reason: 'complete' as const,
})

it('blames retention only where the range has no offsets', () => {
  expect(emptyRangeText([])).toContain('retention')
  expect(emptyRangeText([{ partitions: [range('122', '122')] }])).toContain('retention')
})

it('counts offsets that hold no record to show', () => {
  const text = emptyRangeText([
    { partitions: [range('0', '40'), range('2', '22')] },
    { partitions: [range('40', '45')] },
  ])
  expect(text).toMatch(/^The 65 offsets in this range have no records to show/)
  expect(text).toContain('aborted')
  expect(text).not.toContain('retention')
  expect(emptyRangeText([{ partitions: [range('9007199254740993', '9007199254740994')] }])).toMatch(/^The offset in/)
})
