import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeAssignment, decodeSubscription } from './assignment.ts'

interface Sample {
  version: number
  hex: string
  value: Record<string, unknown>
}

function samples(name: string): Sample[] {
  const text = readFileSync(new URL(`./golden/${name}.ndjson`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line, revive) as Sample)
}

function revive(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('bytes:') ? Buffer.from(value.slice(6), 'hex') : value
}

function message(version: number, hex: string): Buffer {
  return Buffer.from(version.toString(16).padStart(4, '0') + hex, 'hex')
}

test.each(samples('ConsumerProtocolSubscription'))(
  "reads Kafka's subscription v$version $hex",
  ({ version, hex, value }) => {
    expect(decodeSubscription(message(version, hex))).toMatchObject(value)
  },
)

test.each(samples('ConsumerProtocolAssignment'))(
  "reads Kafka's assignment v$version $hex",
  ({ version, hex, value }) => {
    expect(decodeAssignment(message(version, hex))).toMatchObject(value)
  },
)

const oneTopic = '00000001' + '000161' + 'ffffffff'

test('a version newer than the last known is read as that, ignoring what it adds', () => {
  const owned = '00000000'
  expect(decodeSubscription(message(9, oneTopic + owned + '00000007' + '000172' + 'abcdef'))).toEqual({
    topics: ['a'],
    userData: null,
    ownedPartitions: [],
    generationId: 7,
    rackId: 'r',
  })
})

test('a version whose fields are left out is read without them', () => {
  expect(decodeSubscription(message(1, oneTopic))).toMatchObject({
    topics: ['a'],
    ownedPartitions: [],
    generationId: -1,
  })
})

test('a member that waits for its assignment has none', () => {
  expect(decodeAssignment(Buffer.alloc(0))).toEqual({ assignedPartitions: [], userData: null })
  expect(decodeSubscription(Buffer.alloc(0))).toBeNull()
})

test("Kafka Connect's own encoding is told apart", () => {
  // Version 2, no error, the leader's id and URL, a configuration offset, one connector with the task -1 (itself).
  const text = (value: string): string =>
    Buffer.from(value).length.toString(16).padStart(4, '0') + Buffer.from(value).toString('hex')
  const leader = text('connect-127.0.0.1:18083-0c6d') + text('http://127.0.0.1:18083/')
  const connectors = '00000001' + text('orders-sink') + '00000001' + 'ffffffff'
  const none = '00000000'
  expect(decodeAssignment(message(2, '0000' + leader + '0000000000000007' + connectors + none + none))).toBeNull()
  expect(decodeSubscription(message(2, text('http://127.0.0.1:18083/') + '0000000000000007' + none))).toBeNull()
})

test.each(['', '00', '0000', 'ffff00000000', '00007fffffff', '0000000000017fff'])(
  'damaged bytes %s are null',
  (hex) => {
    const bytes = Buffer.from(hex, 'hex')
    if (bytes.length > 0) expect(decodeAssignment(bytes)).toBeNull()
    expect(decodeSubscription(bytes)).toBeNull()
  },
)
