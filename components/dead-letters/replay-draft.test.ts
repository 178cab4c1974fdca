import { expect, test } from 'vitest'
import { ReplayBody } from '#lib/contract/replays.ts'
import { draftProblems, emptyDraft, requestOf } from './replay-draft.ts'

test('a draft becomes a request the API takes', () => {
  const draft = { ...emptyDraft, target: 'topic' as const, topic: 'sandbox', rate: '20', reason: ' fixed in 1.14 ' }
  const body = ReplayBody.parse(requestOf('payments-dlt', { all: true }, draft))
  expect(body).toMatchObject({
    target: { topic: 'sandbox' },
    options: { recordsPerSecond: 20 },
    reason: 'fixed in 1.14',
  })
  expect(ReplayBody.safeParse(requestOf('payments-dlt', { all: true }, emptyDraft)).success).toBe(true)
})

test('edits, retry topics, other clusters and records sent ahead are part of it', () => {
  const edit = { partition: 1, offset: '7', key: null, value: { text: '{"amount":1}' } }
  const draft = { ...emptyDraft, target: 'retry' as const, ahead: '5', edit, skipStale: true }
  const records = { records: [{ partition: 1, offset: '7' }] }
  expect(ReplayBody.parse(requestOf('payments-dlt', records, draft))).toMatchObject({
    target: { retry: true },
    options: {
      skipStale: true,
      canary: { records: 5 },
      edits: [{ partition: 1, offset: '7', value: { text: '{"amount":1}' } }],
    },
  })
  const elsewhere = { ...emptyDraft, target: 'topic' as const, topic: 'sandbox', cluster: 'staging' }
  expect(requestOf('payments-dlt', records, elsewhere).target).toEqual({ topic: 'sandbox', cluster: 'staging' })
})

test('says what is wrong', () => {
  expect(draftProblems(emptyDraft)).toEqual({})
  expect(draftProblems({ ...emptyDraft, target: 'topic', topic: 'a b' })).toHaveProperty('topic')
  expect(draftProblems({ ...emptyDraft, rate: '-1' })).toHaveProperty('rate')
  expect(draftProblems({ ...emptyDraft, rate: 'fast' })).toHaveProperty('rate')
  expect(draftProblems({ ...emptyDraft, ahead: '0' })).toHaveProperty('ahead')
})
