import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { describeLogDirs } from '../protocol/describe-log-dirs.ts'
import { kafkaError, throwIfError } from '../protocol/error-codes.ts'

/** A log directory of one broker. Sizes in bytes; totals are null before Kafka 3.3 (KIP-827), and where they contradict each other. */
export interface LogDir {
  path: string
  error: string | null
  totalBytes: number | null
  usableBytes: number | null
  /** Why the totals are null. */
  sizeProblem: string | null
  replicas: { topic: string; partition: number; sizeBytes: number }[]
}

/**
 * The log directories of a broker with the size of every replica in them.
 * @throws AppError FORBIDDEN where the console may not describe the cluster: then the answer is empty, with a code only from version 3 on
 */
export async function readLogDirs(cluster: KafkaCluster, nodeId: number): Promise<LogDir[]> {
  const { errorCode, results } = await cluster.send(nodeId, describeLogDirs, { topics: null })
  throwIfError(errorCode, `Broker ${nodeId} does not show its log directories`)
  if (results.length === 0)
    throw new AppError(
      'FORBIDDEN',
      `Broker ${nodeId} does not show its log directories: the console needs DESCRIBE on the cluster.`,
    )
  return results.map(({ errorCode: dirError, logDir, topics, totalBytes, usableBytes }) => ({
    path: logDir,
    error: dirError === 0 ? null : kafkaError(dirError).message,
    ...volumeOf(totalBytes, usableBytes),
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

/** How large the volume of a directory is, and how much of it is free; some file systems answer with more free than there is. */
export function volumeOf(total: bigint, usable: bigint): Pick<LogDir, 'totalBytes' | 'usableBytes' | 'sizeProblem'> {
  const unknown = { totalBytes: null, usableBytes: null }
  if (total <= 0n || usable < 0n)
    return { ...unknown, sizeProblem: 'The broker does not report the size of its disk (Kafka 3.3 and later do).' }
  if (usable > total)
    return {
      ...unknown,
      sizeProblem: `The broker reports ${usable} free bytes on a disk of ${total}: how full it is, is not known.`,
    }
  return { totalBytes: Number(total), usableBytes: Number(usable), sizeProblem: null }
}
