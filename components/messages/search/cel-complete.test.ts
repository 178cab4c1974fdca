import { expect, test } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import { complete } from './cel-complete.ts'
import { fieldsOf } from './cel-fields.ts'

const json = (text: string) => ({ format: 'json', text, sizeBytes: text.length, truncated: false }) as Message['value']
const rows = [
  {
    key: json('{"tenant":"eu"}'),
    value: json('{"id":1,"customer":{"tier":"gold","address":{"city":"Ulm"}},"items":[{"sku":"a","count":2}],"a b":1}'),
    headers: [{ name: 'source', value: null }],
  },
  // A preview that was cut off.
  { key: null, value: json('{"id":2,"note":"long te'), headers: [{ name: 'retry-count', value: null }] },
] as Message[]
const fields = fieldsOf(rows)
const labels = (source: string, caret = source.length, asked = false) =>
  complete(source, caret, fields, asked)?.options.map(({ label }) => label)

/** The text with the first option taken, the caret as `|`. */
function taken(source: string, label: string): string {
  const found = complete(source, source.length, fields)
  const option = found?.options.find((one) => one.label === label)
  if (!found || !option) throw new Error(`${label} is not offered`)
  const text = source.slice(0, found.from) + option.insert + source.slice(found.to)
  const caret = found.from + option.insert.length - option.back
  return `${text.slice(0, caret)}|${text.slice(caret)}`
}

test('variables and functions where a name begins', () => {
  expect(labels('va')).toEqual(['value'])
  expect(labels('value.id > 1 && t')?.slice(0, 4)).toEqual(['timestamp', 'topic', 'timestamp', 'type'])
  expect(labels('')).toBeUndefined()
  expect(labels('', 0, true)).toContain('partition')
  expect(labels('xyz')).toBeUndefined()
  expect(complete('key', 3, fields)?.exact).toBe(true)
})

test('fields of the records below the path, then methods', () => {
  expect(labels('value.')?.slice(0, 4)).toEqual(['id', 'customer', 'items', 'note'])
  expect(labels('value.')).toContain('contains')
  expect(labels('value.customer.')?.slice(0, 2)).toEqual(['tier', 'address'])
  expect(labels('value.customer.address.c')?.[0]).toBe('city')
  expect(labels('key.ten')).toEqual(['tenant'])
  expect(labels('timestamp.getH')).toEqual(['getHours'])
  expect(labels('value.items[0].')?.slice(0, 2)).toEqual(['sku', 'count'])
  expect(labels('value.items.exists(x, x.s')?.[0]).toBe('sku')
  expect(labels('value.note.trim().con')).toEqual(['contains'])
})

test('nothing within texts, comments and numbers, but names of headers', () => {
  expect(labels('value.id == "va')).toBeUndefined()
  expect(labels('value.id == 1.')).toBeUndefined()
  expect(labels('true // va')).toBeUndefined()
  expect(labels('headers["')).toEqual(['retry-count', 'source'])
  expect(labels("headers['so")).toEqual(['source'])
  expect(labels('"a" == va')).toEqual(['value'])
})

test('what is taken leaves the caret where it goes on', () => {
  expect(taken('value.cus', 'customer')).toBe('value.customer|')
  expect(taken('value.note.con', 'contains')).toBe('value.note.contains("|")')
  expect(taken('value.items.ex', 'exists')).toBe('value.items.exists(x, |)')
  expect(taken('value.note.tr', 'trim')).toBe('value.note.trim()|')
  expect(taken('siz', 'size')).toBe('size(|)')
  expect(taken('headers["so', 'source')).toBe('headers["source"]|')
})
