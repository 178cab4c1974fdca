import type { BrokerList, BrokerSummary, listBrokers as contract } from '#lib/contract/brokers.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { readBrokers } from './read-brokers.ts'
import { readQuorum } from './read-quorum.ts'

/** The brokers with their share of the partitions; one that does not answer says so in its own row. */
export async function listBrokers({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<BrokerList> {
  const [{ brokers, asOf }, quorum] = await Promise.all([readBrokers(cluster), readQuorum(cluster)])
  const rows = brokers.map(({ summary }) => summary)
  return {
    ...paginate(rows, input, {
      searched: ({ id, host, rack }) => `${id} ${host} ${rack ?? ''}`,
      column: (broker, name) => broker[name as keyof BrokerSummary],
    }),
    ...quorum,
    asOf,
  }
}
