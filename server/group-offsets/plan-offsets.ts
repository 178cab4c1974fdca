import type { OffsetTarget } from '#lib/contract/group-offsets.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { CommittedOffsets } from '#server/kafka/groups/group-model.ts'

/** One partition of a change, before the record it lands on is looked up. */
export interface PlannedOffset {
  topic: string
  partition: number
  before: bigint | null
  after: bigint | null
  start: bigint
  end: bigint
  note: string | null
}

export interface PlanInput {
  to: OffsetTarget
  value?: string | undefined
}

export interface Position {
  topic: string
  partition: number
  before: bigint | null
  start: bigint
  end: bigint
  /** The first record at or after the asked time; null where none is that young. */
  atTime: bigint | null
  /** What the group that is copied has committed. */
  copied: bigint | null
  /** Its own offset, for the target `each`. */
  given: bigint | null
}

/** Where one partition goes. An offset outside the log is moved to its nearer end, and said so. */
export function planOffset({ to, value }: PlanInput, position: Position): PlannedOffset {
  const { topic, partition, before, start, end } = position
  const known = { topic, partition, before, start, end }
  const wanted = wantedOffset({ to, value }, position)
  if (typeof wanted === 'string') return { ...known, after: null, note: wanted }
  if (wanted < start) return { ...known, after: start, note: `${wanted} is before the log start` }
  if (wanted > end) return { ...known, after: end, note: `${wanted} is beyond the end of the log` }
  return { ...known, after: wanted, note: null }
}

/** An offset, or why there is none. */
function wantedOffset(
  { to, value }: PlanInput,
  { before, start, end, atTime, copied, given }: Position,
): bigint | string {
  switch (to) {
    case 'earliest':
      return start
    case 'latest':
      return end
    case 'time':
    case 'duration':
      return atTime ?? end
    case 'offset':
      return integer(value)
    case 'shift':
      return before === null ? 'nothing is committed that could be shifted' : before + integer(value)
    case 'group':
      return copied ?? 'the other group has committed nothing here'
    case 'each':
      return given ?? 'no offset is given for it'
  }
}

/** The moment a `time` or `duration` means, in milliseconds; null for other targets. @throws AppError INVALID_INPUT */
export function timeOf({ to, value }: PlanInput, now = Date.now()): bigint | null {
  if (to === 'time') return timestamp(value)
  if (to !== 'duration') return null
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(value ?? '')
  if (!match) throw invalid('value', 'a duration such as 15m, 2h or 3d is expected')
  const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 's' | 'm' | 'h' | 'd']
  return BigInt(now - Number(match[1]) * unit)
}

function integer(value: string | undefined): bigint {
  if (value === undefined || !/^[+-]?\d{1,19}$/.test(value)) throw invalid('value', 'a whole number is expected')
  return BigInt(value)
}

const MAX_INT64 = 2n ** 63n - 1n

function timestamp(value: string | undefined): bigint {
  const time = integer(value)
  if (time > MAX_INT64 || time < -MAX_INT64) throw invalid('value', 'milliseconds since the epoch are expected')
  return time
}

/** How many records the change passes over, and how many are read once more. */
export function effectOf({ before, after, start }: PlannedOffset): { skipped: bigint; readAgain: bigint } {
  if (after === null) return { skipped: 0n, readAgain: 0n }
  const from = before === null || before < start ? start : before
  return { skipped: after > from ? after - from : 0n, readAgain: after < from && before !== null ? from - after : 0n }
}

/** What was previewed must still hold: the same positions, then exactly the previewed offsets. @throws AppError CONFLICT */
export function expectedPlan(
  planned: PlannedOffset[],
  expected: { topic: string; partition: number; before: string | null; after: string | null }[],
): PlannedOffset[] {
  const now = new Map(planned.map((offset) => [`${offset.topic}/${offset.partition}`, offset]))
  return expected.map(({ topic, partition, before, after }) => {
    const current = now.get(`${topic}/${partition}`)
    if (!current)
      throw new AppError('CONFLICT', `${topic}/${partition} is not part of this change any more: preview it again.`)
    if ((current.before?.toString() ?? null) !== before) {
      throw new AppError(
        'CONFLICT',
        `The position on ${topic}/${partition} moved from ${before ?? 'nothing'} to ${current.before ?? 'nothing'} since the preview: preview it again.`,
      )
    }
    return { ...current, after: after === null ? null : BigInt(after) }
  })
}

/** The partitions a change is about. */
export function chosenPartitions(
  committed: CommittedOffsets,
  {
    topics,
    partitions,
  }: { topics?: string[] | undefined; partitions?: { topic: string; partition: number }[] | undefined },
  existing: (topic: string) => number[],
): Map<string, number[]> {
  const chosen = new Map<string, number[]>()
  if (partitions) {
    for (const { topic, partition } of partitions) chosen.set(topic, [...(chosen.get(topic) ?? []), partition])
    return chosen
  }
  for (const topic of topics ?? committed.keys()) chosen.set(topic, existing(topic))
  return chosen
}
