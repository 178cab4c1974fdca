/** One node of an embedded cluster: its id and the loopback ports of its two listeners. */
export interface NodePorts {
  readonly id: number
  readonly port: number
  readonly controllerPort: number
}

/**
 * The configuration of one combined broker and controller (KRaft), listening on 127.0.0.1 only.
 * `overrides` win, so a test can set any broker property; `listeners` among them stand beside the cluster's own.
 */
export function serverProperties(
  node: NodePorts,
  cluster: readonly NodePorts[],
  logDir: string,
  overrides: Record<string, string>,
): string {
  const replicas = String(cluster.length)
  const minInSync = cluster.length > 1 ? '2' : '1'
  const { listeners: further, ...others } = overrides
  const listeners = [`PLAINTEXT://127.0.0.1:${node.port}`, ...(further ? [further] : [])].join(',')
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(node.id),
    'controller.quorum.voters': cluster.map((voter) => `${voter.id}@127.0.0.1:${voter.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `${listeners},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': listeners,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': logDir,
    'default.replication.factor': replicas,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.num.partitions': '4',
    'share.coordinator.state.topic.min.isr': minInSync,
    // A crashed node is noticed (and may come back under its id) after 4 s instead of 9.
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '1000',
    // A group's first members are not waited for: everything starts at once here.
    'group.initial.rebalance.delay.ms': '0',
    // The default, and kept on purpose: only so does "reading creates no topic" prove anything.
    'auto.create.topics.enable': 'true',
    // Small offset and transaction logs are compacted in small segments, so the disk use of a long run stays small.
    'offsets.topic.segment.bytes': '16777216',
    'transaction.state.log.segment.bytes': '16777216',
    'log.cleaner.dedupe.buffer.size': '16777216',
    // The metadata log is snapshotted and cut early for the same reason.
    'metadata.log.segment.bytes': '8388608',
    'metadata.max.retention.bytes': '16777216',
    ...others,
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
