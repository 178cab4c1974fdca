import type { MessagesQuery } from '#lib/contract/messages.ts'
import { type AppError, invalid } from '#lib/errors.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, type OffsetSpec, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { groupPositions } from './group-positions.ts'
import type { PagePlan, PartitionPlan } from './page-plan.ts'

export type RangeInput = Omit<MessagesQuery, 'cursor' | 'limit'>

/**
 * Where the records of a request stand, by offsets: a snapshot, so that a page that is continued later does not shift.
 * @param options.wholeEnd reach to the end of the log whatever the end time: records behind it may be older. The time is then to be tested
 * of each record.
 */
export async function planPage(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  input: RangeInput,
  { wholeEnd = false }: { wholeEnd?: boolean } = {},
): Promise<PagePlan> {
  const direction = directionOf(input)
  const chosen = chosenPartitions(topic, input.partition)
  const positions = input.from === 'group' ? await groupPositions(cluster, topic.name, groupOf(input)) : null
  const partitions = positions ? chosen.filter((partition) => positions.has(partition)) : chosen
  const wanted = new Map([[topic.name, partitions]])
  const ask = (spec: OffsetSpec | null) => (spec === null ? null : readOffsets(cluster, wanted, spec))
  const time = timeOf(input)
  const [earliest, latest, stable, startAt, endAt] = await Promise.all([
    ask('earliest'),
    ask('latest'),
    ask(input.isolation === 'committed' ? 'lastStable' : null),
    ask(Number.isFinite(time.from) ? BigInt(time.from) : null),
    ask(direction === 'backward' && !wholeEnd && Number.isFinite(time.to) ? BigInt(time.to) : null),
  ])
  const plan: PagePlan = { direction, partitions: [], time, openTransaction: false }
  if (partitions.length < chosen.length) plan.withoutCommit = true
  for (const partition of partitions) {
    const at = (answers: OffsetAnswers | null) => offsetIn(answers, topic.name, partition)
    const [first, last, committed, start, end] = [at(earliest), at(latest), at(stable), at(startAt), at(endAt)]
    const problem = [first, last, committed, start, end].find((found) => found.problem)?.problem ?? null
    const logEnd = committed.offset ?? last.offset ?? 0n
    if (committed.offset !== null && committed.offset < (last.offset ?? 0n)) plan.openTransaction = true
    const position = positions?.get(partition) ?? null
    const bounds = { logStart: first.offset ?? 0n, logEnd, start: start.offset, end: end.offset, position }
    plan.partitions.push({ partition, ...rangeOf(input, direction, bounds), logStart: bounds.logStart, problem })
  }
  return plan
}

/** @throws AppError INVALID_INPUT where start and order contradict each other */
export function directionOf({ from, order }: Pick<RangeInput, 'from' | 'order'>): 'forward' | 'backward' {
  if (from === 'newest' && order === 'oldest') throw invalid('order', 'from=newest reads the newest first')
  if (from === 'oldest' && order === 'newest')
    throw invalid('order', 'from=oldest reads the oldest first: ask from=newest')
  return (order ?? (from === 'newest' ? 'newest' : 'oldest')) === 'newest' ? 'backward' : 'forward'
}

function chosenPartitions(topic: TopicMetadata, chosen: readonly number[] | undefined): number[] {
  if (!chosen) return topic.partitions.map(({ partition }) => partition)
  for (const partition of chosen) {
    if (!topic.partitions.some((found) => found.partition === partition)) {
      throw invalid('partition', `${topic.name} has no partition ${partition}, it has ${topic.partitions.length}`)
    }
  }
  return [...new Set(chosen)].toSorted((a, b) => a - b)
}

function groupOf({ group }: RangeInput): string {
  if (group === undefined) throw invalid('group', 'from=group takes the name of a group')
  return group
}

/** The time that is asked for: everything, from a time on, or (reading backward) up to and with a time. */
export function timeOf(input: RangeInput): PagePlan['time'] {
  const { from, timestamp } = input
  const direction = directionOf(input)
  if (from === 'time' && timestamp === undefined)
    throw invalid('timestamp', 'from=time takes milliseconds since the epoch')
  const to = input.to === undefined || from === 'offset' ? undefined : Number(input.to)
  const start = from === 'time' ? timestamp : undefined
  if (direction === 'forward') return { from: start ?? -Infinity, to: to ?? Infinity }
  return { from: to ?? -Infinity, to: start === undefined ? Infinity : start + 1 }
}

interface Bounds {
  logStart: bigint
  logEnd: bigint
  /** The first record at or after the wanted time, where one was asked: -1n for none. */
  start: bigint | null
  end: bigint | null
  /** Where the group that was asked for goes on. */
  position: bigint | null
}

function rangeOf(
  input: RangeInput,
  direction: 'forward' | 'backward',
  bounds: Bounds,
): Pick<PartitionPlan, 'from' | 'to'> {
  const { logStart, logEnd } = bounds
  const orEnd = (offset: bigint | null, otherwise: bigint) =>
    offset === null ? otherwise : offset < 0n ? logEnd : offset
  if (bounds.position !== null) {
    const position = min(bounds.position, logEnd)
    return direction === 'forward' ? { from: position, to: logEnd } : { from: min(logStart, position), to: position }
  }
  if (input.from !== 'offset') {
    const from = min(orEnd(bounds.start, logStart), logEnd)
    return { from, to: max(from, min(orEnd(bounds.end, logEnd), logEnd)) }
  }
  if (input.offset === undefined) throw invalid('offset', 'from=offset takes an offset')
  const offset = BigInt(input.offset)
  const other = input.to === undefined ? null : BigInt(input.to)
  if (direction === 'forward') {
    const to = other === null ? logEnd : min(other, logEnd)
    return { from: min(offset, to), to }
  }
  const to = min(offset + 1n, logEnd)
  return { from: min(other ?? logStart, to), to: max(to, other === null ? logStart : 0n) }
}

function offsetIn(
  answers: OffsetAnswers | null,
  topic: string,
  partition: number,
): { offset: bigint | null; problem: AppError | null } {
  const answer = answers?.get(topic)?.get(partition)
  if (!answer) return { offset: null, problem: null }
  return answer.ok ? { offset: answer.at.offset, problem: null } : { offset: null, problem: answer.error }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
