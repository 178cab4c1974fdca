import { expect, test } from 'vitest'
import { Activity } from './activity.ts'

test('rates of the last ten seconds, by name as a number', () => {
  const activity = new Activity()
  activity.add('10', 5)
  activity.add('2', 20)
  activity.tick()
  activity.tick()
  expect(activity.rates()).toEqual([
    { name: '2', perSecond: 10 },
    { name: '10', perSecond: 2.5 },
  ])
  for (let second = 0; second < 10; second += 1) activity.tick()
  expect(activity.rates()).toEqual([
    { name: '2', perSecond: 0 },
    { name: '10', perSecond: 0 },
  ])
})
