import { expect, it } from 'vitest'
import { histogramBins } from './histogram-bins.ts'

it('counts every record once, the first and the last included', () => {
  const bins = histogramBins([1000, 1000, 1499, 1500, 1999, -1], 2)
  expect(bins).toEqual([
    { from: 1000, to: 1500, count: 3 },
    { from: 1500, to: 2000, count: 2 },
  ])
})

it('has nothing to show for one moment', () => {
  expect(histogramBins([5, 5], 4)).toEqual([])
  expect(histogramBins([], 4)).toEqual([])
})
