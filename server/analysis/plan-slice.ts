import type { AnalysisQuery } from '#lib/contract/analysis.ts'
import { type AppError, invalid } from '#lib/errors.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, type OffsetSpec, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { newestFrom } from './newest-from.ts'

/** What of a partition belongs to the slice; `to` is exclusive. */
export interface PartitionSlice {
  partition: number
  from: bigint
  to: bigint
  /** Why it cannot be read at all. */
  problem: AppError | null
}

export interface SlicePlan {
  partitions: PartitionSlice[]
  /** Records outside of this time are passed over; milliseconds, `to` exclusive. */
  time: { from: number; to: number }
  openTransaction: boolean
}

type SliceInput = Pick<AnalysisQuery, 'partition' | 'from' | 'timestamp' | 'to' | 'maxRecords' | 'isolation'>

/** The offsets of a slice as they are now. @throws AppError INVALID_INPUT */
export async function planSlice(cluster: KafkaCluster, topic: TopicMetadata, input: SliceInput): Promise<SlicePlan> {
  const time = timeOf(input)
  const partitions = chosenPartitions(topic, input.partition)
  const wanted = new Map([[topic.name, partitions]])
  const ask = (spec: OffsetSpec | null) => (spec === null ? null : readOffsets(cluster, wanted, spec))
  const [earliest, latest, stable, startAt, endAt] = await Promise.all([
    ask('earliest'),
    ask('latest'),
    ask(input.isolation === 'committed' ? 'lastStable' : null),
    ask(Number.isFinite(time.from) ? BigInt(time.from) : null),
    ask(Number.isFinite(time.to) ? BigInt(time.to) : null),
  ])
  let openTransaction = false
  const slices = partitions.map((partition): PartitionSlice => {
    const at = (answers: OffsetAnswers | null) => offsetIn(answers, topic.name, partition)
    const found = [earliest, latest, stable, startAt, endAt].map(at)
    const problem = found.find((one) => one?.problem)?.problem ?? null
    const [first, last, committed, start, end] = found.map((one) => one?.offset ?? null)
    const logEnd = committed ?? last ?? 0n
    if (committed !== null && committed !== undefined && committed < (last ?? 0n)) openTransaction = true
    const from = start === null || start === undefined ? (first ?? 0n) : start < 0n ? logEnd : start
    const to = end === null || end === undefined || end < 0n || end > logEnd ? logEnd : end
    return { partition, from: from < to ? from : to, to, problem }
  })
  const plan: SlicePlan = { partitions: slices, time, openTransaction }
  if (input.from === 'newest') plan.partitions = await newestFrom(cluster, topic.name, slices, input.maxRecords)
  return plan
}

function timeOf({ from, timestamp, to }: SliceInput): SlicePlan['time'] {
  if (from === 'time' && timestamp === undefined)
    throw invalid('timestamp', 'from=time takes milliseconds since the epoch')
  if (from !== 'time') return { from: -Infinity, to: Infinity }
  if (timestamp !== undefined && to !== undefined && to <= timestamp) throw invalid('to', 'it ends before it begins')
  return { from: timestamp ?? -Infinity, to: to ?? Infinity }
}

function chosenPartitions(topic: TopicMetadata, chosen: readonly number[] | undefined): number[] {
  const all = topic.partitions.map(({ partition }) => partition)
  const unknown = chosen?.find((partition) => !all.includes(partition))
  if (unknown !== undefined)
    throw invalid('partition', `${topic.name} has no partition ${unknown}, it has ${topic.partitions.length}`)
  return [...new Set(chosen ?? all)].toSorted((a, b) => a - b)
}

function offsetIn(answers: OffsetAnswers | null, topic: string, partition: number) {
  const answer = answers?.get(topic)?.get(partition)
  if (!answer) return null
  return answer.ok ? { offset: answer.at.offset, problem: null } : { offset: null, problem: answer.error }
}
