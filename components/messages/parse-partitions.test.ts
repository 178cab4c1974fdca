import { expect, it } from 'vitest'
import { parsePartitions } from './parse-partitions.ts'

it.each([
  ['', []],
  ['3, 7-9,8', [3, 7, 8, 9]],
  ['0 - 2', [0, 1, 2]],
  ['99', [99]],
  ['100', null],
  ['a', null],
  ['1-', null],
])('%j', (text, expected) => {
  expect(parsePartitions(text, 100)).toEqual(expected)
})
