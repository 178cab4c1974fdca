import { expect, test } from 'vitest'
import { findMatch } from './find-match.ts'

test('what was searched for stands apart, each time it occurs', () => {
  expect(findMatch('an ant and an ox', 'an', true)).toEqual({
    parts: ['', 'an', ' ', 'an', 't ', 'an', 'd ', 'an', ' ox'],
    cut: false,
  })
  expect(findMatch('Order ORDER', 'order', false)?.parts).toEqual(['', 'Order', ' ', 'ORDER', ''])
  expect(findMatch('Order', 'order', true)).toBeNull()
  expect(findMatch('anything', '', true)).toBeNull()
})

test('what stands far behind is shown from shortly before it', () => {
  const found = findMatch(`${'x'.repeat(500)}needle${'y'.repeat(900)}`, 'needle', true)
  expect(found?.cut).toBe(true)
  expect(found?.parts[0]).toBe('x'.repeat(24))
  expect(found?.parts[1]).toBe('needle')
  expect(found?.parts.join('').length).toBe(400)
})

test('folding that changes lengths marks nothing rather than the wrong place', () => {
  expect(findMatch('İstanbul order', 'order', false)).toBeNull()
})
