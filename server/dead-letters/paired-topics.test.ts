import { expect, test } from 'vitest'
import { pairedBy } from './paired-topics.ts'

const names = [
  'pay',
  'payments',
  'payments-dlq',
  'payments-retry-0',
  'billing-payments-retry-1000',
  'pay-retry-0',
  'orders',
  'orders.eu',
  'shared-dlq',
  '__consumer_offsets',
]
const paired = (topic: string, evidence: Partial<Parameters<typeof pairedBy>[2]> = {}) =>
  [...pairedBy(topic, names, { sinks: [], pairs: [], ...evidence })].toSorted()

test('a name pairs one topic and its retry topics', () => {
  expect(paired('payments-dlq')).toEqual(['billing-payments-retry-1000', 'payments', 'payments-retry-0'])
  expect(paired('pay-dlq')).toEqual(['pay', 'pay-retry-0'])
  expect(paired('shared-dlq')).toEqual([])
})

test('sinks pair what they read, internal topics never', () => {
  const sink = { topics: ['orders'], topicsRegex: null, deadLetters: { topic: 'shared-dlq', withHeaders: true } }
  expect(paired('shared-dlq', { sinks: [sink] })).toEqual(['orders'])
  expect(paired('other-dlq', { sinks: [sink] })).toEqual([])
  expect(paired('shared-dlq', { sinks: [{ ...sink, topicsRegex: String.raw`orders.*|__consumer.*` }] })).toEqual([
    'orders',
    'orders.eu',
  ])
  expect(paired('shared-dlq', { sinks: [{ ...sink, topicsRegex: '(?=x)' }] })).toEqual(['orders'])
})

test('the configuration pairs by names and beginnings of names', () => {
  const pairs = [{ topic: 'shared-dlq', sources: ['orders*', 'pay', '__consumer_offsets'] }]
  expect(paired('shared-dlq', { pairs })).toEqual(['orders', 'orders.eu', 'pay', 'pay-retry-0'])
  expect(paired('payments-dlq', { pairs })).not.toContain('pay')
})
