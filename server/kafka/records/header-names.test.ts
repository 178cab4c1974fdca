import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { headerName, headerNameText } from './header-names.ts'

test('names that are alike share one buffer, and none is taken for another', () => {
  const payload = Buffer.from('..source..sourc')
  const name = headerName(payload, 2, 8)
  expect(name.toString()).toBe('source')
  expect(headerName(Buffer.from('source'), 0, 6)).toBe(name)
  expect(headerName(payload, 10, 15).toString()).toBe('sourc')
  expect(headerName(payload, 0, 0)).toHaveLength(0)
  payload.fill(0)
  expect(name.toString()).toBe('source')
  expect(headerNameText(name)).toBe('source')
  expect(headerNameText(Buffer.from('other'))).toBe('other')
})

test('what is too long, too many or made to collide comes back as it is', () => {
  const long = randomBytes(500)
  expect(headerName(long, 100, 400)).toEqual(long.subarray(100, 400))
  // All of these have one hash: 31 * 'b' + 'a' is 31 * 'a' + 31 + 'a', and so on.
  const colliding = ['Aa', 'BB'].flatMap((a) => ['Aa', 'BB'].flatMap((b) => ['Aa', 'BB'].map((c) => a + b + c)))
  for (const text of [...colliding, ...colliding])
    expect(headerName(Buffer.from(text), 0, text.length).toString()).toBe(text)
  for (let index = 0; index < 10_000; index += 1) {
    const bytes = randomBytes(8)
    expect(headerName(bytes, 0, 8).equals(bytes)).toBe(true)
  }
})
