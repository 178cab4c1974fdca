import type { ReplayOptions, ReplayTarget, SkipReason } from '#lib/contract/replays.ts'
import { type DecodedFailure, decodeFailureOf } from '#server/dead-letters/decode-failure.ts'
import { isPointer } from '#server/dead-letters/read-originals.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { HeaderView } from '#server/dead-letters/header-view.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { type Address, chooseTarget, type TargetTopics } from './choose-target.ts'
import { type Edits, editOf } from './edits.ts'
import { BATCH_OVERHEAD, encodedSize } from './encoded-size.ts'
import type { IsStale } from './newer-in-target.ts'
import { type Replayed, replaysOf } from '#server/replay-ledger/ledger.ts'
import { rewriteHeaders } from './rewrite-headers.ts'

/** What decides over every record of a replay; the same in the dry run, in the run, and in a run resumed after a crash. */
export interface RecordPlan extends Replayed {
  jobId: string
  source: string
  target: ReplayTarget
  options: ReplayOptions
  topics: TargetTopics
  retryTopics: readonly string[]
  /** The topics that a record's own headers may choose: those its dead-letter topic is paired with, and those that were named. */
  allowed: ReadonlySet<string>
  by: string
  edits: Edits
  isIgnored: (partition: number, offset: bigint) => boolean
  isStale: IsStale
}

/**
 * A dead letter with the record it points to, where it has no data of its own: null where that is gone, undefined where it is not known,
 * `internal` where it would be one of an internal topic.
 */
export interface Candidate {
  record: KafkaRecord
  partition: number
  original: KafkaRecord | null | undefined | 'internal'
}

export type PlannedRecord =
  | { skip: SkipReason; failure: DecodedFailure }
  | {
      skip: null
      failure: DecodedFailure
      to: Address
      record: EncodableRecord
      bytes: number
      edited: boolean
      /** How often it will have been replayed. */
      count: number
    }

/** What becomes of one dead letter: where it goes and with which headers, or why it is left out. Keys and values are the very bytes. */
export function planRecord(candidate: Candidate, plan: RecordPlan): PlannedRecord {
  const { record, partition } = candidate
  const { options } = plan
  const view = new HeaderView(record.headers)
  const failure = decodeFailureOf(view)
  const leave = (skip: SkipReason) => ({ skip, failure })
  if (!options.includeReplayed && plan.wasReplayed(partition, record.offset)) return leave('alreadyReplayed')
  if (plan.isIgnored(partition, record.offset)) return leave('ignored')
  const replays = replaysOf(failure, plan)
  if (replays >= options.maxReplays) return leave('loopLimit')
  const data = isPointer(record, failure) ? candidate.original : record
  if (data === 'internal') return leave('internalTarget')
  if (!data) return leave(data === null ? 'originalGone' : 'pointer')
  const edit = editOf(plan.edits, partition, record.offset)
  const key = edit?.key === undefined ? data.key : edit.key
  const to = chooseTarget({ key, offset: record.offset }, failure, { ...plan, partitioning: options.partitioning })
  if (typeof to === 'string') return leave(to)
  if (plan.isStale(key, to, failure.origin)) return leave('stale')
  const at = Date.now()
  const provenance = {
    id: `${plan.jobId}/${partition}/${record.offset}`,
    source: `${plan.source}/${partition}/${record.offset}`,
    count: replays + 1,
    by: plan.by,
    at,
  }
  const given = edit?.headers ?? data.headers
  const headers = rewriteHeaders(given, given === record.headers ? view : new HeaderView(given), {
    policy: options.headers,
    provenance,
  })
  const timestamp = options.timestamp === 'keep' && data.timestamp >= 0 ? data.timestamp : at
  const replayed = { key, value: edit?.value === undefined ? data.value : edit.value, headers, timestamp }
  const bytes = encodedSize(replayed)
  const limit = plan.topics.get(to.topic)?.maxMessageBytes ?? null
  if (limit !== null && bytes + BATCH_OVERHEAD > limit) return leave('tooLarge')
  return { skip: null, failure, to, record: replayed, bytes, edited: edit !== undefined, count: provenance.count }
}
