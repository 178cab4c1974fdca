import { expect, test } from 'vitest'
import { explainGroup, explainPartition, type GroupEvidence } from './explain-status.ts'
import type { PartitionState } from './group-state.ts'

const partition = (fields: Partial<PartitionState> = {}): PartitionState => ({
  topic: 'orders',
  partition: 2,
  status: 'ok',
  lag: 40n,
  unread: { records: 40, aborted: 0, control: 0, gaps: 0 },
  missed: null,
  idleMs: 40_000,
  growthPerSecond: 0,
  committed: 10n,
  position: 10n,
  metadata: null,
  start: 0n,
  end: 50n,
  timeLagMs: 40_000,
  etaMs: null,
  consumedPerSecond: 0,
  producedPerSecond: 0,
  memberId: 'm',
  stallAfterMs: 120_000,
  lastLag: 40n,
  rewoundFrom: null,
  problem: null,
  ...fields,
})

const group = (partitions: PartitionState[], fields: Partial<GroupEvidence> = {}): GroupEvidence => ({
  status: 'ok',
  partitions,
  members: 1,
  consumers: true,
  protocolType: 'consumer',
  rebalancing: false,
  totalLag: 40n,
  unread: { records: 40, aborted: 0, control: 0, gaps: 0 },
  maxTimeLagMs: 40_000,
  etaMs: null,
  consumedPerSecond: 0,
  producedPerSecond: 0,
  memberName: (id) => id,
  ...fields,
})

test('a position that does not move does not keep up, also before it is judged stalled', () => {
  expect(explainGroup(group([partition()]))).toBe(
    'Not moving on orders/2 for 40 s, judged stalled after 2 m; 40 records wait.',
  )
  expect(explainPartition(partition(), (id) => id)).toBe('Not moving on orders/2 for 40 s, judged stalled after 2 m.')
  const moving = partition({ partition: 0, idleMs: 1_000, consumedPerSecond: 5 })
  expect(explainGroup(group([moving, partition()], { consumedPerSecond: 5 }))).toContain('Not moving on orders/2')
  expect(explainGroup(group([moving], { consumedPerSecond: 5 }))).toBe('It keeps up, reading 5.0/s; 40 records wait.')
})

test('what was not counted is offsets, what nobody can read is said', () => {
  const stopped = { status: 'stopped', members: 0, maxTimeLagMs: null } as const
  expect(explainGroup(group([], { ...stopped, unread: null }))).toContain('; 40 offsets are unread')
  const unread = { records: 4, aborted: 36, control: 0, gaps: 0 }
  expect(explainGroup(group([], { ...stopped, unread }))).toContain(
    '4 records wait besides 36 records of aborted transactions (only read_uncommitted shows them)',
  )
  const nothing = { records: 0, aborted: 1, control: 2, gaps: 3 }
  expect(explainGroup(group([], { unread: nothing }))).toBe(
    'Nothing readable is left: 1 record of aborted transactions (only read_uncommitted shows it), 2 transaction markers, 3 offsets without a record.',
  )
})

test('a group that was seen once is not judged', () => {
  const seenOnce = partition({ status: 'unknown', consumedPerSecond: null, producedPerSecond: null })
  expect(explainGroup(group([seenOnce], { status: 'unknown', consumedPerSecond: null, producedPerSecond: null }))).toBe(
    'Not judged yet, which takes two samples; 40 records wait, the oldest for 40 s.',
  )
  expect(explainPartition(seenOnce, (id) => id)).toBe('Not judged yet: it was seen once.')
})
