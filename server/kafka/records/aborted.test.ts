import { expect, test } from 'vitest'
import { abortedFilter } from './aborted.ts'
import { encodeBatch, type EncodableBatch } from './encode-batch.ts'
import type { RecordBatch } from './record-batch.ts'
import { splitBatches } from './split-batches.ts'

const DATA = { key: null, value: Buffer.from('v'), headers: [], timestamp: 1 }

test('hides what aborted transactions wrote, and only that', () => {
  const log = [
    data(0n, { transactional: false, producerId: -1n }),
    data(1n, { producerId: 7n }),
    data(2n, { producerId: 8n }),
    data(3n, { producerId: 7n }),
    marker(4n, 'abort', 7n),
    data(5n, { producerId: 7n }),
    marker(6n, 'commit', 7n),
    data(7n, { producerId: 8n }),
    marker(8n, 'abort', 8n),
    data(9n, { producerId: 8n, transactional: false }),
    data(10n, { producerId: 7n }),
    marker(11n, 'abort', 7n),
  ]
  const hidden = abortedFilter([
    { producerId: 7n, firstOffset: 10n },
    { producerId: 8n, firstOffset: 2n },
    { producerId: 7n, firstOffset: 1n },
  ])
  expect(log.filter(hidden).map((batch) => batch.baseOffset)).toEqual([1n, 2n, 3n, 7n, 10n])
})

test('a transaction that began before what was fetched is hidden from its first batch on', () => {
  const hidden = abortedFilter([{ producerId: 7n, firstOffset: 2n }])
  expect([data(50n, { producerId: 7n }), data(51n, { producerId: 9n })].map(hidden)).toEqual([true, false])
})

test('an idempotent batch of the same producer that is not transactional stays', () => {
  const hidden = abortedFilter([{ producerId: 7n, firstOffset: 0n }])
  expect(hidden(data(1n, { producerId: 7n, transactional: false }))).toBe(false)
})

function data(baseOffset: bigint, batch: Partial<EncodableBatch>): RecordBatch {
  return decode({ records: [DATA], transactional: true, producerEpoch: 0, baseSequence: 0, baseOffset, ...batch })
}

function marker(baseOffset: bigint, type: 'abort' | 'commit', producerId: bigint): RecordBatch {
  const key = Buffer.from([0, 0, 0, type === 'commit' ? 1 : 0])
  const records = [{ key, value: Buffer.alloc(6), headers: [], timestamp: 1 }]
  return decode({ records, transactional: true, control: true, producerEpoch: 0, producerId, baseOffset })
}

function decode(batch: EncodableBatch): RecordBatch {
  const [decoded] = splitBatches(encodeBatch(batch)).batches
  if (!decoded) throw new Error('no batch')
  return decoded
}
