import { expect, test } from 'vitest'
import type { Decoded, FormatName, Message } from '#lib/contract/messages.ts'
import { withOneFormat } from './column-formats.ts'

const decoded = (format: FormatName, text: string, sizeBytes: number): Decoded => ({
  format,
  text,
  sizeBytes,
  truncated: false,
})
const row = (key: Decoded | null) => ({ key, value: null }) as Message
const keys = (rows: readonly Message[]) => rows.map(({ key }) => key && `${key.format} ${key.text}`)

const NUMBER = decoded('int64', '42', 8)

test('keys that look like a number and like nothing are all hex', () => {
  const rows = [row(NUMBER), row(decoded('hex', '00ff', 2)), row(null), row(decoded('text', 'order', 5))]
  expect(keys(withOneFormat(rows, {}))).toEqual(['hex 000000000000002a', 'hex 00ff', null, 'text order'])
  expect(withOneFormat(rows, {})[1]).toBe(rows[1])
})

test('UUIDs among others are hex; UUIDs alone stay', () => {
  const uuid = decoded('uuid', '018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e', 16)
  const other = decoded('hex', 'ffffffffffffffffffffffffffffffff', 16)
  expect(keys(withOneFormat([row(uuid), row(other)], {}))[0]).toBe('hex 018f4e5cb0f47a3c9d2e1f0a2b3c4d5e')
  const alone = [row(uuid), row(uuid)]
  expect(withOneFormat(alone, {})).toBe(alone)
})

test('a number whose bytes happen to be letters is a number among many', () => {
  const letters = row(decoded('text', 'ABCDEFGH', 8))
  const rows = [...Array.from({ length: 8 }, () => row(NUMBER)), letters]
  expect(keys(withOneFormat(rows, {})).at(-1)).toBe('int64 4702394921427289928')
  expect(keys(withOneFormat([row(NUMBER), letters], {})).at(-1)).toBe('text ABCDEFGH')
})

test('numbers of both widths, and what somebody chose, stay', () => {
  const rows = [row(NUMBER), row(decoded('int32', '7', 4))]
  expect(withOneFormat(rows, {})).toBe(rows)
  const chosen = [row(NUMBER), row(decoded('hex', '00ff', 2))]
  expect(withOneFormat(chosen, { key: 'int64' })).toBe(chosen)
})
