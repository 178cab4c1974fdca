import type { Connector } from '#lib/contract/connect.ts'
import type { Finding } from '#lib/contract/clusters.ts'
import { plural } from '#lib/format/numbers.ts'
import { readConnectors } from '#server/connect/read-connectors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { soonOr } from '#server/soon-or.ts'

/** The overview does not wait longer than this for Kafka Connect: the next answer has it. */
const SOON_MS = 200

/** The connectors of the configured Kafka Connects; none where there is no answer yet. */
export async function connectorsOf(cluster: KafkaCluster): Promise<Connector[]> {
  if (cluster.config.connect.length === 0) return []
  return (await soonOr(readConnectors(cluster), { connectors: [], problems: [] }, SOON_MS)).connectors
}

/** Connectors that failed, or some of whose tasks did. */
export function findFailedConnectors(connectors: readonly Connector[]): Finding[] {
  return connectors
    .filter(({ state }) => state === 'FAILED')
    .map(({ name, connect, tasks, tasksFailed }) => ({
      severity: 'bad',
      kind: 'connector failed',
      subject: name,
      text:
        tasksFailed > 0
          ? `${plural(tasksFailed, 'task')} of ${tasks.length} of this connector on ${connect} failed: nobody does their work until they are restarted.`
          : `This connector on ${connect} failed.`,
      href: `/connect?search=${encodeURIComponent(name)}`,
      since: null,
    }))
}
