import { setTimeout as delay } from 'node:timers/promises'
import { leaderOf } from '../connection/cluster-metadata.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { brokerError, KAFKA_ERROR } from '../protocol/error-codes.ts'
import { produce } from '../protocol/produce.ts'

const TIMEOUT_MS = 10_000
/** A leader is being elected, or a topic was just made: asked again after so long. */
const RETRY_AFTER_MS = [50, 200, 600]

/** The answers that mean: nothing was written, another broker leads the partition (or will in a moment). */
const MOVED = new Set<number>([
  KAFKA_ERROR.NOT_LEADER_OR_FOLLOWER,
  KAFKA_ERROR.LEADER_NOT_AVAILABLE,
  KAFKA_ERROR.FENCED_LEADER_EPOCH,
  KAFKA_ERROR.UNKNOWN_LEADER_EPOCH,
  KAFKA_ERROR.UNKNOWN_TOPIC_OR_PARTITION,
])

export interface Appended {
  partition: number
  /** Of the batch's first record; the others follow one by one. */
  baseOffset: bigint
}

/**
 * Appends one batch as it is to a partition and waits for all in-sync replicas. Asked again only where the broker says that it wrote nothing.
 * @throws AppError; after BROKER_TIMEOUT or CLUSTER_UNREACHABLE the records may have been written
 */
export async function appendBatch(
  cluster: KafkaCluster,
  { topic, partition }: { topic: string; partition: number },
  batch: Buffer,
): Promise<Appended> {
  for (let attempt = 0; ; attempt += 1) {
    const leader = leaderOf(await cluster.topic(topic, { maxAgeMs: attempt === 0 ? 30_000 : 0 }), partition)
    const answer = await cluster.send(
      leader,
      produce,
      {
        acks: -1,
        timeoutMs: TIMEOUT_MS,
        topicData: [{ name: topic, partitionData: [{ index: partition, records: batch }] }],
      },
      { repeatable: false, timeoutMs: TIMEOUT_MS + 2_000 },
    )
    const written = answer.responses[0]?.partitionResponses[0]
    if (written?.errorCode === 0) return { partition, baseOffset: written.baseOffset }
    const errorCode = written?.errorCode ?? KAFKA_ERROR.UNKNOWN_SERVER_ERROR
    const retryAfterMs = RETRY_AFTER_MS[attempt]
    if (!MOVED.has(errorCode) || retryAfterMs === undefined) {
      // The message of the batch only repeats those of its records.
      const ofRecords = written?.recordErrors.map((one) => one.batchIndexErrorMessage).filter(Boolean) ?? []
      const reasons = ofRecords.length > 0 ? new Set(ofRecords) : [written?.errorMessage]
      throw brokerError(
        errorCode,
        `Could not write to partition ${partition} of ${topic}`,
        [...reasons].filter(Boolean).join(' '),
      )
    }
    await delay(retryAfterMs)
  }
}
