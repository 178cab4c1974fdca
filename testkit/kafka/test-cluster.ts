import type { ClusterConfig } from '#server/config/schema.ts'

/** The configuration of one plain cluster, for tests. */
export function testCluster(bootstrapServers: string): ClusterConfig {
  const brokers = bootstrapServers.split(',').map((address) => {
    const [host = '', port = ''] = address.split(':')
    return { host, port: Number(port) }
  })
  return {
    id: 'test',
    name: 'Test',
    environment: 'test',
    colour: 'blue',
    readOnly: false,
    sampleSeconds: 10,
    brokers,
    tls: false,
    connect: [],
    audit: { required: false, sink: null },
  }
}
