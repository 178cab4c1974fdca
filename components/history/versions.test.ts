import { expect, test } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import { heldAt, versionsOf } from './versions.ts'

const decoded = (text: string, changes: { truncated?: boolean } = {}) => ({
  format: 'json' as const,
  text,
  sizeBytes: text.length,
  truncated: false,
  ...changes,
})

function message(offset: number, value: string | null, changes: { truncated?: boolean } = {}): Message {
  return {
    topic: 't',
    partition: 0,
    offset: String(offset),
    timestamp: offset * 1_000,
    timestampType: 'CreateTime',
    key: { ...decoded('k'), format: 'text' },
    value: value === null ? null : decoded(value, changes),
    headers: [],
    sizeBytes: 1,
    compression: 'none',
    transactional: false,
  }
}

test('each version says what it did to the key before it', () => {
  const newest = [
    message(9, '{"a":3}'),
    message(7, null),
    message(6, '{"a":2,"b":1}'),
    message(5, '{"a":2,"b":1}'),
    message(3, '{"a":1}'),
  ]
  const versions = versionsOf(newest, false)
  expect(versions.map(({ change }) => change.kind)).toEqual(['recreated', 'deleted', 'same', 'changed', 'first'])
  expect(versions.map(({ lastedMs }) => lastedMs)).toEqual([null, 2_000, 1_000, 1_000, 2_000])
  expect(versions[3]?.change).toMatchObject({
    changes: [
      { path: 'a', kind: 'changed', before: '1', after: '2' },
      { path: 'b', kind: 'added', after: '1' },
    ],
  })
})

test('of the oldest one nothing is said while older ones may follow', () => {
  expect(versionsOf([message(3, '{}')], true)[0]?.change.kind).toBe('unknown')
  expect(versionsOf([message(3, null)], true)[0]?.change.kind).toBe('deleted')
  expect(versionsOf([], true)).toEqual([])
})

test('values that are cut or no JSON are compared as a whole, and the first is said', () => {
  const [text] = versionsOf([message(2, 'b'), message(1, 'a')], false)
  expect(text?.change).toMatchObject({ kind: 'changed', cut: false, changes: [{ path: '', before: 'a', after: 'b' }] })
  const [cut] = versionsOf([message(2, '{"a":', { truncated: true }), message(1, '{"a":', { truncated: true })], false)
  expect(cut?.change).toMatchObject({ kind: 'changed', cut: true })
})

test('what held at a moment is the last version before it', () => {
  const messages = [message(9, 'c'), message(5, 'b'), message(1, 'a')]
  expect(heldAt(messages, 5_000)?.offset).toBe('5')
  expect(heldAt(messages, 8_999)?.offset).toBe('5')
  expect(heldAt(messages, 500)).toBeUndefined()
})
