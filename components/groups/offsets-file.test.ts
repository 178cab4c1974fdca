import { expect, test } from 'vitest'
import { toCsv } from '#lib/format/csv.ts'
import { readOffsetsFile } from './offsets-file.ts'

const columns = (['topic', 'partition', 'offset'] as const).map((header) => ({
  header,
  text: (row: Record<'topic' | 'partition' | 'offset', string>) => row[header],
}))

test('what was exported is read back, names that look like formulas too', () => {
  const rows = [
    { topic: '-orders', partition: '0', offset: '9223372036854775807' },
    { topic: 'pay.ments', partition: '11', offset: '0' },
  ]
  expect(readOffsetsFile(toCsv(columns, rows), 'g')).toEqual([
    { topic: '-orders', partition: 0, offset: '9223372036854775807' },
    { topic: 'pay.ments', partition: 11, offset: '0' },
  ])
})

test('the files of Kafka’s own tool, with and without the group', () => {
  expect(readOffsetsFile('"orders",0,5\n"orders",1,7\n', 'g')).toHaveLength(2)
  expect(readOffsetsFile('"g","orders",0,5\n', 'g')).toEqual([{ topic: 'orders', partition: 0, offset: '5' }])
  expect(() => readOffsetsFile('"other","orders",0,5\n', 'g')).toThrow('Row 1 is of the group other')
})

test('headings in any order, a byte-order mark, CRLF, further columns', () => {
  expect(readOffsetsFile('\uFEFFlag,Offset,partition,TOPIC\r\n9,5,1,orders\r\n\r\n', 'g')).toEqual([
    { topic: 'orders', partition: 1, offset: '5' },
  ])
})

test.each([
  ['', 'The file is empty.'],
  ['topic,partition,offset\norders,0,-5\n', 'Row 2: a topic, a partition and an offset are expected'],
  ['topic,partition,offset\norders,0,5\norders,0,6\n', 'Row 3: orders/0 was given before.'],
  ['"orders,0,5\n', 'Line 1: a quote is missing'],
])('%j is refused in words', (text, message) => {
  expect(() => readOffsetsFile(text, 'g')).toThrow(message)
})
