import { expect, test } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { compileFilter } from './compile-filter.ts'

const PLACE = { topic: 'payments', partition: 1 }

function recordOf(value: string | null, offset = 7n, headers: [string, string][] = []): KafkaRecord {
  return {
    offset,
    timestamp: 1_700_000_000_000,
    key: Buffer.from('k'),
    value: value === null ? null : Buffer.from(value),
    headers: headers.map(([name, text]) => ({ name: Buffer.from(name), value: Buffer.from(text) })),
    sizeBytes: 100,
  }
}

function report(filter: string, ...values: (string | null)[]) {
  const compiled = compileFilter({ filter })
  if (!compiled) throw new Error('there is no filter')
  const matched = values.filter((value, index) => compiled.matchesRecord(recordOf(value, BigInt(index)), PLACE))
  return { matched: matched.length, ...compiled.failures.report() }
}

const PAYMENT =
  '{"total":{"amount":"370.00"},"qty":5,"paid":"true","open":true,"at":1795866659000,"none":null,"items":[{"sku":"a"}],"id":"9007199254740993"}'

test.each([
  ['value.total.amount > 500', 'double(value.total.amount) > 500', 'value.total.amount', 'text', 'number'],
  ['500.0 <= value.total.amount', '500.0 <= double(value.total.amount)', 'value.total.amount', 'text', 'number'],
  [
    'value.total.amount > 300 && value["total"].amount < 400 && value.total.amount<9',
    'double(value.total.amount) > 300 && value["total"].amount < 400 && double(value.total.amount)<9',
    'value.total.amount',
    'text',
    'number',
  ],
  [
    '"x" == value.qty || value.total . amount > 5',
    '"x" == value.qty || double(value.total . amount) > 5',
    'value.total.amount',
    'text',
    'number',
  ],
  ['value.total.amount + 1 > 5', 'double(value.total.amount) + 1 > 5', 'value.total.amount', 'text', 'number'],
  ['value.id > 9007199254740992', 'int(value.id) > 9007199254740992', 'value.id', 'text', 'number'],
  ['value.qty > "4"', 'value.qty > 4', 'value.qty', 'number', 'text'],
  ["value.qty.contains('5')", "string(value.qty).contains('5')", 'value.qty', 'number', 'text'],
  ['value.none > 5', 'value.none != null && value.none > 5', 'value.none', 'null', 'number'],
  [
    'value.at > timestamp("2026-01-01T00:00:00Z")',
    'timestamp(int(value.at) / 1000) > timestamp("2026-01-01T00:00:00Z")',
    'value.at',
    'number',
    'timestamp',
  ],
  [
    'value.items.exists(i, i.sku > 5)',
    'value.items.exists(i, double(i.sku) > 5)',
    'value.items[].sku',
    'text',
    'number',
  ],
  ['value.open > 5', undefined, 'value.open', 'boolean', 'number'],
])('%s is of another type', (filter, rewrite, ...[path, type, wanted]) => {
  const { matched, records, evaluated, kinds } = report(filter, PAYMENT, PAYMENT)
  expect({ matched, records, evaluated }).toEqual({ matched: 0, records: 2, evaluated: 2 })
  const failure = kinds?.find(({ kind }) => kind === 'type')
  expect(failure).toMatchObject({
    path,
    type,
    wanted,
    records: 2,
    first: { topic: 'payments', partition: 1, offset: '0' },
  })
  expect(failure?.rewrite).toBe(rewrite)
})

test.each([
  ['value.total.amount == 370', 'double(value.total.amount) == 370', 'text', 'number'],
  ['value.qty == "5"', 'value.qty == 5', 'number', 'text'],
  ['value.paid == true', 'bool(value.paid) == true', 'text', 'boolean'],
  ['value.total.amount in [370, 371]', 'double(value.total.amount) in [370, 371]', 'text', 'number'],
  ['value.open == "true"', 'value.open == true', 'boolean', 'text'],
])('%s is never true, which is said, and the rewrite is', (filter, rewrite, type, wanted) => {
  const { matched, records, kinds } = report(filter, PAYMENT)
  expect({ matched, records }).toEqual({ matched: 0, records: 0 })
  expect(kinds).toMatchObject([{ kind: 'comparison', records: 1, type, wanted, rewrite }])
  expect(report(rewrite, PAYMENT)).toEqual({ matched: 1 })
})

test.each([
  ['value.totl.amount > 500', 'value.totl', 'object', 'value.total.amount > 500'],
  ['value.amount == "370.00"', 'value.amount', 'object', 'value.total.amount == "370.00"'],
  ['value.customer.tier == "gold"', 'value.customer', 'object', 'has(value.customer) && value.customer.tier == "gold"'],
  ['value.a == 1 || value.b == 2', 'value.a', 'object', 'has(value.a) && (value.a == 1 || value.b == 2)'],
  ['headers["source"] == "web"', 'headers["source"]', 'object', undefined],
  ['value.qty.size == 1', 'value.qty.size', 'number', 'has(value.qty.size) && value.qty.size == 1'],
])('%s names a field that is not there', (filter, path, type, rewrite) => {
  const { matched, records, evaluated, kinds } = report(filter, PAYMENT)
  expect({ matched, records, evaluated }).toEqual({ matched: 0, records: 0, evaluated: 1 })
  expect(kinds).toMatchObject([{ kind: 'missing', records: 1, path, type }])
  expect(kinds?.[0]?.rewrite).toBe(rewrite)
})

test('each kind is counted by itself, with where it was first', () => {
  const { matched, records, kinds } = report(
    'double(value.a) > 5',
    '{"a":"7"}',
    '{"a":"x"}',
    '{"a":"y"}',
    '{"b":1}',
    'plain',
    null,
    '{"a":{}}',
  )
  expect({ matched, records }).toEqual({ matched: 1, records: 3 })
  expect(kinds).toMatchObject([
    {
      kind: 'conversion',
      path: 'value.a',
      type: 'text',
      wanted: 'number',
      example: 'x',
      records: 2,
      first: { offset: '1' },
    },
    { kind: 'missing', path: 'value.a', type: 'object', records: 1 },
    { kind: 'missing', path: 'value.a', type: 'text', records: 1 },
    { kind: 'missing', path: 'value.a', type: 'null', records: 1 },
    { kind: 'type', path: 'value.a', type: 'object', records: 1 },
  ])
})

test('records whose bytes say that they cannot match are not counted as asked', () => {
  const filter = compileFilter({ filter: 'value.total.amount > 500', key: 'other' })
  expect(filter?.matchesRecord(recordOf(PAYMENT), PLACE)).toBe(false)
  expect(filter?.failures).toMatchObject({ records: 0, evaluated: 0 })
})

test('what gives neither true nor false says what it gives', () => {
  expect(report('value.total.amount', PAYMENT).kinds).toMatchObject([{ kind: 'result', type: 'text', records: 1 }])
  expect(report('value.paid && value.open', PAYMENT).kinds).toMatchObject([
    { kind: 'type', path: 'value.paid', type: 'text', wanted: 'boolean' },
  ])
})

test('different messages of one expression do not grow without a bound', () => {
  const values = Array.from({ length: 200 }, (_, index) => `{"a":"${'x'.repeat(index)}"}`)
  expect(report('int(value.a) > 1', ...values).kinds).toHaveLength(1)
})
