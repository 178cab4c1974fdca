import { describe, expect, test } from 'vitest'
import { CursorReader, CursorWriter, hashOf, MAX_CURSOR_CHARS } from './cursor.ts'

const numbers = [
  0n,
  1n,
  127n,
  128n,
  300n,
  2n ** 32n,
  2n ** 49n - 1n,
  2n ** 49n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
]

describe('cursor', () => {
  test('numbers and texts come back as they were written', () => {
    const writer = new CursorWriter('tail').text('zürich-Ω').text('')
    for (const value of numbers) writer.uint(value)
    const reader = new CursorReader('tail', writer.toString(), 'from')
    expect([reader.text(), reader.text()]).toEqual(['zürich-Ω', ''])
    expect(numbers.map(() => reader.bigUint())).toEqual(numbers)
    reader.end()
  })

  test('numbers and big integers of the same value are written alike, in URL characters', () => {
    const text = (value: number | bigint) => new CursorWriter('messages').uint(value).toString()
    for (const value of [0, 1, 127, 128, 65_535, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      expect(text(value)).toBe(text(BigInt(value)))
      expect(text(value)).toMatch(/^[\w-]+$/)
    }
  })

  test('grows to the partitions of a large stream', () => {
    const writer = new CursorWriter('search')
    for (let index = 0; index < 3000; index += 1) writer.uint(1_000_000 + index)
    expect(writer.toString().length).toBeLessThanOrEqual(MAX_CURSOR_CHARS)
    const reader = new CursorReader('search', writer.toString(), 'continue')
    for (let index = 0; index < 3000; index += 1) expect(reader.uint()).toBe(1_000_000 + index)
  })

  test.each([
    ['another kind', new CursorWriter('messages').uint(1).toString()],
    ['not base64url', 'a+b/c='],
    ['an impossible length', 'AAAAA'],
    ['empty', ''],
    ['a longer one', new CursorWriter('tail').uint(1).uint(2).toString()],
    [
      'cut off',
      new CursorWriter('tail')
        .uint(2 ** 40)
        .toString()
        .slice(0, -2),
    ],
  ])('%s is refused, naming the field', (_, cursor) => {
    const read = () => {
      const reader = new CursorReader('tail', cursor, 'from')
      reader.bigUint()
      reader.end()
    }
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/^from: /) }))
  })

  test('a text longer than the cursor is refused', () => {
    const cursor = new CursorWriter('tail').uint(1000).toString()
    expect(() => new CursorReader('tail', cursor, 'from').text()).toThrow(/no position/)
  })

  test('the hash tells parts apart', () => {
    expect(hashOf('a', 'b')).toBe(hashOf('a', 'b'))
    expect(new Set([hashOf('a', 'b'), hashOf('ab'), hashOf('a', undefined), hashOf('a', ''), hashOf()]).size).toBe(5)
  })
})
