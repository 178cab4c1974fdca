import { expect, test } from 'vitest'
import { Fingerprints, maskMessage } from './fingerprint.ts'

test.each([
  ['amount must be positive, was -3', 'amount must be positive, was -#'],
  ['card gateway 7 did not answer in 3000 ms', 'card gateway # did not answer in # ms'],
  ["customer 'c-81' has no address", 'customer # has no address'],
  ['Value ("twelve") was out of range', 'Value (#) was out of range'],
  ['order 0af7651916cd43dd8448eb211c80319c unknown', 'order # unknown'],
  ['id 4bf92f35-77b3-4da6-a3ce-929d0e0e4736 twice', 'id # twice'],
  ["it's broken and can't go on", "it's broken and can't go on"],
  ['two\n\tlines', 'two lines'],
  ["Listener method 'void on(Payment)' threw exception; Card 4 declined", 'Card # declined'],
  ["Listener method 'void on(Payment)' threw exception", 'Listener method # threw exception'],
  ['Listener failed; Card 4 declined', 'Card # declined'],
  [`Listener method 'void ${'long.'.repeat(100)}on(Payment)' threw exception; Card 4 declined`, 'Card # declined'],
  ['decode facade deadbeef', 'decode facade deadbeef'],
])('%s', (message, masked) => {
  expect(maskMessage(message)).toBe(masked)
})

test('a cause is the same for other values and another for another class, stage or topic', () => {
  const fingerprints = new Fingerprints()
  const failure = {
    family: 'kafka-connect' as const,
    exceptionClass: 'DataException',
    exceptionMessage: 'record 12 is bad',
    stage: 'VALUE_CONVERTER',
    origin: { topic: 'orders', partition: 0, offset: 1n, timestamp: null },
  }
  const of = (change: Partial<typeof failure>) => fingerprints.of({ ...failure, ...change }).fingerprint
  const same = of({})
  expect(of({ exceptionMessage: 'record 977 is bad' })).toBe(same)
  expect(new Fingerprints().of(failure).fingerprint).toBe(same)
  const others = [
    of({ exceptionClass: 'Other' }),
    of({ stage: 'TASK_PUT' }),
    of({ origin: { ...failure.origin, topic: 'payments' } }),
    of({ exceptionMessage: 'record 12 is good' }),
  ]
  expect(new Set([same, ...others]).size).toBe(5)
})
