import { expect, test } from 'vitest'
import type { Decoded } from '../contract/messages.ts'
import { traceLeads } from './trace-leads.ts'

const text = (value: string, changes: Partial<Decoded> = {}): Decoded => ({
  format: 'text',
  text: value,
  sizeBytes: value.length,
  truncated: false,
  ...changes,
})
const headers = (all: Record<string, string>) =>
  Object.entries(all).map(([name, value]) => ({ name, value: text(value) }))
const leads = (all: Record<string, string>, key: Decoded | null = null) =>
  traceLeads({ key, headers: headers(all) }).map(({ follow, value }) => `${follow} ${value}`)

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

test('the trace comes first, by its id without the span', () => {
  expect(
    leads(
      { 'correlation-id': 'c-17', traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, source: 'shop' },
      text('order-1'),
    ),
  ).toEqual([`text ${TRACE}`, 'header correlation-id:c-17', 'key order-1'])
  expect(leads({ b3: `${TRACE}-e457b5a2e4d86bd1-1` })).toEqual([`text ${TRACE}`])
  expect(leads({ 'X-B3-TraceId': TRACE })).toEqual([`text ${TRACE}`])
  expect(leads({ 'uber-trace-id': `${TRACE}:e457b5a2e4d86bd1:0:1` })).toEqual([`text ${TRACE}`])
  expect(leads({ traceparent: 'nonsense', b3: '0' })).toEqual([])
})

test('headers are ids by their name, whatever the case', () => {
  expect(
    leads({ 'X-Request-Id': 'abc', correlationId: 'def', kafka_correlationId: 'ghi', 'content-type': 'json' }),
  ).toEqual(['header X-Request-Id:abc', 'header correlationId:def', 'header kafka_correlationId:ghi'])
  expect(leads({ 'request-id': '1' })).toEqual([])
})

test('a key counts where its text tells it exactly', () => {
  expect(leads({}, text('42', { format: 'int64', sizeBytes: 8 }))).toEqual(['key 42'])
  expect(leads({}, text('cut', { truncated: true }))).toEqual([])
  expect(leads({}, text('odd', { base64: 'AA==' }))).toEqual([])
  expect(leads({}, text('{}', { schema: { id: 1, subject: null, version: null, type: 'AVRO' } }))).toEqual([])
  expect(leads({}, text('', { format: 'empty' }))).toEqual([])
})
