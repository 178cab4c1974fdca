import type { listTransactions as contract, TransactionList } from '#lib/contract/transactions.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { findHeldPartitions } from './find-held-partitions.ts'
import { findTransactions, isOpen } from './open-transactions.ts'

/** The transactions of all coordinators, the longest open first, and what open ones hold back. Before Kafka 3.0 only the latter. */
export async function listTransactions(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<TransactionList> {
  const { transactions, problems } = await findTransactions(cluster)
  const open = transactions.filter(isOpen)
  const { held, leftOut } = await findHeldPartitions(cluster, open, { complete: problems.length === 0 })
  const shown = transactions.filter(
    (transaction) =>
      input.state === undefined || (input.state === 'open' ? isOpen(transaction) : transaction.state === input.state),
  )
  const listed = paginate(shown, input, {
    searched: ({ transactionalId, producerId, topics }) =>
      [transactionalId, producerId, ...topics.map(({ topic }) => topic)].join(' '),
    column: (transaction, column) =>
      column === 'producerId'
        ? BigInt(transaction.producerId)
        : transaction[column as 'startedAt' | 'transactionalId' | 'state'],
  })
  return { ...listed, held, heldLeftOut: leftOut, problems }
}
