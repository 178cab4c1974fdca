import { describe, expect, it } from 'vitest'
import { formatByteRate, formatBytes, formatCompact, formatCount, formatRate, plural } from './numbers.ts'

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [-1234567, '-1,234,567'],
    [1e21, '1,000,000,000,000,000,000,000'],
    [Number.NaN, 'NaN'],
    [null, '–'],
    [undefined, '–'],
  ])('%s → %s', (value, text) => expect(formatCount(value)).toBe(text))

  it('keeps every digit of what a number cannot hold', () => {
    expect(formatCount('9223372036854775807')).toBe('9,223,372,036,854,775,807')
    expect(formatCount(9007199254740993n)).toBe('9,007,199,254,740,993')
    expect(formatCount('-9223372036854775808')).toBe('-9,223,372,036,854,775,808')
  })
})

describe('formatCompact', () => {
  it.each([
    ['9999', '9,999'],
    ['10000', '10.0 k'],
    [41_214_882, '41.2 M'],
    ['999999999', '1.00 bn'],
    ['9223372036854775807', '9,223,372 tn'],
  ])('%s → %s', (value, text) => expect(formatCompact(value)).toBe(text))
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [281, '281 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [6200, '6.20 kB'],
    [12_600_000_000, '12.6 GB'],
    [999_960, '1.00 MB'],
    [1_840_000_000_000, '1.84 TB'],
  ])('%s → %s', (value, text) => expect(formatBytes(value)).toBe(text))
})

describe('rates and plurals', () => {
  it.each([
    [0, '0/s'],
    [0.04, '<0.1/s'],
    [0.31, '0.3/s'],
    [9.97, '10/s'],
    [8412.4, '8,412/s'],
    [null, '–'],
  ])('%s → %s', (value, text) => expect(formatRate(value)).toBe(text))

  it('gives bytes a unit and nouns a number', () => {
    expect(formatByteRate(2_600_000)).toBe('2.60 MB/s')
    expect(plural(1, 'topic')).toBe('1 topic')
    expect(plural(1204, 'topic')).toBe('1,204 topics')
    expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  })
})
