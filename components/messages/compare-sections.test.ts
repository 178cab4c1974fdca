import { expect, it } from 'vitest'
import type { Decoded, Message } from '#lib/contract/messages.ts'
import { compareSections } from './compare-sections.ts'

const decoded = (text: string, format: Decoded['format'] = 'json'): Decoded => ({
  format,
  text,
  sizeBytes: text.length,
  truncated: false,
})

const record = (value: Decoded | null, headers: Record<string, string> = {}): Message => ({
  topic: 't',
  partition: 0,
  offset: '1',
  timestamp: 0,
  timestampType: 'CreateTime',
  key: decoded('k', 'text'),
  value,
  headers: Object.entries(headers).map(([name, text]) => ({ name, value: decoded(text, 'text') })),
  sizeBytes: 1,
  compression: 'none',
  transactional: false,
})

const changed = (left: Message, right: Message, sorted = false) =>
  compareSections(left, right, { sorted }).map(({ title, rows }) => [
    title,
    ...rows.filter((row) => row.kind !== 'same').map((row) => `${row.left?.trim() ?? ''} | ${row.right?.trim() ?? ''}`),
  ])

it('compares JSON value by value, digits as they are written', () => {
  const left = record(decoded('{"id":9007199254740993,"price":1.10,"tags":["a"]}'), { source: 'web' })
  const right = record(decoded('{"id":9007199254740992,"price":1.10,"tags":["a"]}'), { source: 'app' })
  expect(changed(left, right)).toEqual([
    ['Value', '"id": 9007199254740993, | "id": 9007199254740992,'],
    ['Key'],
    ['Headers', 'source: web | source: app'],
  ])
})

it('passes over the order of fields when told to', () => {
  const [left, right] = [record(decoded('{"a":1,"b":{"c":2,"d":3}}')), record(decoded('{"b":{"d":3,"c":2},"a":1}'))]
  expect(changed(left, right)[0]).not.toEqual(['Value'])
  expect(changed(left, right, true)[0]).toEqual(['Value'])
})

it('tells null from the text null', () => {
  expect(changed(record(null), record(decoded('gone', 'text')))[0]).toEqual(['Value', 'null | gone'])
})
