import type { Connector } from '#lib/contract/connect.ts'
import type { Finding } from '#lib/contract/clusters.ts'
import { plural } from '#lib/format/numbers.ts'
import { type ReadConnectors, readConnectors } from '#server/connect/read-connectors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { soonOr } from '#server/soon-or.ts'

/** The overview waits no longer for Kafka Connect's first answer: the next overview has it. Later ones are there in an older form before that. */
const SOON_MS = 500
const UNKNOWN: ReadConnectors = { connectors: [], problems: [] }

/** The connectors of the configured Kafka Connects, and which did not answer; none where there is no answer yet. */
export async function connectorsOf(cluster: KafkaCluster): Promise<ReadConnectors> {
  return cluster.config.connect.length === 0 ? UNKNOWN : soonOr(readConnectors(cluster), UNKNOWN, SOON_MS)
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
