import { expect, test } from 'vitest'
import { SampleChooser } from './sample-chooser.ts'

/** One call each half second. */
function run(chooser: SampleChooser, from: number, seconds: number, { perSecond = 0, dropped = 0 }): number {
  for (let step = 1; step <= seconds * 2; step += 1) {
    chooser.choose({ matched: perSecond / 2, dropped }, from + step * 500)
  }
  return chooser.current
}

test('N follows the rate for a reader that takes so many per second', () => {
  const chooser = new SampleChooser(2_000, 0)
  expect(run(chooser, 0, 1, { perSecond: 1_900 })).toBe(1)
  expect(run(chooser, 1_000, 1, { perSecond: 50_000 })).toBe(32)
  expect(run(chooser, 2_000, 1, { perSecond: 31_000 })).toBe(32)
  expect(run(chooser, 3_000, 1, { perSecond: 10 })).toBe(1)
})

test('N grows while a reader falls behind and shrinks step by step, more and more carefully', () => {
  const chooser = new SampleChooser(undefined, 0)
  expect(run(chooser, 0, 1, { perSecond: 100, dropped: 7 })).toBe(4)
  expect(run(chooser, 1_000, 4, { perSecond: 100 })).toBe(4)
  expect(run(chooser, 5_000, 2, { perSecond: 100 })).toBe(2)
  expect(chooser.choose({ matched: 50, dropped: 1 }, 7_500)).toBe(4)
  expect(run(chooser, 7_500, 9, { perSecond: 100 })).toBe(4)
  expect(run(chooser, 16_500, 30, { perSecond: 100 })).toBe(1)
})
