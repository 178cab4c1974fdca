import type { ReplayOptions, ReplayTarget, SkipReason } from '#lib/contract/replays.ts'
import { type DecodedFailure, decodeFailureOf } from '#server/dead-letters/decode-failure.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { HeaderView } from '#server/dead-letters/header-view.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { type Address, chooseTarget, type TargetTopics } from './choose-target.ts'
import { BATCH_OVERHEAD, encodedSize } from './encoded-size.ts'
import { rewriteHeaders } from './rewrite-headers.ts'

/** What decides over every record of a replay; the same in the dry run, in the run, and in a run resumed after a crash. */
export interface RecordPlan {
  jobId: string
  source: string
  target: ReplayTarget
  options: ReplayOptions
  topics: TargetTopics
  by: string
  wasReplayed: (partition: number, offset: bigint) => boolean
}

export type PlannedRecord =
  | { skip: SkipReason; failure: DecodedFailure }
  | { skip: null; failure: DecodedFailure; to: Address; record: EncodableRecord; bytes: number }

/** What becomes of one dead letter: where it goes and with which headers, or why it is left out. Keys and values are the very bytes. */
export function planRecord(record: KafkaRecord, partition: number, plan: RecordPlan): PlannedRecord {
  const { options } = plan
  const view = new HeaderView(record.headers)
  const failure = decodeFailureOf(view)
  if (!options.includeReplayed && plan.wasReplayed(partition, record.offset))
    return { skip: 'alreadyReplayed', failure }
  if (failure.replayCount >= options.maxReplays) return { skip: 'loopLimit', failure }
  if (failure.family === 'share-group' && record.key === null && record.value === null)
    return { skip: 'pointer', failure }
  const to = chooseTarget(record, failure, { ...plan, partitioning: options.partitioning })
  if (typeof to === 'string') return { skip: to, failure }
  const at = Date.now()
  const provenance = {
    id: `${plan.jobId}/${partition}/${record.offset}`,
    source: `${plan.source}/${partition}/${record.offset}`,
    count: failure.replayCount + 1,
    by: plan.by,
    at,
  }
  const headers = rewriteHeaders(record.headers, view, { policy: options.headers, provenance })
  const timestamp = options.timestamp === 'keep' && record.timestamp >= 0 ? record.timestamp : at
  const replayed = { key: record.key, value: record.value, headers, timestamp }
  const bytes = encodedSize(replayed)
  const limit = plan.topics.get(to.topic)?.maxMessageBytes ?? null
  if (limit !== null && bytes + BATCH_OVERHEAD > limit) return { skip: 'tooLarge', failure }
  return { skip: null, failure, to, record: replayed, bytes }
}
