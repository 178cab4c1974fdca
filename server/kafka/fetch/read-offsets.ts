import { setTimeout } from 'node:timers/promises'
import { AppError, isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { leaderOf } from '../connection/cluster-metadata.ts'
import { brokerError, KAFKA_ERROR } from '../protocol/error-codes.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, listOffsets, MAX_TIMESTAMP } from '../protocol/list-offsets.ts'

/**
 * `lastStable` is where readers of committed records end; `newestTimestamp` the record with the largest timestamp; a bigint a time in ms, of
 * which a negative one is before every record.
 */
export type OffsetSpec = 'earliest' | 'latest' | 'lastStable' | 'newestTimestamp' | bigint

export interface OffsetAt {
  /** -1n where no record is that young. */
  offset: bigint
  /** Milliseconds; null for earliest, latest and lastStable. */
  timestamp: number | null
}

/** What was asked of one partition: its offset, or why there is none. The others are not affected. */
export type OffsetAnswer = { ok: true; at: OffsetAt } | { ok: false; error: AppError }

/** Answers by topic, then by partition. */
export type OffsetAnswers = Map<string, Map<number, OffsetAnswer>>

export type TopicPartitionLists = ReadonlyMap<string, readonly number[]>

const TIMESTAMP: Record<Exclude<OffsetSpec, bigint>, bigint> = {
  earliest: EARLIEST_TIMESTAMP,
  latest: LATEST_TIMESTAMP,
  lastStable: LATEST_TIMESTAMP,
  newestTimestamp: MAX_TIMESTAMP,
}
/** Partitions in one request. A broker answers a connection in order: between requests of this size others get their turn within milliseconds. */
const PER_REQUEST = 1_500
/** While one is being answered the next one is on its way. */
const IN_FLIGHT = 2
/** A leader that moved, or of a topic just created, is known after so long. */
const NEW_LEADER_DELAYS_MS = [0, 50, 200]
/** The answers that mean: the leader map is old. */
const STALE_LEADER = new Set<number>([
  KAFKA_ERROR.LEADER_NOT_AVAILABLE,
  KAFKA_ERROR.NOT_LEADER_OR_FOLLOWER,
  KAFKA_ERROR.FENCED_LEADER_EPOCH,
  KAFKA_ERROR.UNKNOWN_LEADER_EPOCH,
])

/** Offsets of any number of partitions, in few requests per leader, leaders in parallel; leaders that move are looked up again. */
export async function readOffsets(
  cluster: KafkaCluster,
  wanted: TopicPartitionLists,
  spec: OffsetSpec,
): Promise<OffsetAnswers> {
  const answers: OffsetAnswers = new Map()
  let open = await askLeaders(cluster, wanted, { spec, answers, maxAgeMs: 30_000 })
  for (const delayMs of NEW_LEADER_DELAYS_MS) {
    if (open.size === 0) break
    await setTimeout(delayMs)
    open = await askLeaders(cluster, open, { spec, answers, maxAgeMs: 0 })
  }
  return answers
}

/** The answer for one partition. @throws AppError when the broker refused */
export function offsetOf(answers: OffsetAnswers, topic: string, partition: number): OffsetAt {
  const answer = answers.get(topic)?.get(partition)
  if (!answer) throw new AppError('NOT_FOUND', `${topic} has no partition ${partition}.`)
  if (!answer.ok) throw answer.error
  return answer.at
}

interface Round {
  spec: OffsetSpec
  answers: OffsetAnswers
  maxAgeMs: number
}

async function askLeaders(
  cluster: KafkaCluster,
  wanted: TopicPartitionLists,
  round: Round,
): Promise<TopicPartitionLists> {
  const metadata = await cluster.metadata({ maxAgeMs: round.maxAgeMs })
  const byLeader = new Map<number, Map<string, number[]>>()
  for (const [name, partitions] of wanted) {
    const topic = metadata.topics.get(name) ?? (await cluster.topic(name).catch(() => undefined))
    for (const partition of partitions) {
      try {
        if (!topic)
          throw new AppError('NOT_FOUND', `There is no topic ${name}, or this console is not allowed to see it.`)
        push(byLeader, leaderOf(topic, partition), { name, partition })
      } catch (error) {
        setAnswer(round.answers, name, partition, { ok: false, error: asAppError(error) })
      }
    }
  }
  const stale = new Map<string, number[]>()
  await Promise.all(
    [...byLeader].map(async ([leader, topics]) => {
      const left = lotsOf(topics).values()
      const worker = async () => {
        for (const lot of left) await askLeader(cluster, { leader, topics: lot, round, stale })
      }
      await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    }),
  )
  return stale
}

/** The partitions of a leader in lots for one request each; a topic stays whole. */
function lotsOf(topics: Map<string, number[]>): Map<string, number[]>[] {
  const lots: Map<string, number[]>[] = []
  let size = PER_REQUEST
  for (const [name, partitions] of topics) {
    if (size >= PER_REQUEST) {
      lots.push(new Map())
      size = 0
    }
    lots.at(-1)?.set(name, partitions)
    size += partitions.length
  }
  return lots
}

/** To a broker negative times are names of offsets (-1 the latest, -3 the newest timestamp …), so they never go out as times. */
function timestampOf(spec: OffsetSpec): bigint {
  if (typeof spec !== 'bigint') return TIMESTAMP[spec]
  return spec < 0n ? EARLIEST_TIMESTAMP : spec
}

interface LeaderQuestion {
  leader: number
  topics: Map<string, number[]>
  round: Round
  stale: Map<string, number[]>
}

async function askLeader(cluster: KafkaCluster, { leader, topics, round, stale }: LeaderQuestion): Promise<void> {
  const { spec, answers } = round
  const timestamp = timestampOf(spec)
  try {
    const answer = await cluster.send(leader, listOffsets, {
      isolationLevel: spec === 'lastStable' ? 1 : 0,
      topics: [...topics].map(([name, partitions]) => ({
        name,
        partitions: partitions.map((partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
    for (const { name, partitions } of answer.topics) {
      for (const { partitionIndex, errorCode, offset, timestamp: at } of partitions) {
        if (STALE_LEADER.has(errorCode)) pushTo(stale, name, partitionIndex)
        const ok = { ok: true, at: { offset, timestamp: at < 0n ? null : Number(at) } } as const
        const context = `Offsets of ${name}, partition ${partitionIndex}`
        setAnswer(
          answers,
          name,
          partitionIndex,
          errorCode === 0 ? ok : { ok: false, error: brokerError(errorCode, context) },
        )
      }
    }
  } catch (error) {
    for (const [name, partitions] of topics) {
      for (const partition of partitions) {
        setAnswer(answers, name, partition, { ok: false, error: asAppError(error) })
        if (isAppError(error) && error.code === 'CLUSTER_UNREACHABLE') pushTo(stale, name, partition)
      }
    }
  }
}

function push(
  byLeader: Map<number, Map<string, number[]>>,
  leader: number,
  at: { name: string; partition: number },
): void {
  const topics = byLeader.get(leader) ?? new Map<string, number[]>()
  byLeader.set(leader, topics)
  pushTo(topics, at.name, at.partition)
}

function pushTo(lists: Map<string, number[]>, name: string, partition: number): void {
  const list = lists.get(name)
  if (list) list.push(partition)
  else lists.set(name, [partition])
}

function setAnswer(answers: OffsetAnswers, name: string, partition: number, answer: OffsetAnswer): void {
  const topic = answers.get(name) ?? new Map<number, OffsetAnswer>()
  answers.set(name, topic)
  topic.set(partition, answer)
}

function asAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', 'The offsets could not be read.', { cause: error })
}
