import { expect, test } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { FilterJob } from './protocol.ts'
import { ScanThread } from './scan-thread.ts'

const record = (text: string, offset = 0n): KafkaRecord => ({
  offset,
  timestamp: 0,
  sizeBytes: text.length,
  key: null,
  value: Buffer.from(text),
  headers: [],
})
const lookingFor = (text: string): FilterJob => ({
  id: text,
  clusterId: 'test',
  serde: { registry: null, protobuf: null },
  topic: 'fruit',
  filter: { text, caseSensitive: true },
})

test('a question that failed leaves its filter to nobody', { timeout: 60_000 }, async () => {
  const thread = new ScanThread()
  const fruit = [record('apple'), record('banana')]
  try {
    expect((await thread.matches(lookingFor('apple'), 0, fruit)).meant).toEqual([true, false])
    const broken = record('banana', 'no offset' as unknown as bigint)
    await expect(thread.matches(lookingFor('banana'), 0, [broken])).rejects.toThrow()
    expect(thread.dead).toBe(false)
    expect(await thread.close()).toBe(true)
    expect((await thread.matches(lookingFor('apple'), 0, fruit)).meant).toEqual([true, false])
  } finally {
    thread.end()
  }
})
