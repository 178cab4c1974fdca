import { describe, expect, test } from 'vitest'
import { Message } from '#lib/contract/messages.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { toMessage } from '#server/records/to-message.ts'
import { JsonBytes } from './json-bytes.ts'
import { messageWriter, type MessageWriter } from './message-json.ts'

const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))
const timestamp = 1_790_000_000_000

/** What was written for one record; little room at first, so that it has to grow. */
function read(write: MessageWriter, cursor: RecordCursor): unknown {
  const json = new JsonBytes(16)
  write(cursor, json)
  return JSON.parse(json.copy().toString())
}

const values = [
  '{"id":1,"name":"a \\"quoted\\" name","nested":[1,2,{"x":null}]}',
  '[1,2,3]',
  '{"broken":',
  '{"broken":}',
  '{"n":12345678901234567890}',
  '{"umlaut":"Zürich"}',
  '{"del":"\u007f"}',
  ' {"spaced":1} ',
  '{}',
  '[}',
  'plain text, of a sentence',
  'true',
  'tree',
  'null',
  'none',
  'false alarm',
  '42',
  '42 is a number',
  '-1.5e3',
  '"quoted"',
  'order-77',
  'Zürich',
  'line\nbreak',
  'tab\tstop',
  '\u0000\u0001\u0002\u0003',
  '',
  null,
  `{"long":"${'x'.repeat(5_000)}"}`,
  'y'.repeat(200),
  '!',
  '\\',
  '^caret',
  '`tick`',
  '<a>x</a>',
  '<?xml version="1.0"?><a/>',
  '\ufeff<a/>',
  '007',
  '1-2-3',
  '12e',
  '-',
  '0',
  '1.',
  'true ',
  'truck',
  'nulls',
  '{"escapes":"\\u00e4 \\/ \\n \\\\ \\""}',
  '{"bad escape":"\\x"}',
  '{"short":"\\u12"}',
  '{"control":"\u0001"}',
  '{"a":1,}',
  '[1,]',
  '[01]',
  '[1e+9,-0.5E-2,true,false,null,"",[],{}]',
  '{"a" : [ 1 ,\n\t2 ]\r\n}\n',
  '{"a":1}}',
  '{"a":1}{}',
  '[[1]',
  '{1:2}',
  '{"a"}',
  '{"a":tru}',
  '["\ud83d\ude00 Grüße \u2028"]',
  `${'['.repeat(100)}${']'.repeat(100)}`,
]

describe('messages written as text', () => {
  test.each(['none', 'zstd'] as const)('say what toMessage says, with %s compression', (compression) => {
    const headers = [
      { name: Buffer.from('trace'), value: Buffer.from('abc') },
      { name: Buffer.from('trace'), value: null },
      { name: Buffer.from('kafka_dlt-original-offset'), value: Buffer.from([0, 0, 0, 0, 0, 0, 1, 0]) },
    ]
    const records = values.flatMap((value, index) => [
      { key: bytes(value), value: bytes(value), headers: index % 3 === 0 ? headers : [], timestamp: timestamp + index },
      { key: null, value: Buffer.from([0xff, 0xfe, index]), headers: headers.slice(index % 3), timestamp },
    ])
    const baseOffset = 9_007_199_254_740_990n
    const data = encodeBatch({ records, compression, baseOffset, producerId: 1n, transactional: true })
    const [batch] = splitBatches(data).batches
    if (!batch) throw new Error('no batch')
    const place = { topic: 'a "topic"', partition: 3, batch }
    const expected = [...batch.records()].map((record) => toMessage(place, record))
    const write = messageWriter(place, {})
    const written: unknown[] = []
    for (const cursor = batch.cursor(); cursor.next();) written.push(read(write, cursor))
    expect(written).toEqual(expected)
    for (const message of written) Message.parse(message)
  })

  test.each(['hex', 'int64', 'json', 'base64', 'text'] as const)('follow a chosen format: %s', (format) => {
    const records = values.map((value) => ({ key: bytes(value), value: bytes(value), headers: [], timestamp }))
    const [batch] = splitBatches(encodeBatch({ records })).batches
    if (!batch) throw new Error('no batch')
    const place = { topic: 't', partition: 0, batch }
    const formats = { keyFormat: format, valueFormat: format }
    const write = messageWriter(place, formats)
    for (const cursor = batch.cursor(); cursor.next();) {
      expect(read(write, cursor)).toEqual(toMessage(place, cursor.record(), formats))
    }
  })
})
