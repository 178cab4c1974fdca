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

test('what was typed is replaced unasked only by a name that goes on with it', () => {
  const sample = '{"amountTotal":1,"amount":2,"orderId":3}'
  const known = fieldsOf([{ key: null, value: json(sample), headers: [{ name: 'source', value: null }] }] as Message[])
  const first = (source: string, caret = source.length) => {
    const found = complete(source, caret, known)
    return found && [found.options[0]?.label, found.preselected]
  }
  expect(first('value.am')).toEqual(['amountTotal', true])
  expect(first('value.AM')).toEqual(['amountTotal', true])
  expect(first('value.')).toEqual(['amountTotal', true])
  expect(first('value.amount')).toEqual(['amount', false])
  expect(first('value.amount', 'value.am'.length)).toEqual(['amountTotal', false])
  expect(first('value.id')).toEqual(['orderId', false])
  expect(first('key')).toEqual(['key', false])
  expect(first('headers["so')).toEqual(['source', true])
  expect(first('headers["source"]', 'headers["so'.length)).toEqual(['source', false])
  expect(first('headers["our')).toEqual(['source', false])
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
