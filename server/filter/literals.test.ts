import { describe, expect, it, test } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { Random } from '#testkit/records/random.ts'
import { compileFilter } from './compile-filter.ts'
import { resolveEscapes } from './json-escapes.ts'
import { foldedLiteral, textLiteral } from './literals.ts'

const PLACE = { topic: 'orders', partition: 0 }
const PIECES = [
  '"',
  '\\',
  '/',
  '\n',
  '\t',
  '\u0001',
  'é',
  '日本',
  '😀',
  '\u212a',
  'İ',
  'k',
  'ID',
  'ab',
  'order-17',
  ' ',
  ':',
  ',',
  '{"',
  '":"',
  '\\n',
  '\\u0041',
  'C:\\temp',
]

function recordOf(value: string): KafkaRecord {
  return { offset: 0n, timestamp: 1, key: null, value: Buffer.from(value), headers: [], sizeBytes: 100 }
}

/** Whether the filter holds, and whether the bytes are looked into at all. */
function asked(text: string, caseSensitive: boolean, value: string): { matches: boolean; found: boolean } {
  const filter = compileFilter({ text, caseSensitive })
  if (!filter) throw new Error('there is no filter')
  return {
    matches: filter.matchesRecord(recordOf(value), PLACE),
    found: filter.candidates(Buffer.from(value)) !== null,
  }
}

function literalsOf(text: string, literals = textLiteral(text)): string[] | null {
  return literals && literals.any.map(({ bytes }) => bytes.toString())
}

describe('text that stands in a record partly raw and partly escaped', () => {
  it.each([
    [String.raw`{"path":"C:\\temp\\x"}`, String.raw`"path":"C:\temp`],
    [String.raw`{"message":"line one\nline two"}`, '"message":"line one\nline two'],
    [String.raw`{"payload":"{\"id\":7}"}`, '{"payload":"{"id":7}"}'],
    [String.raw`{"note":"say \"hi\""}`, '"say "hi""'],
    [String.raw`{"a":"\"","b":1}`, '"a":""'],
    [String.raw`{"url":"a\/b"}`, '"a/b"'],
    [String.raw`{"s":"\"\""}`, ':"""'],
  ])('%s by %j', (value, text) => {
    expect(asked(text, true, value)).toEqual({ matches: true, found: true })
    expect(asked(text.toUpperCase(), false, value)).toEqual({ matches: true, found: true })
  })
})

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'no text cut from what is shown of a record is missed in its bytes (seed %s)',
  (seed) => {
    const random = new Random(seed)
    const pick = <Item>(items: readonly Item[]) => items[random.int(items.length)] as Item
    const word = () => Array.from({ length: 1 + random.int(6) }, () => pick(PIECES)).join('')
    const written = (value: unknown) =>
      JSON.stringify(value).replace(/\\\\|\\"|\/|[\u0080-\ud7ff\ue000-\uffff]/g, (found) => {
        if (found === '/') return random.chance(30) ? '\\/' : found
        if (found.length > 1 || random.chance(90)) return found
        return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
      })
    let matched = 0
    for (let round = 0; round < 300; round += 1) {
      const inner = { id: random.int(100), [word()]: word() }
      const value = written({ note: word(), [word()]: word(), payload: random.chance(50) ? written(inner) : inner })
      const shown = pick([value, resolveEscapes(value), resolveEscapes(value), resolveEscapes(resolveEscapes(value))])
      const from = random.int(shown.length)
      const text = shown.slice(from, from + 1 + random.int(pick([4, 12, 40])))
      const caseSensitive = random.chance(50)
      const wanted = caseSensitive ? text : pick([text, text.toUpperCase(), text.toLowerCase()])
      const { matches, found } = asked(wanted, caseSensitive, value)
      if (matches) matched += 1
      if (matches && !found) expect.fail(`${JSON.stringify({ value, wanted, caseSensitive })} is missed`)
    }
    expect(matched).toBeGreaterThan(100)
  },
)

describe('what is looked for', () => {
  it('is the longest run that stands raw in every form', () => {
    expect(literalsOf('"orderId":"ord-140130024"')).toEqual(['ord-140130024', '\\u', '\u007f'])
    expect(literalsOf('"status":"FAILED"')).toEqual(['FAILED', '\\u', '\u007f'])
    expect(literalsOf('ord-140130024')).toEqual(['ord-140130024', '\\u', '\u007f'])
    expect(literalsOf('x', foldedLiteral('"orderId":"ORD-140130024"'))).toEqual(['ord-140130024', '\\u', '\u007f'])
  })

  it('is the text, or an escape in it, where there is no such run', () => {
    expect(literalsOf('"a":1')).toEqual(['"a":1', '\\"', '\\u', '\u007f'])
    expect(literalsOf('x', foldedLiteral('"A":1'))).toEqual(['"a":1', '\\"', '\\u', '\u007f'])
    expect(literalsOf('a/')).toBeNull()
  })
})

it('resolves the escapes of JSON and no others', () => {
  expect(resolveEscapes(String.raw`\"\\\/\n\u0041`)).toBe('"\\/\nA')
  expect(resolveEscapes(String.raw`\d \u12 \x`)).toBe(String.raw`\d \u12 \x`)
})
