import { expect, test } from 'vitest'
import { deadLetterWord, isRetryName, retryTopicsOf, sourceByName } from './dead-letter-names.ts'

test.each([
  'payments-dlt',
  'payments.DLT',
  'payments_dlt',
  'payments-dlq',
  'payments.dlq',
  'dlq.payments',
  'dlq-json-sink',
  'error.payments.billing',
  'dead-letter-topic-orders',
  'input_error',
  'input_skipped',
  'billing__dlq',
  'orders-deadletter',
  'orders.dead_letter',
  'orders-dead-letters',
  'orders.parking-lot',
  'orders-quarantine',
  'orders-retry-dlt',
])('%s is taken for a dead-letter topic', (topic) => {
  expect(deadLetterWord(topic)).not.toBeNull()
})

test.each(['payments', 'adltest', 'handlqueue', 'errors', 'my-error-log', 'dltx', '__dlq_state', 'payments-retry'])(
  '%s is not',
  (topic) => {
    expect(deadLetterWord(topic)).toBeNull()
  },
)

test('retry topics', () => {
  expect(['a-retry', 'a-retry-0', 'a-retry-1000', 'g__retry', 'a.retry'].every(isRetryName)).toBe(true)
  expect(['retrying', 'a-retries', 'a-retry-dlt'].some(isRetryName)).toBe(false)
})

test('the source is the longest other topic whose name stands in it', () => {
  const topics = ['payments', 'pay', 'payments-retry-0', 'payments-dlt', 'payments.eu', 'orders']
  expect(sourceByName('payments-dlt', topics)).toBe('payments')
  expect(sourceByName('payments.eu.dlq', topics)).toBe('payments.eu')
  expect(sourceByName('dlq.orders', topics)).toBe('orders')
  expect(sourceByName('error.orders.billing', topics)).toBe('orders')
  expect(sourceByName('unrelated-dlt', topics)).toBeNull()
})

test('the retry topics of sources come in one order, whatever order the broker lists topics in', () => {
  const names = ['orders-retry-1000', 'payments-retry-1000', 'payments-retry-500', 'payments-retry', 'payments']
  const expected = ['payments-retry', 'payments-retry-500', 'payments-retry-1000']
  expect(retryTopicsOf(['payments'], names)).toEqual(expected)
  expect(retryTopicsOf(['payments'], names.toReversed())).toEqual(expected)
})
