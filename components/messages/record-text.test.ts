import { expect, it } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import { curlCommand, kcatCommand, recordJson } from './record-text.ts'

const text = (value: string, format: 'text' | 'json' | 'hex' = 'text') => ({
  format,
  text: value,
  sizeBytes: value.length,
  truncated: false,
})

it('keeps every digit, and order and duplicates of headers', () => {
  const message: Message = {
    topic: 'orders',
    partition: 3,
    offset: '9007199254740993',
    timestamp: 1_700_000_000_123,
    timestampType: 'CreateTime',
    key: text('order-1'),
    value: text('{"id":9007199254740993,"price":1.10}', 'json'),
    headers: [
      { name: 'b', value: text('1') },
      { name: 'a', value: null },
      { name: 'b', value: text('00ff', 'hex') },
    ],
    sizeBytes: 1,
    compression: 'none',
    transactional: false,
  }
  const json = recordJson(message)
  expect(json).toContain('"offset": 9007199254740993')
  expect(json).toContain('"value": {"id":9007199254740993,"price":1.10}')
  expect(JSON.parse(json)).toMatchObject({
    key: 'order-1',
    headers: [
      { name: 'b', value: '1' },
      { name: 'a', value: null },
      { name: 'b', value: { hex: '00ff' } },
    ],
  })
})

it('quotes what a shell would take apart', () => {
  expect(kcatCommand('orders', { partition: 1, offset: '42' })).toMatch(
    /^kcat -C -b "\$BROKERS" -t orders -p 1 -o 42 -c 1 -e -f '/,
  )
  expect(kcatCommand("it's", { partition: 0, offset: '0' })).toContain(String.raw`-t 'it'\''s'`)
  expect(curlCommand('http://c/?download=value&x=1')).toBe("curl -sS 'http://c/?download=value&x=1'")
})
