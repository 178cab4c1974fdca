import { expect, it } from 'vitest'
import { retryTopicFor } from './retry-topic.ts'

const place = (topic: string) => ({ topic, partition: null, offset: null, timestamp: null })
const names = ['payments-retry-1', 'payments-retry-0', 'payments-billing-retry', 'orders.retry', 'orders-retry-5000']

it.each([
  [{ origin: place('payments'), lastHop: place('payments-retry-1'), group: null }, 'payments-retry-0'],
  [{ origin: place('payments'), lastHop: null, group: 'billing' }, 'payments-billing-retry'],
  [{ origin: place('payments'), lastHop: null, group: 'shipping' }, 'payments-billing-retry'],
  [{ origin: place('orders'), lastHop: null, group: null }, 'orders.retry'],
  [{ origin: place('returns'), lastHop: null, group: null }, null],
  [{ origin: null, lastHop: null, group: 'billing' }, null],
])('%j is tried again from %s', (failure, expected) => expect(retryTopicFor(failure, names)).toBe(expected))
