import { ALL_RECORDS, candidatesIn } from '#server/filter/candidates.ts'
import type { RecordFilter } from '#server/filter/compile-filter.ts'
import { keptFor } from '#server/kafka/records/shared-output.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { undecodable } from '#server/kafka/records/undecodable.ts'

/** What a scan looks for. Times in milliseconds, `to` exclusive; infinite where nothing was asked. */
export interface Wanted {
  topic: string
  filter: RecordFilter | null
  time: { from: number; to: number }
}

export interface ScannedBatch {
  /** In offset order; views into the batch. `index` counts the batch's records inside of the range. */
  found: { record: KafkaRecord; index: number }[]
  /** Records inside of the range, matching or not. */
  records: number
  /** Its bytes or times said that nothing in it can match, so it was not decoded. */
  skipped: boolean
}

/** The matches of one batch inside of `[from, to)`. @throws AppError UNDECODABLE where it is damaged */
export function scanBatch(
  batch: RecordBatch,
  range: { from: bigint; to: bigint },
  wanted: Wanted,
  partition: number,
): ScannedBatch {
  const whole = batch.baseOffset >= range.from && batch.lastOffset < range.to
  const { filter, time } = wanted
  if (whole && outside(batch, time)) return { found: [], records: batch.count, skipped: true }
  const glance = batch.glance()
  const candidates = filter ? candidatesIn(batch, glance, filter) : ALL_RECORDS
  if (whole && candidates === null) return { found: [], records: batch.count, skipped: true }
  if (candidates !== null && !batch.crcOk())
    throw undecodable(`The batch at offset ${batch.baseOffset} is damaged: its checksum does not fit.`)
  const place = { topic: wanted.topic, partition }
  const inTime = (cursor: RecordCursor) => cursor.timestamp >= time.from && cursor.timestamp < time.to
  const first = Number(range.from - batch.baseOffset)
  const end = Number(range.to - batch.baseOffset)
  const found: ScannedBatch['found'] = []
  let records = 0
  const cursor = batch.cursor(candidates === null ? glance : keptFor(glance))
  while (cursor.next()) {
    if (cursor.offsetDelta >= end) break
    if (cursor.offsetDelta < first) continue
    const index = records
    records += 1
    const candidacy = candidates?.judge(cursor)
    if (candidacy === 'noMore' && whole) return { found, records: batch.count, skipped: false }
    if (candidacy !== 'maybe') continue
    if (inTime(cursor) && (filter === null || filter.matches(cursor, place)))
      found.push({ record: cursor.record(), index })
  }
  return { found, records, skipped: false }
}

/** Only the largest time of a batch is known, and all of them where the broker set them. */
function outside(batch: RecordBatch, { from, to }: Wanted['time']): boolean {
  const { maxTimestamp } = batch
  return maxTimestamp < from || (batch.timestampType === 'logAppendTime' && maxTimestamp >= to)
}
