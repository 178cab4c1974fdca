import { expect, test } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { compileFilter } from './compile-filter.ts'

const PLACE = { topic: 'orders', partition: 0 }
const TOO_LONG = /longer than 1 MB|too much text/

function ask(filter: string, value = '{"a":"x-y-x","list":["a","b"]}') {
  const record: KafkaRecord = {
    offset: 0n,
    timestamp: 0,
    key: null,
    value: Buffer.from(value),
    headers: [],
    sizeBytes: value.length,
  }
  const compiled = compileFilter({ filter, caseSensitive: true })
  if (!compiled) throw new Error('there is no filter')
  const start = performance.now()
  const matches = compiled.matchesRecord(record, PLACE)
  return { matches, ms: performance.now() - start, problem: compiled.failures.report()?.kinds[0]?.text }
}

const growing = (times: number) => `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(times)}.size() > 0`

// The library takes 0.15 s for four of them and 55 s for five.
test('replaces in replaces take time in proportion to the text', () => {
  expect(ask(growing(1)).matches).toBe(true)
  const { matches, ms } = ask(growing(4))
  expect(matches).toBe(true)
  expect(ms).toBeLessThan(20)
})

test('six replaces in each other are an error at once', () => {
  const { matches, ms, problem } = ask(growing(6))
  expect(matches).toBe(false)
  expect(problem).toMatch(TOO_LONG)
  expect(ms).toBeLessThan(250)
})

test('many calls over the same text are an error, not seconds', () => {
  const { ms, problem } = ask(`value${'.upperAscii().lowerAscii()'.repeat(60)} == ""`, 'x'.repeat(900_000))
  expect(problem).toMatch(TOO_LONG)
  expect(ms).toBeLessThan(1_500)
})

test('text of a record that is longer than 1 MB can be cut and compared', () => {
  expect(ask('value.replace("y", "x").lowerAscii().size() == 2000000', 'x'.repeat(2_000_000)).matches).toBe(true)
})

test('text that grows beyond 1 MB is an error', () => {
  const list = `[${Array.from({ length: 40 }, () => 'value').join()}]`
  const text = 'x'.repeat(60_000)
  for (const filter of [
    `${list}.join().size() > 0`,
    `"${'%s'.repeat(40)}".format(${list}).size() > 0`,
    `${Array.from({ length: 40 }, () => 'value').join(' + ')} != ""`,
  ])
    expect(ask(filter, text).problem, filter).toMatch(TOO_LONG)
})

test('ordinary uses of text answer as before', () => {
  for (const filter of [
    'value.a.replace("x", "zz") == "zz-y-zz"',
    'value.a.replace("x", "z", 1) == "z-y-x"',
    'value.a.replace("x", "z", 0) == "x-y-x"',
    'value.a.replace("x", "z", -1) == "x-y-x"',
    'value.a.replace("", "_", 2) == "__x-y-x"',
    'value.a.replace("x", "xx") == "xx-y-xx"',
    'value.list.join("+") == "a+b"',
    '"%s is %d".format([value.a, 2]) == "x-y-x is 2"',
    'value.a + "!" == "x-y-x!"',
    'value.a.upperAscii().split("-").size() == 3',
    '"".replace("", "_", 3) == "___"',
  ])
    expect(ask(filter), filter).toMatchObject({ matches: true })
})
