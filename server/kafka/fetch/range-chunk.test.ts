import { expect, test } from 'vitest'
import type { RecordBatch } from '../records/record-batch.ts'
import { encodeBatch } from '../records/encode-batch.ts'
import { openFetched, recordsBackward, recordsForward } from './range-chunk.ts'

const record = (value: string) => ({ key: null, value: Buffer.from(value), headers: [], timestamp: 1 })

test('a batch whose bytes changed is reported in both directions, and its neighbours are read', () => {
  const damaged = encodeBatch({ baseOffset: 1n, records: [record('changed')] })
  damaged[damaged.length - 3] = 0x58
  const records = Buffer.concat([
    encodeBatch({ baseOffset: 0n, records: [record('before')] }),
    damaged,
    encodeBatch({ baseOffset: 2n, records: [record('after')] }),
  ])
  const fetched = {
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: 3n,
    lastStableOffset: 3n,
    logStartOffset: 0n,
    abortedTransactions: null,
    records,
  }
  const chunk = {
    from: 0n,
    to: 3n,
    batches: openFetched(fetched, false).visible,
    bytes: records.length,
    hidden: [],
    memory: [],
  }
  for (const [read, expected] of [
    [recordsForward, ['before', 'after']],
    [recordsBackward, ['after', 'before']],
  ] as const) {
    const reported: string[] = []
    const onDamaged = (batch: RecordBatch, error: Error) => reported.push(`${batch.baseOffset} ${error.message}`)
    expect([...read(chunk, onDamaged)].map(({ record: { value } }) => String(value))).toEqual(expected)
    expect(reported).toEqual(['1 The batch at offset 1 is damaged: its checksum does not fit.'])
  }
})
