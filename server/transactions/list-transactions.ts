import type { listTransactions as contract, Transaction, TransactionList } from '#lib/contract/transactions.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { describeTransactions } from '#server/kafka/protocol/describe-transactions.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { listTransactions as listApi } from '#server/kafka/protocol/list-transactions.ts'
import { findHeldPartitions } from './find-held-partitions.ts'

/** In details, so many of a coordinator's transactions are asked for: those that are open come first. */
const DESCRIBED = 1_000
const IDLE = new Set(['Empty', 'CompleteCommit', 'CompleteAbort', 'Dead'])
/** A coordinator looks for transactions that are too old every 10 s. */
const GRACE_MS = 30_000

/** The transactions of all coordinators, the longest open first, and what open ones hold back. @throws AppError UNSUPPORTED_BY_BROKER before Kafka 3.0 */
export async function listTransactions(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<TransactionList> {
  const { nodes } = await cluster.metadata()
  const problems: string[] = []
  const found = await Promise.all(
    [...nodes.keys()].map(async (id) =>
      ofCoordinator(cluster, id).catch((error: unknown) => {
        if (!isAppError(error) || error.code === 'UNSUPPORTED_BY_BROKER') throw error
        problems.push(`The transactions of broker ${id} are missing: ${error.message}`)
        return []
      }),
    ),
  )
  const transactions = found.flat()
  const open = transactions.filter(({ state }) => !IDLE.has(state))
  const { held, leftOut } = await findHeldPartitions(cluster, open, { complete: problems.length === 0 })
  const shown = transactions.filter(({ state }) => input.state === undefined || state === input.state)
  const listed = paginate(shown, input, {
    searched: ({ transactionalId, producerId }) => `${transactionalId} ${producerId}`,
    column: (transaction, column) =>
      column === 'producerId'
        ? BigInt(transaction.producerId)
        : transaction[column as 'startedAt' | 'transactionalId' | 'state'],
  })
  return { ...listed, held, heldLeftOut: leftOut, problems }
}

async function ofCoordinator(cluster: KafkaCluster, coordinatorId: number): Promise<Transaction[]> {
  const { errorCode, transactionStates } = await cluster.send(coordinatorId, listApi, {})
  throwIfError(errorCode, `Listing the transactions of broker ${coordinatorId}`)
  const openFirst = transactionStates.toSorted(
    (a, b) => Number(IDLE.has(a.transactionState)) - Number(IDLE.has(b.transactionState)),
  )
  const details = await describe(cluster, coordinatorId, openFirst.slice(0, DESCRIBED))
  const now = Date.now()
  return openFirst.map(({ transactionalId, producerId, transactionState }) => {
    const detail = details.get(transactionalId)
    const startedAt = detail && detail.transactionStartTimeMs >= 0n ? Number(detail.transactionStartTimeMs) : null
    return {
      transactionalId,
      coordinatorId,
      producerId: producerId.toString(),
      producerEpoch: detail?.producerEpoch ?? null,
      state: transactionState,
      timeoutMs: detail?.transactionTimeoutMs ?? null,
      startedAt,
      topics: detail?.topics ?? [],
      hanging: detail !== undefined && startedAt !== null && now - startedAt > detail.transactionTimeoutMs + GRACE_MS,
    }
  })
}

async function describe(cluster: KafkaCluster, coordinatorId: number, chosen: { transactionalId: string }[]) {
  if (chosen.length === 0) return new Map<string, never>()
  const { transactionStates } = await cluster.send(coordinatorId, describeTransactions, {
    transactionalIds: chosen.map(({ transactionalId }) => transactionalId),
  })
  if (transactionStates.length === 0) throw new AppError('BROKER_REJECTED', 'No transaction was described.')
  // One that ended, or moved to another coordinator, between the two questions has no details.
  return new Map(
    transactionStates
      .filter(({ errorCode }) => errorCode === 0)
      .map((state) => [
        state.transactionalId,
        {
          ...state,
          topics: state.topics.map(({ topic, partitions }) => ({ topic, partitions })),
        },
      ]),
  )
}
