import { expect, test } from 'vitest'
import { effectOf, expectedPlan, planOffset, timeOf } from './plan-offsets.ts'

const position = {
  topic: 't',
  partition: 0,
  before: 50n,
  start: 10n,
  end: 100n,
  atTime: null,
  copied: null,
  given: null,
}
const to = (target: Parameters<typeof planOffset>[0]['to'], value?: string) =>
  planOffset({ to: target, value }, position)

test('every target', () => {
  expect(to('earliest').after).toBe(10n)
  expect(to('latest').after).toBe(100n)
  expect(to('offset', '70').after).toBe(70n)
  expect(to('shift', '-20').after).toBe(30n)
  expect(to('shift', '+5').after).toBe(55n)
  expect(planOffset({ to: 'time', value: '1' }, { ...position, atTime: 42n }).after).toBe(42n)
  expect(to('time', '1').after).toBe(100n)
  expect(planOffset({ to: 'each' }, { ...position, given: 77n }).after).toBe(77n)
  expect(planOffset({ to: 'group', value: 'g' }, { ...position, copied: 33n }).after).toBe(33n)
})

test('what lies outside the log goes to its nearer end, and is said', () => {
  expect(to('offset', '3')).toMatchObject({ after: 10n, note: '3 is before the log start' })
  expect(to('shift', '1000')).toMatchObject({ after: 100n, note: '1050 is beyond the end of the log' })
})

test('what cannot be done changes nothing, with the reason', () => {
  expect(planOffset({ to: 'shift', value: '1' }, { ...position, before: null })).toMatchObject({ after: null })
  expect(to('group', 'other')).toMatchObject({ after: null, note: 'the other group has committed nothing here' })
  expect(to('each')).toMatchObject({ after: null, note: 'no offset is given for it' })
  expect(() => to('offset')).toThrow('a whole number')
  expect(() => to('offset', '1.5')).toThrow('a whole number')
})

test('times and durations', () => {
  expect(timeOf({ to: 'time', value: '1700000000000' })).toBe(1_700_000_000_000n)
  expect(timeOf({ to: 'duration', value: '15m' }, 1_000_000)).toBe(100_000n)
  expect(timeOf({ to: 'latest', value: undefined })).toBeNull()
  expect(() => timeOf({ to: 'duration', value: '15 minutes' })).toThrow('15m')
})

test.each(['9223372036854775808', '-9223372036854775809', '9999999999999999999'])(
  'the time %s does not fit a timestamp',
  (value) => {
    expect(() => timeOf({ to: 'time', value })).toThrow('milliseconds')
  },
)

test('how many records are passed over or read once more', () => {
  expect(effectOf(to('latest'))).toEqual({ skipped: 50n, readAgain: 0n })
  expect(effectOf(to('earliest'))).toEqual({ skipped: 0n, readAgain: 40n })
  // Nothing was read before, and what retention deleted can neither be skipped nor read again.
  expect(effectOf({ ...to('latest'), before: null })).toEqual({ skipped: 90n, readAgain: 0n })
  expect(effectOf({ ...to('latest'), before: 2n })).toEqual({ skipped: 90n, readAgain: 0n })
})

test('a preview is only applied to the positions it was made for', () => {
  const plan = [to('latest')]
  const expected = { topic: 't', partition: 0, before: '50', after: '98' }
  expect(expectedPlan(plan, [expected])).toMatchObject([{ before: 50n, after: 98n }])
  expect(() => expectedPlan(plan, [{ ...expected, before: '49' }])).toThrow('moved from 49 to 50')
  expect(() => expectedPlan(plan, [{ ...expected, partition: 1 }])).toThrow('not part of this change')
})
