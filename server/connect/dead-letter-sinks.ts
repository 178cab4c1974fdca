import type { Connector } from '#lib/contract/connect.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { soonOr } from '#server/soon-or.ts'
import { type ReadConnectors, readConnectors } from './read-connectors.ts'

/** A sink connector that writes what it fails on to a dead-letter topic. */
export type DeadLetterSink = Connector & { deadLetters: NonNullable<Connector['deadLetters']> }

/** Nobody waits longer for Kafka Connect than so; its answer counts the next time. */
const WAIT_MS = 1_000
const UNKNOWN: ReadConnectors = { connectors: [], problems: [] }

/** The sinks with a dead-letter topic, and which Kafka Connect did not answer, in words. Never waits long, never fails. */
export async function deadLetterSinks(cluster: KafkaCluster): Promise<{ sinks: DeadLetterSink[]; problems: string[] }> {
  const { connectors, problems } = await soonOr(readConnectors(cluster), UNKNOWN, WAIT_MS)
  return { sinks: connectors.filter(hasDeadLetters), problems }
}

const hasDeadLetters = (connector: Connector): connector is DeadLetterSink => connector.deadLetters !== null
