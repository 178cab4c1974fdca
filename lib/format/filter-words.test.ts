import { expect, test } from 'vitest'
import type { FilterFailure, FilterFailures } from '../contract/filter-failures.ts'
import { failedShortly, failureWords, filterVerdict, isUrgent } from './filter-words.ts'

const FIRST = { topic: 't', partition: 0, offset: '0' }

function met(records: number, evaluated: number, ...kinds: Partial<FilterFailure>[]): FilterFailures {
  return {
    records,
    evaluated,
    kinds: kinds.map((kind) => ({ kind: 'type' as const, records, first: FIRST, ...kind })),
  }
}

const TEXT = { path: 'value.total.amount', type: 'text', wanted: 'number' } as const

test.each<[Partial<FilterFailure>, string]>([
  [TEXT, 'total.amount is text, not a number'],
  [{ kind: 'conversion', ...TEXT, example: 'n/a' }, 'total.amount is not a number, for example "n/a"'],
  [{ kind: 'comparison', ...TEXT }, 'total.amount is text and is compared with a number'],
  [{ kind: 'missing', path: 'value.totl.amount', type: 'object' }, 'there is no totl.amount'],
  [{ kind: 'missing', path: 'value.total', type: 'text' }, 'the value is text, so there is no total'],
  [{ kind: 'missing', path: 'headers["source"]', type: 'object' }, 'there is no headers["source"]'],
  [{ kind: 'missing', path: 'value.a.b', type: 'null' }, 'a is null, so there is no b'],
  [{ kind: 'result', type: 'text' }, 'the expression gives text, not true or false'],
  [{ kind: 'unreadable', text: 'schema 7 is not there' }, 'schema 7 is not there'],
])('%j', (failure, words) => expect(failureWords({ kind: 'type', records: 1, first: FIRST, ...failure })).toBe(words))

test('a filter that failed is said with how many of how many', () => {
  expect(filterVerdict(met(8719, 8719, TEXT))).toMatchObject({
    kind: 'failed',
    most: true,
    text: 'The filter failed on all 8,719 records: total.amount is text, not a number',
  })
  expect(filterVerdict(met(3, 8719, TEXT))).toMatchObject({
    most: false,
    text: 'The filter failed on 3 of 8,719 records: total.amount is text, not a number',
  })
  expect(failedShortly(met(3, 8719, TEXT))).toBe('filter failed on 3 of 8,719 records')
})

test('a field that is mostly missing comes before few failures', () => {
  const missing = { kind: 'missing', path: 'value.totl', type: 'object', records: 100 } as const
  expect(filterVerdict(met(0, 100, missing))).toMatchObject({
    kind: 'doubtful',
    most: true,
    text: 'In all 100 records there is no totl',
  })
  expect(filterVerdict(met(2, 102, { ...TEXT, records: 2 }, missing))).toMatchObject({
    text: 'In 100 of 102 records there is no totl',
    kinds: [{ kind: 'missing' }, { kind: 'type' }],
  })
  const few = { ...missing, records: 2 }
  expect(filterVerdict(met(2, 102, few, { ...TEXT, records: 2 }))?.kinds.map(({ kind }) => kind)).toEqual([
    'type',
    'missing',
  ])
  expect(isUrgent(filterVerdict(met(0, 100, missing)), 0)).toBe(true)
  expect(isUrgent(filterVerdict(met(0, 100, missing)), 7)).toBe(false)
  expect(isUrgent(filterVerdict(met(0, 100, { ...missing, kind: 'comparison' })), 7)).toBe(true)
  expect(failedShortly(met(0, 100, missing))).toBeNull()
  expect(filterVerdict(undefined)).toBeNull()
})
