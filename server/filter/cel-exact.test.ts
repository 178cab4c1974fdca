import { describe, expect, it } from 'vitest'
import { compileFilter } from './compile-filter.ts'

const PLACE = { topic: 'orders', partition: 0 }

/** Whether a value matches, and what the expression could not be answered for. */
function ask(filter: string, value: string, headers: [string, string][] = []) {
  const compiled = compileFilter({ filter })
  if (!compiled) throw new Error('there is no filter')
  const record = {
    offset: 7n,
    timestamp: 0,
    key: null,
    value: Buffer.from(value),
    headers: headers.map(([name, text]) => ({ name: Buffer.from(name), value: Buffer.from(text) })),
    sizeBytes: 0,
  }
  return { matches: compiled.matchesRecord(record, PLACE), failed: compiled.failures.records }
}

const MATCH = { matches: true, failed: 0 }
const NO_MATCH = { matches: false, failed: 0 }

describe('names that JavaScript knows are names like others', () => {
  it.each([
    ['value.constructor == "x"', '{"constructor":"x"}'],
    ['value.a[0].b.constructor.name == "x"', '{"a":[{"b":{"constructor":{"name":"x"}}}]}'],
    ['value.id == 7', '{"id":7,"constructor":null}'],
    ['value.deep.id == 7', '{"deep":{"id":7,"\\u0063onstructor":{}}}'],
    ['value.big == 9007199254740993', '{"big":9007199254740993,"constructor":1}'],
  ])('%s in %s', (filter, value) => expect(ask(filter, value)).toEqual(MATCH))

  it.each([
    ['value.__proto__.a == 1', '{"__proto__":{"a":1}}'],
    ['value.toString == "x" && value.hasOwnProperty == 1', '{"toString":"x","hasOwnProperty":1}'],
    ['has(value.valueOf) && !has(value.toString)', '{"valueOf":0}'],
  ])('%s in %s', (filter, value) => expect(ask(filter, value)).toEqual(MATCH))

  it('in headers, too', () => {
    const headers: [string, string][] = [
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]
    expect(ask('headers["__proto__"] == "p" && headers["constructor"] == "c"', '{}', headers)).toEqual(MATCH)
  })
})

describe('whole numbers are compared exactly', () => {
  it.each([
    ['value.n == 18446744073709551615u', '18446744073709551615'],
    ['value.n > 9223372036854775807', '9223372036854775808'],
    ['value.n > 18446744073709551614u', '18446744073709551615'],
    ['value.n in [18446744073709551615u]', '18446744073709551615'],
    // A double, as its exponent says: 2^63.
    ['value.n > 9223372036854775807', '9.223372036854775808e18'],
    ['9223372036854775807 < value.n', '9.223372036854775808e18'],
    ['!(value.n <= 9223372036854775807)', '9.223372036854775808e18'],
    ['value.n < 9223372036854775809u', '9.223372036854775808e18'],
  ])('%s of %s', (filter, number) => expect(ask(filter, `{"n":${number}}`)).toEqual(MATCH))

  it.each([
    ['value.n == 18446744073709551614u', '18446744073709551615', NO_MATCH],
    ['value.n != 18446744073709551614u', '18446744073709551615', MATCH],
    ['value.n >= 9223372036854775809u', '9223372036854775809', MATCH],
    ['!(value.n < 9223372036854775809u)', '9223372036854775809', MATCH],
    ['value.n == 9223372036854775807', '9223372036854775807', MATCH],
    ['value.n == -9223372036854775808', '-9223372036854775808', MATCH],
    ['value.n < 9223372036854775808u', '9223372036854775807', MATCH],
    ['value.n == 1.5e3', '1500', MATCH],
  ])('%s of %s', (filter, number, answer) => expect(ask(filter, `{"n":${number}}`)).toEqual(answer))
})

describe('times', () => {
  const at = '{"at":"2026-11-21T12:34:56.789Z"}'

  it.each([
    ['value.at > timestamp("2026-11-21T00:00:00Z")'],
    ['timestamp("2026-11-22T00:00:00Z") >= value.at'],
    ['!(value.at < timestamp("2026-11-21T12:34:56.789Z"))'],
    ['value.at == timestamp("2026-11-21T13:34:56.789+01:00")'],
  ])('text of a time is compared with one: %s', (filter) => expect(ask(filter, at)).toEqual(MATCH))

  it('and so is one that differs', () => {
    expect(ask('timestamp("2026-11-21T13:34:57+01:00") != value.at', at)).toEqual(MATCH)
  })

  it.each([
    ['value.at > timestamp("2026-11-21T00:00:00Z")', '{"at":"yesterday"}'],
    ['value.at > timestamp("2026-11-21T00:00:00Z")', '{"at":true}'],
  ])('what is none is a failure: %s of %s', (filter, value) => {
    expect(ask(filter, value)).toEqual({ matches: false, failed: 1 })
  })
})

describe('what cannot be converted is a failure, not an answer', () => {
  it.each([
    ['double(value.n) > 5.0', '{"n":"n/a"}'],
    ['double(value.n) > 5.0', '{"n":""}'],
  ])('%s of %s', (filter, value) => expect(ask(filter, value)).toEqual({ matches: false, failed: 1 }))

  it.each([
    ['double(value.n) > 5.0', '{"n":" 5.5"}', MATCH],
    ['double(value.n) > 5.0', '{"n":"1e3"}', MATCH],
    ['int(value.n) > 5', '{"n":"x"}', { matches: false, failed: 1 }],
  ])('%s of %s', (filter, value, answer) => expect(ask(filter, value)).toEqual(answer))
})
