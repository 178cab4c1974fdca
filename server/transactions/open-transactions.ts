import type { Transaction } from '#lib/contract/transactions.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { describeTransactions } from '#server/kafka/protocol/describe-transactions.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { listTransactions } from '#server/kafka/protocol/list-transactions.ts'

/** In details, so many of a coordinator's transactions are asked for: those that are open come first. */
const DESCRIBED = 1_000
const IDLE = new Set(['Empty', 'CompleteCommit', 'CompleteAbort', 'Dead'])
/** A coordinator looks for transactions that are too old every 10 s. */
const GRACE_MS = 30_000

/** Transactions of all coordinators. `problems` names the brokers that did not tell theirs. */
export interface FoundTransactions {
  transactions: Transaction[]
  problems: string[]
}

const TOO_OLD =
  'These brokers cannot list transactions: that needs Kafka 3.0 or later. What open ones hold back is known all the same.'

/** All transactions, or those of some producers, the open ones of each coordinator first. */
export async function findTransactions(cluster: KafkaCluster, producerIds: bigint[] = []): Promise<FoundTransactions> {
  if (!(await cluster.supports(listTransactions))) return { transactions: [], problems: [TOO_OLD] }
  const { nodes } = await cluster.metadata()
  const problems: string[] = []
  const found = await Promise.all(
    [...nodes.keys()].map(async (id) =>
      ofCoordinator(cluster, id, producerIds).catch((error: unknown) => {
        if (!isAppError(error)) throw error
        problems.push(`The transactions of broker ${id} are missing: ${error.message}`)
        return []
      }),
    ),
  )
  return { transactions: found.flat(), problems }
}

export function isOpen({ state }: Transaction): boolean {
  return !IDLE.has(state)
}

async function ofCoordinator(
  cluster: KafkaCluster,
  coordinatorId: number,
  producerIdFilters: bigint[],
): Promise<Transaction[]> {
  const { errorCode, transactionStates } = await cluster.send(coordinatorId, listTransactions, { producerIdFilters })
  throwIfError(errorCode, `Listing the transactions of broker ${coordinatorId}`)
  const openFirst = transactionStates.toSorted(
    (a, b) => Number(IDLE.has(a.transactionState)) - Number(IDLE.has(b.transactionState)),
  )
  const details = await describe(cluster, coordinatorId, openFirst.slice(0, DESCRIBED))
  const now = Date.now()
  return openFirst.map(({ transactionalId, producerId, transactionState }) => {
    const detail = details.get(transactionalId)
    // Coordinators go on telling when a transaction began that is over.
    const open = detail !== undefined && !IDLE.has(detail.transactionState) && !IDLE.has(transactionState)
    const startedAt = open && detail.transactionStartTimeMs >= 0n ? Number(detail.transactionStartTimeMs) : null
    return {
      transactionalId,
      coordinatorId,
      producerId: producerId.toString(),
      producerEpoch: detail?.producerEpoch ?? null,
      state: transactionState,
      timeoutMs: detail?.transactionTimeoutMs ?? null,
      startedAt,
      topics: detail?.topics ?? [],
      hanging: open && startedAt !== null && now - startedAt > detail.transactionTimeoutMs + GRACE_MS,
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
