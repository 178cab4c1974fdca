import { expect, it } from 'vitest'
import type { ConfigEntry } from '#lib/contract/topics.ts'
import { configMeaning, groupConfig } from './config-groups.ts'

const entry = (name: string): ConfigEntry => ({
  name,
  value: '1',
  source: 'default',
  defaultValue: null,
  type: 'int',
  sensitive: false,
  readOnly: false,
  documentation: null,
})

it('groups by what a setting is about, and keeps what it does not know', () => {
  const groups = groupConfig(
    [
      'segment.bytes',
      'retention.ms',
      'cleanup.policy',
      'min.insync.replicas',
      'max.compaction.lag.ms',
      'local.retention.ms',
      'leader.replication.throttled.replicas',
      'message.timestamp.type',
      'brand.new.thing',
    ].map(entry),
  )
  expect(groups.map(({ title, entries }) => [title, entries.map(({ name }) => name)])).toEqual([
    ['Kept records', ['cleanup.policy', 'max.compaction.lag.ms', 'retention.ms']],
    ['Records', ['message.timestamp.type']],
    ['Replication', ['leader.replication.throttled.replicas', 'min.insync.replicas']],
    ['Files', ['segment.bytes']],
    ['Tiered storage', ['local.retention.ms']],
    ['Other', ['brand.new.thing']],
  ])
})

it.each([
  ['retention.ms', '604800000', '7 d'],
  ['retention.ms', '-1', 'no limit'],
  ['local.retention.ms', '-2', null],
  ['segment.bytes', '1073741824', '1.07 GB'],
  ['flush.messages', '9223372036854775807', 'no limit'],
  ['min.insync.replicas', '2', null],
  ['cleanup.policy', 'delete', null],
  ['file.delete.delay.ms', '0', null],
  ['some.secret.ms', null, null],
])('%s=%s means %s', (name, value, meaning) => expect(configMeaning({ name, value })).toBe(meaning))
