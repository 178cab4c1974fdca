import { expect, test } from 'vitest'
import { prettyJson } from './pretty-json.ts'

test('lays JSON out as JSON.stringify does', () => {
  const value = { a: [1, 'x, {"y"}: [\\"', { b: null, c: [], d: {} }], e: true, f: '' }
  for (const text of [JSON.stringify(value), JSON.stringify(value, null, 7)])
    expect(prettyJson(text)).toBe(JSON.stringify(value, null, 2))
})

test('keeps every digit and escape', () => {
  expect(prettyJson('{"id":12345678901234567890.00,"s":"\\u00e4"}')).toBe(
    '{\n  "id": 12345678901234567890.00,\n  "s": "\\u00e4"\n}',
  )
})

test('takes what is cut off, and what is no JSON', () => {
  expect(prettyJson('{"a":[1,"cut o')).toBe('{\n  "a": [\n    1,\n    "cut o')
  expect(prettyJson(']')).toBe('\n]')
  expect(prettyJson('')).toBe('')
  expect(prettyJson('['.repeat(10_000)).length).toBeLessThan(1_000_000)
})
