import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import { type ReplayRecord, SkipReason } from '#lib/contract/replays.ts'
import { SKIP_TEXT } from './skip-texts.ts'

/** What is stored may have been written by anybody: offsets are made of these. */
const Whole = z.number().int().min(0)

/** Records that went to one target partition in a row: the n-th of them got the offset `base` + n. */
const SentRun = z.object({
  topic: z.string(),
  partition: Whole,
  base: Offset,
  source: Whole,
  /** Source offsets: the first, then each as the distance to the one before. */
  first: Offset,
  deltas: z.array(z.number().int()),
  /** How often these have been replayed, this time included; where it is not said, once. */
  count: z.number().int().min(1).optional(),
})
export type SentRun = z.infer<typeof SentRun>

const LeftOut = z.object({ source: Whole, offset: Offset, reason: SkipReason })

/** Counts of a replay; `bytes` are those sent. */
export const Counts = z.object({ sent: Whole, skipped: Whole, failed: Whole, bytes: Whole })
export type Counts = z.infer<typeof Counts>

/**
 * What one transaction of a replay did, written in that very transaction: it exists exactly if the records do. `position` is how far the
 * selection is done with it, `counts` are the sums so far.
 */
export const LedgerEntry = z.object({
  v: z.literal(1),
  job: z.string(),
  sourceTopic: z.string(),
  sourceTopicId: z.string().nullable(),
  position: z.object({ range: Whole, offset: Offset }),
  counts: Counts,
  sent: z.array(SentRun),
  /** The ids of the topics in `sent`, by name. */
  targetIds: z.record(z.string(), z.string()).default({}),
  /** Left out as the plan said. */
  skipped: z.array(LeftOut),
  /** Could not be sent though the plan said so. */
  failed: z.array(LeftOut),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

/** Null for what is no entry. */
export function parseLedgerEntry(value: Buffer | string | null): LedgerEntry | null {
  if (value === null) return null
  try {
    return LedgerEntry.safeParse(JSON.parse(value.toString())).data ?? null
  } catch {
    return null
  }
}

/** The source offsets of a run with what they became. */
export function* offsetsOf(run: SentRun): Generator<{ source: bigint; target: bigint }> {
  let source = BigInt(run.first)
  let target = BigInt(run.base)
  yield { source, target }
  for (const delta of run.deltas) {
    source += BigInt(delta)
    target += 1n
    yield { source, target }
  }
}

/** The entry as results per record, in the order of the source. */
export function recordsOf(entry: LedgerEntry): ReplayRecord[] {
  const records: ReplayRecord[] = []
  for (const run of entry.sent) {
    for (const { source, target } of offsetsOf(run)) {
      records.push({
        partition: run.source,
        offset: String(source),
        result: 'sent',
        targetTopic: run.topic,
        targetPartition: run.partition,
        targetOffset: String(target),
        reason: null,
        text: null,
      })
    }
  }
  for (const result of ['skipped', 'failed'] as const) {
    for (const { source, offset, reason } of entry[result]) {
      const nowhere = { targetTopic: null, targetPartition: null, targetOffset: null }
      records.push({ partition: source, offset, result, ...nowhere, reason, text: SKIP_TEXT[reason] })
    }
  }
  return records.toSorted((a, b) => a.partition - b.partition || Number(BigInt(a.offset) - BigInt(b.offset)))
}
