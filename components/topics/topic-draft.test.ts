import { expect, it } from 'vitest'
import { createTopic } from '#lib/contract/topics.ts'
import { emptyDraft, toCreateTopicBody } from './topic-draft.ts'

it('leaves to the broker what was left empty', () => {
  expect(toCreateTopicBody({ ...emptyDraft, name: ' orders ' })).toEqual({ name: 'orders', config: {} })
})

it('turns fields into configuration and lets the free lines win', () => {
  const body = toCreateTopicBody({
    ...emptyDraft,
    name: 'orders',
    partitions: '6',
    replicationFactor: '3',
    cleanupPolicy: 'compact,delete',
    retentionHours: '1.5',
    config: '# comment\n\nmin.insync.replicas = 2\ncleanup.policy=compact\nbroken',
    reason: ' new shop ',
  })
  expect(body).toEqual({
    name: 'orders',
    partitions: 6,
    replicationFactor: 3,
    config: { 'cleanup.policy': 'compact', 'retention.ms': '5400000', 'min.insync.replicas': '2', broken: '' },
    reason: 'new shop',
  })
  expect(createTopic.body.safeParse(body).success).toBe(true)
})

it('keeps for ever with -1, and ignores a retention that no longer shows', () => {
  const draft = { ...emptyDraft, name: 'orders', retentionHours: '-1' }
  expect(toCreateTopicBody({ ...draft, cleanupPolicy: 'delete' }).config).toEqual({
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
  })
  expect(toCreateTopicBody({ ...draft, cleanupPolicy: 'compact' }).config).toEqual({ 'cleanup.policy': 'compact' })
})
