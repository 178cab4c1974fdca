import { expect, test } from 'vitest'
import { inferVersion } from './infer-version.ts'

/** What the releases offer at most, as their ApiVersions answers say. */
const offers = (max: Record<number, number>) => async (key: number, version: number) => (max[key] ?? -1) >= version

test('the newest sign decides', async () => {
  const kafka43 = { 1: 18, 2: 11, 9: 10, 15: 6, 16: 5, 35: 5, 60: 2 }
  expect((await inferVersion(offers(kafka43)))?.version).toBe('4.3')
  expect((await inferVersion(offers({ ...kafka43, 35: 4 })))?.version).toBe('4.2')
  const kafka39 = { 1: 17, 2: 9, 9: 9, 15: 5, 16: 5, 35: 4, 60: 1 }
  expect(await inferVersion(offers(kafka39))).toEqual({
    version: '3.9',
    because: 'The broker offers Fetch in version 17, which came with Kafka 3.9.',
  })
  const kafka28 = { 1: 12, 2: 6, 9: 7, 15: 5, 16: 4, 35: 2, 60: 0 }
  expect((await inferVersion(offers(kafka28)))?.version).toBe('2.8')
  expect(await inferVersion(offers({}))).toBeNull()
})
