import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { describeLogDirs } from '../protocol/describe-log-dirs.ts'
import { kafkaError } from '../protocol/error-codes.ts'

/** A log directory of one broker. Sizes in bytes; totals are null before Kafka 3.3 (KIP-827). */
export interface LogDir {
  path: string
  error: string | null
  totalBytes: number | null
  usableBytes: number | null
  replicas: { topic: string; partition: number; sizeBytes: number }[]
}

/** The log directories of a broker with the size of every replica in them. */
export async function readLogDirs(cluster: KafkaCluster, nodeId: number): Promise<LogDir[]> {
  const { results } = await cluster.send(nodeId, describeLogDirs, { topics: null })
  return results.map(({ errorCode, logDir, topics, totalBytes, usableBytes }) => ({
    path: logDir,
    error: errorCode === 0 ? null : kafkaError(errorCode).message,
    totalBytes: totalBytes < 0n ? null : Number(totalBytes),
    usableBytes: usableBytes < 0n ? null : Number(usableBytes),
    replicas: topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ isFutureKey }) => !isFutureKey)
        .map(({ partitionIndex, partitionSize }) => ({
          topic: name,
          partition: partitionIndex,
          sizeBytes: Number(partitionSize),
        })),
    ),
  }))
}
