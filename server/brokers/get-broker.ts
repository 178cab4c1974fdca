import type { BrokerDetail, getBroker as contract } from '#lib/contract/brokers.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { type BrokerState, readBrokers, usedBytes } from './read-brokers.ts'

const LARGEST = 20

/** One broker with its log directories, the largest replicas of each. @throws AppError NOT_FOUND */
export async function getBroker({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<BrokerDetail> {
  const { brokers } = await readBrokers(cluster)
  const found = brokers.find(({ summary }) => String(summary.id) === input.broker)
  if (!found) throw new AppError('NOT_FOUND', `There is no broker ${input.broker} in ${cluster.config.name}.`)
  return { ...found.summary, logDirs: found.logDirs?.map(logDirOf) ?? null }
}

function logDirOf(dir: NonNullable<BrokerState['logDirs']>[number]): NonNullable<BrokerDetail['logDirs']>[number] {
  return {
    path: dir.path,
    error: dir.error,
    usedBytes: usedBytes(dir),
    totalBytes: dir.totalBytes,
    usableBytes: dir.usableBytes,
    sizeProblem: dir.sizeProblem,
    largest: dir.replicas.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, LARGEST),
  }
}
