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

test('says what is wrong', () => {
  expect(draftProblems(emptyDraft)).toEqual({})
  expect(draftProblems({ ...emptyDraft, target: 'topic', topic: 'a b' })).toHaveProperty('topic')
  expect(draftProblems({ ...emptyDraft, rate: '-1' })).toHaveProperty('rate')
  expect(draftProblems({ ...emptyDraft, rate: 'fast' })).toHaveProperty('rate')
})
