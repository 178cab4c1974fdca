import { describe, expect, it } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { compileFilter, type FilterInput } from './compile-filter.ts'

const PLACE = { topic: 'orders', partition: 3 }

function recordOf(parts: { key?: string | null; value?: string | Buffer | null; headers?: [string, string | null][] }) {
  const { key = 'k-1', value = null, headers = [] } = parts
  const record: KafkaRecord = {
    offset: 7n,
    timestamp: 1_700_000_000_000,
    key: key === null ? null : Buffer.from(key),
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: headers.map(([name, text]) => ({
      name: Buffer.from(name),
      value: text === null ? null : Buffer.from(text),
    })),
    sizeBytes: 100,
  }
  return record
}

/** Whether it matches; what its literals say must agree. */
function matches(input: FilterInput, record: KafkaRecord): boolean {
  const filter = compileFilter(input)
  if (!filter) throw new Error('there is no filter')
  const answer = filter.matchesRecord(record, PLACE)
  const bytes = [record.key, record.value, ...record.headers.flatMap(({ name, value }) => [name, value])]
  if (answer) expect(filter.candidates(Buffer.concat(bytes.filter((part) => part !== null)))).not.toBeNull()
  return answer
}

const order = recordOf({
  key: 'order-1',
  value:
    '{"id":"o-1","note":"caf\\u00e9 \\"au lait\\"","amount":12.5,"big":9007199254740993,"tags":["new"],"none":null}',
  headers: [
    ['source', 'Web'],
    ['source', 'shop'],
    ['trace', null],
  ],
})

describe('text', () => {
  it.each([
    ['o-1', true],
    ['order-1', true],
    ['"amount":12.5', true],
    ['café "au lait"', true],
    ['caf\\u00e9', true],
    ['source', true],
    ['shop', true],
    ['Shop', false],
    ['absent', false],
  ])('%s: %s', (text, expected) => expect(matches({ text }, order)).toBe(expected))

  it.each([
    ['CAFÉ', true],
    ['WEB', true],
    ['kilo', true],
    ['İstanbul', true],
    ['absent', false],
  ])('of any case, %s: %s', (text, expected) => {
    const record = recordOf({
      ...order,
      key: 'order-1',
      value: '{"a":"caf\\u00e9","unit":"\u212aILO","city":"İSTANBUL"}',
      headers: [['s', 'web']],
    })
    expect(matches({ text, caseSensitive: false }, record)).toBe(expected)
  })
})

describe('text that JSON writes with escapes is found in each form of it', () => {
  const texts = [
    'say "au lait"',
    'C:\\temp\\new',
    'https://a.b/c',
    'one\ntwo\tthree',
    'a\u0001"b/c',
    'Kilo/"K"',
    'café "é"',
  ]
  const every = (text: string) =>
    Array.from(text, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const forms = [
    (text: string) => JSON.stringify({ note: `x${text}y` }),
    (text: string) => JSON.stringify({ note: `x${text}y` }).replaceAll('/', '\\/'),
    (text: string) => JSON.stringify({ note: `x${text}y` }).replace('/', '\\/'),
    (text: string) => `{"note":"${every(text)}"}`,
    (text: string) => JSON.stringify({ note: `x${text}y` }).replace('"note":"x', '"note":"\\u0078'),
  ]
  it.each(texts)('%j', (text) => {
    for (const form of forms) {
      const record = recordOf({ value: form(text) })
      expect(matches({ text }, record)).toBe(true)
      expect(matches({ text: text.toUpperCase(), caseSensitive: false }, record)).toBe(true)
      expect(matches({ filter: `value.note.contains(${JSON.stringify(text)})` }, record)).toBe(true)
    }
  })

  it('and batches that hold none of them are not looked into', () => {
    const filter = compileFilter({ text: 'say "no"' })
    expect(filter?.candidates(Buffer.from('{"say":"C:\\\\temp","path":"\\/"}'))).toBeNull()
  })
})

describe('key and header', () => {
  it('are compared whole', () => {
    expect(matches({ key: 'order-1' }, order)).toBe(true)
    expect(matches({ key: 'order' }, order)).toBe(false)
    expect(matches({ key: '' }, recordOf({ key: null }))).toBe(false)
    expect(matches({ key: '42', keyFormat: 'int32' }, recordOf({ key: '\0\0\0*' }))).toBe(true)
    expect(matches({ header: 'source:shop' }, order)).toBe(true)
    expect(matches({ header: 'source:sho' }, order)).toBe(false)
    expect(matches({ header: 'trace' }, order)).toBe(true)
    expect(matches({ header: 'trace:' }, order)).toBe(false)
    expect(() => compileFilter({ header: ':x' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  })
})

describe('CEL', () => {
  it.each([
    ['value.id == "o-1"', true],
    ['value.id == "o-2"', false],
    ['value.note == "café \\"au lait\\""', true],
    ['value.note.contains("café")', true],
    ['value.note.startsWith("cafe")', false],
    ['value.amount > 12', true],
    ['value.amount > 12 && key.endsWith("-1")', true],
    ['value.big == 9007199254740993', true],
    ['value.big == 9007199254740992', false],
    ['"new" in value.tags', true],
    ['value.id in ["o-0", "o-1"]', true],
    ['value.id == "nope" || headers["source"] == "shop"', true],
    ['value.id == "nope" || headers["source"] == "Web"', false],
    ['has(value.absent)', false],
    ['value.absent == 1', false],
    ['value.none == null', true],
    ['key.matches("^order-[0-9]+$")', true],
    ['partition == 3 && offset == 7 && topic == "orders"', true],
    ['timestamp > timestamp("2023-11-01T00:00:00Z")', true],
    ['value.tags.exists(tag, tag == "new")', true],
    ['!(value.id == "o-1")', false],
    ['value.id.upperAscii() == "O-1"', true],
  ])('%s: %s', (filter, expected) => expect(matches({ filter }, order)).toBe(expected))

  it.each([
    ['value.id == "x" &&', 'line 1, column 17'],
    ['value.id ==\n  nope', 'line 2, column 3: there is no nope'],
    ['sieze(value.tags) > 1', 'there is no function sieze'],
    ['value.a.all(a, a.b.all(b, b.all(c, c)))', 'loops (all, exists, map, filter) can stand 2 deep'],
  ])('%s is refused with its place', (filter, message) => {
    expect(() => compileFilter({ filter })).toThrow(
      expect.objectContaining({
        code: 'INVALID_FILTER',
        issues: [{ path: 'filter', message: expect.stringContaining(message) as string }],
      }),
    )
  })

  it('counts the records it cannot answer for', () => {
    const filter = compileFilter({ filter: 'value.amount.startsWith("1")' })
    expect(filter?.matchesRecord(order, PLACE)).toBe(false)
    expect(filter?.failures.report()).toMatchObject({ records: 1, evaluated: 1, kinds: [{ path: 'value.amount' }] })
  })

  it('takes what is not JSON as text, what is not text as bytes, no value as null', () => {
    expect(matches({ filter: 'value == "plain"' }, recordOf({ value: 'plain' }))).toBe(true)
    expect(matches({ filter: 'value == 42' }, recordOf({ value: '42' }))).toBe(true)
    expect(matches({ filter: 'key == "42"' }, recordOf({ key: '42' }))).toBe(true)
    expect(matches({ filter: 'value == b"\\xff\\x00"' }, recordOf({ value: Buffer.from('ff00', 'hex') }))).toBe(true)
    expect(matches({ filter: 'value == null' }, recordOf({ value: null }))).toBe(true)
  })
})

it('is nothing where nothing is asked', () => {
  expect(compileFilter({ text: '', header: '', filter: ' ' })).toBeNull()
})
