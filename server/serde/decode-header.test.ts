import { expect, it } from 'vitest'
import { decodeHeader } from './decode-header.ts'

const header = (name: string, value: string | null) => ({
  name: Buffer.from(name),
  value: value === null ? null : Buffer.from(value, 'hex'),
})

it.each([
  ['kafka_dlt-original-partition', '00000003', 'int32', '3'],
  ['kafka_dlt-original-offset', '00000000000003e9', 'int64', '1001'],
  ['kafka_original-timestamp', '0000019a00000000', 'int64', '1760936591360'],
  // Its bytes are printable, yet it is a number: "1234".
  ['x-original-partition', '31323334', 'int32', '825373492'],
  ['retry_topic-attempts', '02', 'int32', '2'],
  ['retry_topic-backoff-timestamp', '019a00000000', 'int64', '1760936591360'],
  ['kafka_dlt-original-topic', Buffer.from('orders').toString('hex'), 'text', 'orders'],
  ['retry', Buffer.from('1').toString('hex'), 'text', '1'],
  ['payload', Buffer.from('{"a":1}').toString('hex'), 'json', '{"a":1}'],
])('%s', (name, value, format, text) => {
  expect(decodeHeader(header(name, value))).toMatchObject({ name, value: { format, text } })
})

it('keeps null apart from empty', () => {
  expect(decodeHeader(header('a', null)).value).toBeNull()
  expect(decodeHeader(header('a', '')).value).toMatchObject({ format: 'empty', text: '' })
})

it.each([
  ['kafka_dlt-original-partition', '1'],
  ['kafka_dlt-original-offset', '3'],
  ['kafka_original-timestamp', '1700000000000'],
  ['x-original-offset', '-1'],
])('%s as decimal text is that number', (name, digits) => {
  const value = Buffer.from(digits).toString('hex')
  expect(decodeHeader(header(name, value))).toMatchObject({ value: { format: 'text', text: digits } })
})
