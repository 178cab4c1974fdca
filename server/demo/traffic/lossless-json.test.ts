import { expect, test } from 'vitest'
import { integerIn, toJson } from './lossless-json.ts'

test('an integer that no double holds is written and read without loss', () => {
  const text = toJson({ ledgerId: 9_007_199_254_740_993n, name: 'Zoë' })
  expect(text).toBe('{"ledgerId":9007199254740993,"name":"Zoë"}')
  expect(integerIn(text, 'ledgerId')).toBe(9_007_199_254_740_993n)
  expect(integerIn(text, 'absent')).toBeUndefined()
})
