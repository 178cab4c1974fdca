import { expect, test } from 'vitest'
import { addressKey, shareOf } from './share.ts'
import { TokenBuckets } from './token-buckets.ts'

test('points are used up and come back at their rate, for each user apart', () => {
  const buckets = new TokenBuckets(10)
  for (let at = 0; at < 5; at += 1) expect(buckets.take('ada', 10, 0)).toBe(0)
  expect(buckets.take('ada', 10, 0)).toBe(1)
  expect(buckets.take('ada', 30, 0)).toBe(3)
  expect(buckets.take('eve', 10, 0)).toBe(0)
  expect(buckets.take('ada', 10, 900)).toBe(1)
  expect(buckets.take('ada', 10, 1_000)).toBe(0)
  expect(buckets.take('ada', 51, 1_000_000)).toBe(1)
})

test('an address has ten times the points of a person', () => {
  const buckets = new TokenBuckets(10)
  expect(buckets.take(addressKey('10.0.0.1'), 500, 0)).toBe(0)
  expect(buckets.take(addressKey('10.0.0.1'), 10, 0)).toBe(1)
})

test('one address may take nearly all, never all, and a person its share', () => {
  const limit = { perUser: 50, all: 500 }
  expect(shareOf('ada', limit)).toBe(50)
  expect(shareOf(addressKey('10.0.0.1'), limit)).toBe(450)
  expect(shareOf(addressKey(null), { perUser: 1, all: 3 })).toBe(2)
  expect(shareOf(addressKey(null), { perUser: 2, perAddress: 2, all: 4 })).toBe(2)
  expect(shareOf(addressKey(null), { perUser: 0, all: 0 })).toBe(0)
})

test('an IPv6 host counts as one, whichever address of its network it uses', () => {
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:0db8:0001:0002::9'))
  expect(addressKey('2001:db8:1:3::1')).not.toBe(addressKey('2001:db8:1:2::1'))
  expect(addressKey('::ffff:10.0.0.1')).toBe(addressKey('10.0.0.1'))
  expect(addressKey('::1')).toBe('address:0:0:0:0::/64')
})
