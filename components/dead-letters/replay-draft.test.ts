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
  const edit = { partition: 1, offset: '7', key: null, value: { text: '{"amount":1}' }, headers: null }
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

test('edited headers keep their order, duplicates and nulls, and take bytes as base64 or hex', () => {
  const text = (id: number, name: string, value: string) => ({
    id,
    name,
    isNull: false,
    text: value,
    format: 'text' as const,
  })
  const headers = [
    text(0, 'trace', 'a'),
    text(1, 'trace', ''),
    { ...text(2, 'none', ''), isNull: true },
    { ...text(3, 'bytes', '00 ff'), format: 'hex' as const },
    { ...text(4, 'bytes', 'AP8='), format: 'base64' as const },
  ]
  const draft = { ...emptyDraft, edit: { partition: 1, offset: '7', key: null, value: null, headers } }
  const records = { records: [{ partition: 1, offset: '7' }] }
  expect(ReplayBody.parse(requestOf('payments-dlt', records, draft)).options.edits).toEqual([
    {
      partition: 1,
      offset: '7',
      headers: [
        { name: 'trace', value: { text: 'a', format: 'text' } },
        { name: 'trace', value: { text: '', format: 'empty' } },
        { name: 'none', value: null },
        { name: 'bytes', value: { text: '00 ff', format: 'hex' } },
        { name: 'bytes', value: { text: 'AP8=', format: 'base64' } },
      ],
    },
  ])
  const wrong = (part: Partial<(typeof headers)[number]>) =>
    draftProblems({ ...draft, edit: { ...draft.edit, headers: headers.map((one) => ({ ...one, ...part })) } })
  expect(draftProblems(draft)).toEqual({})
  expect(wrong({ name: '' })).toHaveProperty('headers')
  expect(wrong({ format: 'hex' as const, text: '0' })).toHaveProperty('headers')
  expect(wrong({ format: 'base64' as const, text: 'AP8' })).toHaveProperty('headers')
})

test('says what is wrong', () => {
  expect(draftProblems(emptyDraft)).toEqual({})
  expect(draftProblems({ ...emptyDraft, target: 'topic', topic: 'a b' })).toHaveProperty('topic')
  expect(draftProblems({ ...emptyDraft, rate: '-1' })).toHaveProperty('rate')
  expect(draftProblems({ ...emptyDraft, rate: 'fast' })).toHaveProperty('rate')
  expect(draftProblems({ ...emptyDraft, ahead: '0' })).toHaveProperty('ahead')
})
