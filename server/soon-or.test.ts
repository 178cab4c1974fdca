import { expect, test } from 'vitest'
import { soonOr } from './soon-or.ts'

const later = async (value: string, ms: number) =>
  new Promise<string>((resolve) => setTimeout(() => resolve(value), ms))

test('what comes in time, else what was known, also when it fails', async () => {
  expect(await soonOr(Promise.resolve('new'), 'known', 1_000)).toBe('new')
  expect(await soonOr(later('new', 5_000), 'known', 10)).toBe('known')
  expect(await soonOr(Promise.reject(new Error('no')), 'known', 1_000)).toBe('known')
})
