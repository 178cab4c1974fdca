import { expect, test } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import type { TraceTopic } from '#lib/contract/trace.ts'
import { storyOf } from './story.ts'
import { storyText, traceWarnings } from './trace-words.ts'

const message = (topic: string, offset: number, timestamp: number, partition = 0) =>
  ({ topic, partition, offset: String(offset), timestamp, headers: [], key: null, value: null }) as unknown as Message

const shop = [
  message('payments-dlt', 3, 22_000),
  message('orders', 10, 1_000),
  message('payments-retry-0', 4, 2_600),
  message('payments', 7, 2_000),
  message('payments', 7, 2_000),
]

test('what was found in any order is told in the order of time, each record once', () => {
  const { steps, lanes, spanMs } = storyOf(shop)
  expect(steps.map(({ message: { topic }, afterMs }) => [topic, afterMs])).toEqual([
    ['orders', null],
    ['payments', 1_000],
    ['payments-retry-0', 600],
    ['payments-dlt', 19_400],
  ])
  expect(steps.map(({ pause }) => pause)).toEqual([false, false, false, true])
  expect(lanes.map(({ id, tone }) => `${id} ${tone}`)).toEqual([
    'orders accent',
    'payments info',
    'payments-retry-0 warn',
    'payments-dlt bad',
  ])
  expect(spanMs).toBe(21_000)
})

test('a partition keeps its own order, also where its times go back', () => {
  const { steps } = storyOf([message('t', 2, 500), message('t', 10, 100), message('u', 1, 300)])
  expect(steps.map(({ id }) => id)).toEqual(['u/0/1', 't/0/2', 't/0/10'])
  expect(storyOf([])).toEqual({ steps: [], lanes: [], spanMs: 0 })
})

test('the story in a sentence', () => {
  expect(storyText(storyOf(shop))).toBe('4 records in 4 topics over 21 s, ending as a dead letter in payments-dlt')
  expect(storyText(storyOf([message('orders', 1, 5)]))).toBe('1 record in orders')
  expect(storyText(storyOf([message('orders', 1, 5), message('orders', 2, 5)]))).toBe(
    '2 records in orders at the same time',
  )
})

const topic = (name: string, changes: Partial<TraceTopic>): TraceTopic => ({
  topic: name,
  state: 'done',
  matched: 0,
  records: 10,
  fraction: 1,
  ...changes,
})

test('what was not read is said', () => {
  const leftOut = { count: 0, examples: [] }
  expect(traceWarnings([topic('a', {})], leftOut, 'done')).toEqual([])
  const warnings = traceWarnings(
    [
      topic('a', { state: 'failed', problem: 'no leader' }),
      topic('b', { state: 'notRead', continue: 'b:' }),
      topic('c', { continue: 'c:x' }),
    ],
    { count: 7, examples: ['x', 'y'] },
    'done',
  )
  expect(warnings.map(({ text }) => text)).toEqual([
    '7 topics left out',
    'a could not be read',
    '2 topics were not read to the end',
  ])
})
