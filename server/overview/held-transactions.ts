import type { Finding } from '#lib/contract/clusters.ts'
import type { HeldPartition } from '#lib/contract/transactions.ts'
import { plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { soonOr } from '#server/soon-or.ts'
import { cachedPerCluster } from '#server/cached-per-cluster.ts'
import { findHeldPartitions } from '#server/transactions/find-held-partitions.ts'
import { findTransactions, isOpen } from '#server/transactions/open-transactions.ts'

/** The overview waits no longer for the first of them: the next answer has them. Later ones are there in an older form before that. */
const SOON_MS = 500
/** An application that is at work writes more often than this. */
const SILENT_MS = 60_000

const lookedUp = cachedPerCluster('held-transactions', 60_000, async (cluster) => {
  const { transactions, problems } = await findTransactions(cluster)
  return (await findHeldPartitions(cluster, transactions.filter(isOpen), { complete: problems.length === 0 })).held
})

/** The partitions that open transactions hold back, at most a minute old; none where the brokers do not tell. */
export async function heldPartitions(cluster: KafkaCluster): Promise<HeldPartition[]> {
  return soonOr(lookedUp(cluster), [], SOON_MS)
}

/** One finding per transaction that nobody seems to bring to its end. */
export function findHeldTransactions(held: readonly HeldPartition[], now = Date.now()): Finding[] {
  const stuck = held.filter(
    ({ hanging, lastWriteAt, producerId }) =>
      producerId !== null && (hanging || (lastWriteAt !== null && now - lastWriteAt > SILENT_MS)),
  )
  return [...Map.groupBy(stuck, ({ producerId }) => producerId)].map(([producerId, partitions]) => {
    const hanging = partitions.some((each) => each.hanging)
    const { transactionalId, topic, partition } = partitions.find((each) => each.transactionalId) ?? partitions[0] ?? {}
    const times = partitions.flatMap(({ lastWriteAt }) => (lastWriteAt === null ? [] : [lastWriteAt]))
    const wroteLast = times.length > 0 ? Math.max(...times) : null
    const where = partitions.length === 1 ? `${topic}/${partition}` : plural(partitions.length, 'partition')
    const silent = wroteLast === null ? '' : ` It wrote last ${formatDuration(now - wroteLast)} ago.`
    const wait = `Readers of committed records wait on ${where} for its transaction.${silent}`
    return {
      severity: hanging ? 'bad' : 'warning',
      kind: hanging ? 'hanging transaction' : 'open transaction',
      subject: transactionalId ?? `producer ${producerId}`,
      text: hanging
        ? `${wait} No coordinator that tells this console of its transactions will end it: abort it (kafka-transactions.sh abort).`
        : wait,
      href: `/transactions?search=${encodeURIComponent(transactionalId ?? String(producerId))}`,
      since: wroteLast,
    }
  })
}
