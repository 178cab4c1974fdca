import { expect, test } from 'vitest'
import { Alerts } from '#server/config/alerts-schema.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import { describeRule } from './describe-rule.ts'
import { evaluateRule } from './evaluate-rule.ts'
import type { Situation } from './situation.ts'

const rule = (fields: object) => {
  const [parsed] = Alerts.parse({ rules: [{ name: 'r', ...fields }] }).rules
  if (!parsed) throw new Error('no rule')
  return parsed
}

function group(id: string, fields: Partial<GroupState>): GroupState {
  return {
    listed: { id, type: 'classic', protocolType: 'consumer', state: 'Empty', coordinatorId: 1 },
    description: null,
    topics: new Map(),
    totalLag: 0n,
    unread: null,
    maxTimeLagMs: 0,
    etaMs: null,
    consumedPerSecond: null,
    producedPerSecond: null,
    status: 'ok',
    statusText: 'It is so.',
    statusSince: 0,
    statusSinceAtLeast: false,
    lastTotalLag: 0n,
    asOf: null,
    problem: null,
    ...fields,
  }
}

function topic(name: string, partitions: { leader: number; isr: number[] }[]): TopicMetadata {
  return {
    name,
    topicId: null,
    internal: false,
    errorCode: 0,
    partitions: partitions.map(({ leader, isr }, partition) => ({
      partition,
      leader,
      isr,
      leaderEpoch: 0,
      replicas: [1, 2],
      offlineReplicas: [],
      errorCode: 0,
    })),
  }
}

const situation = (fields: Partial<Situation>): Situation => ({
  cluster: { name: 'Shop', status: 'up', problem: null },
  groups: new Map(),
  allGroups: true,
  topics: new Map(),
  growth: () => ({ came: 0n, overMs: 600_000 }),
  isDeadLetterTopic: (name) => name.endsWith('dlq'),
  ...fields,
})
const withGroups = (...groups: GroupState[]) =>
  situation({ groups: new Map(groups.map((each) => [each.listed.id, each])) })
const held = (fields: object, at: Situation) =>
  Object.fromEntries(
    [...evaluateRule(rule(fields), at).verdicts.values()].map(({ subject, holds }) => [subject, holds]),
  )

test('a lag of offsets that nobody can read is none', () => {
  const unread = { records: 2, aborted: 60, control: 60, gaps: 0 }
  const groups = new Map([['a', group('a', { totalLag: 122n, unread })]])
  const verdict = (above: number) =>
    evaluateRule(rule({ kind: 'lag', above }), situation({ groups })).verdicts.get('a')?.holds
  expect([verdict(1), verdict(2), verdict(100)]).toEqual([true, false, false])
})

test('lag is above, not at; nothing committed is none; what could not be read is not judged', () => {
  const groups = withGroups(
    group('a', { totalLag: 11n }),
    group('b', { totalLag: 10n }),
    group('c', { totalLag: null }),
    group('d', { totalLag: 99n, problem: 'refused' }),
    group('other', { totalLag: 99n }),
  )
  expect(held({ kind: 'lag', above: 10, groups: ['*', '!other'] }, groups)).toEqual({
    a: true,
    b: false,
    c: false,
    d: null,
  })
})

test('time lag, and a time lag that is not known', () => {
  const groups = withGroups(
    group('a', { maxTimeLagMs: 61_000 }),
    group('b', { maxTimeLagMs: null, totalLag: 5n }),
    group('c', { maxTimeLagMs: null, totalLag: null }),
  )
  expect(held({ kind: 'timeLag', above: '1m' }, groups)).toEqual({ a: true, b: null, c: false })
})

test('status: unknown is neither', () => {
  const groups = withGroups(
    group('a', { status: 'stalled' }),
    group('b', { status: 'ok' }),
    group('c', { status: 'unknown' }),
  )
  expect(held({ kind: 'status' }, groups)).toEqual({ a: true, b: false, c: null })
})

test('groups that were not sampled, or not all of them, leave the judgement incomplete', () => {
  expect(evaluateRule(rule({ kind: 'status' }), situation({ groups: null })).complete).toBe(false)
  expect(evaluateRule(rule({ kind: 'status' }), situation({ allGroups: false })).complete).toBe(false)
})

test('dead letters: those that came count at once; none is only believed after the whole time', () => {
  const topics = new Map([
    ['orders', topic('orders', [])],
    ['dlq', topic('dlq', [])],
  ])
  const grown = (came: bigint, overMs: number) =>
    held({ kind: 'deadLetters' }, situation({ topics, growth: () => ({ came, overMs }) }))
  expect(grown(1n, 1_000)).toEqual({ dlq: true })
  expect(grown(0n, 1_000)).toEqual({ dlq: null })
  expect(grown(0n, 600_000)).toEqual({ dlq: false })
})

test('partitions: offline and under-replicated, counted and named', () => {
  const topics = new Map([
    [
      't',
      topic('t', [
        { leader: -1, isr: [2] },
        { leader: 1, isr: [1] },
        { leader: 1, isr: [1, 2] },
      ]),
    ],
  ])
  expect(evaluateRule(rule({ kind: 'offline' }), situation({ topics })).verdicts.get('Shop')).toMatchObject({
    holds: true,
    text: '1 partition has no leader: t/0.',
  })
  expect(
    evaluateRule(rule({ kind: 'underReplicated', above: 2 }), situation({ topics })).verdicts.get('Shop'),
  ).toMatchObject({
    holds: false,
    text: '2 partitions have replicas out of sync: t/0, t/1.',
  })
})

test('the cluster itself', () => {
  const at = (status: 'up' | 'down' | 'connecting') =>
    held({ kind: 'unreachable' }, situation({ cluster: { name: 'Shop', status, problem: null } }))
  expect([at('down'), at('up'), at('connecting')]).toEqual([{ Shop: true }, { Shop: false }, { Shop: null }])
})

test('a rule in words', () => {
  expect(describeRule(rule({ kind: 'lag', above: 10_000, for: '5m', groups: ['orders-*'] }))).toBe(
    'a group is more than 10,000 records behind (groups orders-*), for 5 m',
  )
})
