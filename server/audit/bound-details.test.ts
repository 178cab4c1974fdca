import { expect, it } from 'vitest'
import { boundDetails, boundText, MAX_DETAILS_BYTES } from './bound-details.ts'

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

it('leaves what is small and holds no secret as it is', () => {
  const details = { changes: { 'retention.ms': '1', 'cleanup.policy': null }, count: 3, list: ['a'], none: undefined }
  expect(boundDetails(details)).toEqual({
    details: { changes: { 'retention.ms': '1', 'cleanup.policy': null }, count: 3, list: ['a'] },
    truncated: false,
  })
})

it.each<[string, Record<string, unknown>]>([
  ['one long text', { config: 'x'.repeat(2_000_000) }],
  ['many long texts', Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`k${at}`, 'ü'.repeat(1_000)]))],
  ['many small entries', Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]))],
  ['long names', Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}${'k'.repeat(5_000)}`, at]))],
  ['a long list', { edits: Array.from({ length: 100_000 }, (_, at) => `0-${at}`) }],
  ['lists of lists', { a: Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => Array(50).fill('text'))) }],
  ['deep maps', JSON.parse(`${'{"a":['.repeat(3_000)}1${']}'.repeat(3_000)}`) as Record<string, unknown>],
])('%s: takes at most 16 KiB and is said to be cut', (_, details) => {
  const bounded = boundDetails(details)
  expect(bounded.truncated).toBe(true)
  expect(bytesOf(bounded.details)).toBeLessThanOrEqual(MAX_DETAILS_BYTES)
})

it('says how much of a list was left out', () => {
  const { details } = boundDetails({ edits: Array.from({ length: 700 }, (_, at) => at) })
  expect((details['edits'] as unknown[]).at(-1)).toBe('… 200 more')
})

it('masks secrets by the name of the setting, by the name beside the value, and by their form', () => {
  const { details, truncated } = boundDetails({
    changes: {
      'sasl.jaas.config': 'x required y;',
      'ssl.keystore.password': 'hunter2',
      'remote.storage.secret.key': null,
    },
    configs: [
      { name: 'ssl.key.password', value: 'hunter3' },
      { name: 'retention.ms', value: '5' },
    ],
    url: 'https://eve:hunter4@example.com/',
    text: 'org.apache.PlainLoginModule required username="x" password="hunter5";',
    nested: { apiKey: { deep: 'hunter6' } },
  })
  expect(JSON.stringify(details)).not.toContain('hunter')
  expect(details).toMatchObject({
    changes: { 'sasl.jaas.config': '***', 'ssl.keystore.password': '***', 'remote.storage.secret.key': null },
    configs: [
      { name: 'ssl.key.password', value: '***' },
      { name: 'retention.ms', value: '5' },
    ],
    url: 'https://***@example.com/',
  })
  expect(truncated).toBe(false)
})

it('bounds and masks what a broker says', () => {
  const text = boundText(`password=hunter2 ${'x'.repeat(1_000_000)}`)
  expect(text).not.toContain('hunter2')
  expect(text.length).toBeLessThan(2_100)
})
