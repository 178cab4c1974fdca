import type { Connector, ConnectorList, listConnectors as contract } from '#lib/contract/connect.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { readConnectors } from './read-connectors.ts'

/** What needs somebody comes first. */
const ORDER = ['FAILED', 'UNASSIGNED', 'RESTARTING', 'PAUSED', 'STOPPED', 'RUNNING']

/** The connectors of all Kafka Connects that are configured for the cluster, those that failed first. */
export async function listConnectors({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<ConnectorList> {
  const { connectors, problems } = await readConnectors(cluster)
  const listed = paginate(connectors, input, {
    searched: ({ name, connect, connectorClass, topics }) => [name, connect, connectorClass ?? '', ...topics].join(' '),
    column: (connector, column) =>
      column === 'state' ? rankOf(connector) : connector[column as 'name' | 'connect' | 'type'],
  })
  return { ...listed, configured: cluster.config.connect.map(({ name }) => name), problems }
}

function rankOf({ state }: Connector): number {
  const rank = ORDER.indexOf(state)
  return rank < 0 ? ORDER.length : rank
}
