import { describe, expect, it } from 'vitest'
import { ATTRIBUTE, FIELD } from '#server/kafka/records/default-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { toMessage } from '#server/records/to-message.ts'
import { JsonBytes } from './json-bytes.ts'
import { messageWriter } from './message-json.ts'

const record = { key: null, value: Buffer.from('v'), headers: [] }

/** One batch of two records a millisecond apart, their times moved to `base` in its bytes. */
function batchAt(base: bigint, attributes = 0) {
  const bytes = encodeBatch({
    records: [
      { ...record, timestamp: 1_000 },
      { ...record, timestamp: 1_001 },
    ],
  })
  bytes.writeBigInt64BE(base, FIELD.baseTimestamp)
  bytes.writeBigInt64BE(base + 1n, FIELD.maxTimestamp)
  bytes.writeInt16BE(attributes, FIELD.attributes)
  const [batch] = splitBatches(bytes).batches
  if (!batch) throw new Error('no batch')
  return batch
}

const place = { topic: 't', partition: 0 }

describe('a timestamp beyond 2^53 keeps its digits', () => {
  const base = 2n ** 63n - 2n

  it.each([
    [0, ['9223372036854775806', '9223372036854775807']],
    [ATTRIBUTE.logAppendTime, ['9223372036854775807', '9223372036854775807']],
  ])('in a list and in a tail, batch attributes %s', (attributes, texts) => {
    const batch = batchAt(base, attributes)
    const listed = [...batch.records()].map((one) => toMessage({ ...place, batch }, one))
    expect(listed.map((message) => message.timestampExact)).toEqual(texts)
    const tailed: unknown[] = []
    const write = messageWriter({ ...place, batch }, {})
    for (const cursor = batch.cursor(batch.payload()); cursor.next();) {
      const json = new JsonBytes(16)
      write(cursor, json)
      tailed.push(JSON.parse(json.copy().toString()))
    }
    expect(tailed).toEqual(listed)
  })
})

it.each([-1n, 0n, 1_790_000_000_000n, 2n ** 53n - 3n])('a timestamp of %s is a number alone', (base) => {
  const batch = batchAt(base)
  const [message] = [...batch.records()].map((one) => toMessage({ ...place, batch }, one))
  expect(message).toMatchObject({ timestamp: Number(base) })
  expect(message).not.toHaveProperty('timestampExact')
})
