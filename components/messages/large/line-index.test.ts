import { expect, it } from 'vitest'
import { LineIndex } from './line-index.ts'

const linesOf = (text: string, columns: number) => {
  const index = new LineIndex(text, columns)
  return index.window(0, index.lines)
}

it('breaks at line breaks and at the width', () => {
  expect(linesOf('abcdefgh\nij\r\n\nk', 3)).toEqual(['abc', 'def', 'gh', 'ij', '', 'k'])
  expect(linesOf('abc', 3)).toEqual(['abc'])
  expect(linesOf('', 3)).toEqual([''])
})

it('leaves no character out and breaks none', () => {
  const text = 'a😀😀b'.repeat(2000)
  const lines = linesOf(text, 5)
  expect(lines.join('')).toBe(text)
  expect(lines.every((line) => line.isWellFormed() && line.length <= 5)).toBe(true)
})

it('gives any window', () => {
  const index = new LineIndex('x'.repeat(10_000), 7)
  expect(index.lines).toBe(1429)
  expect(index.window(1428, 10)).toEqual(['x'.repeat(4)])
  expect(index.window(-3, 1)).toEqual([])
})
