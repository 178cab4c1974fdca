import { expect, test } from 'vitest'
import { HeaderView } from '#server/dead-letters/header-view.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { rewriteHeaders } from './rewrite-headers.ts'

const h = (name: string, value: string | null): RecordHeader => ({
  name: Buffer.from(name),
  value: value === null ? null : Buffer.from(value),
})
const provenance = { id: 'r-1/0/7', source: 'orders-dlq/0/7', count: 2, by: 'ana', at: 0 }

function rewritten(headers: RecordHeader[], policy: 'strip' | 'keep'): string[] {
  return rewriteHeaders(headers, new HeaderView(headers), { policy, provenance }).map(
    ({ name, value }) => `${name.toString()}=${value === null ? 'null' : value.toString()}`,
  )
}

const ADDED = [
  'tailrace-replay-id=r-1/0/7',
  'tailrace-replay-source=orders-dlq/0/7',
  'tailrace-replay-count=2',
  'tailrace-replay-by=ana',
  'tailrace-replay-at=1970-01-01T00:00:00.000Z',
]

test('business headers keep their order, duplicates and nulls; the error headers of the family go', () => {
  const headers = [
    h('a', '1'),
    h('__connect.errors.topic', 'orders'),
    h('b', null),
    h('a', '2'),
    h('__connect.errors.stage', 'TASK_PUT'),
    h('1', ''),
    h('kafka_original-topic-of-ours', 'x'),
  ]
  expect(rewritten(headers, 'strip')).toEqual([
    'a=1',
    'b=null',
    'a=2',
    '1=',
    'kafka_original-topic-of-ours=x',
    ...ADDED,
  ])
})

test('keep keeps the error headers, and an earlier provenance is replaced in either case', () => {
  const headers = [
    h('tailrace-replay-count', '1'),
    h('__connect.errors.topic', 'orders'),
    h('tailrace-replay-id', 'old'),
  ]
  expect(rewritten(headers, 'keep')).toEqual(['__connect.errors.topic=orders', ...ADDED])
  expect(rewritten(headers, 'strip')).toEqual(ADDED)
})

test('a record of no family keeps all of its headers', () => {
  expect(rewritten([h('x-retries', '3'), h('dead-letter-offset', '1')], 'strip')).toEqual([
    'x-retries=3',
    'dead-letter-offset=1',
    ...ADDED,
  ])
})
