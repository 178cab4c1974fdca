import { expect, test } from 'vitest'
import { nameMatcher } from './match-names.ts'

test.each([
  [undefined, 'anything', true],
  [['orders'], 'orders', true],
  [['orders'], 'orders-1', false],
  [['orders-*'], 'orders-1', true],
  [['orders-*'], 'orders', false],
  [['*-dlq', 'dead.*'], 'payments-dlq', true],
  [['a*b*c'], 'a-c-b-c', true],
  [['a*b*c'], 'a-c', false],
  [['ab*ba'], 'aba', false],
  [['*', '!canary-*'], 'canary-1', false],
  [['!canary-*'], 'orders', true],
  [['a.b'], 'axb', false],
])('%j and %s: %s', (patterns, name, matches) => {
  expect(nameMatcher(patterns)(name)).toBe(matches)
})

test('many stars stay fast', () => {
  const start = performance.now()
  expect(nameMatcher(['*a'.repeat(100) + 'x'])('a'.repeat(249))).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})
