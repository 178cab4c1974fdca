import type { ClusterConfig } from '#server/config/schema.ts'
import { Secret } from '#server/config/secret.ts'

/** What it takes to connect, with its secrets in the open: for a thread of this process and nothing else. */
export interface WireCluster {
  config: Omit<ClusterConfig, 'tls' | 'sasl' | 'schemaRegistry' | 'protobuf' | 'connect' | 'audit'>
  tls: boolean | { ca?: string; cert?: string; key?: string; passphrase?: string; serverName?: string }
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | null
}

export function toWire({
  tls,
  sasl,
  schemaRegistry: _registry,
  protobuf: _protobuf,
  connect: _connect,
  audit: _audit,
  ...config
}: ClusterConfig): WireCluster {
  return {
    config,
    tls:
      typeof tls === 'boolean'
        ? tls
        : defined({ ...tls, key: tls.key?.reveal(), passphrase: tls.passphrase?.reveal() }),
    sasl: sasl ? { ...sasl, password: sasl.password.reveal() } : null,
  }
}

export function fromWire({ config, tls, sasl }: WireCluster): ClusterConfig {
  const secret = (text: string | undefined) => (text === undefined ? undefined : new Secret(text))
  return {
    ...config,
    connect: [],
    // Nothing is changed in a thread.
    audit: { required: true, sink: null },
    tls: typeof tls === 'boolean' ? tls : defined({ ...tls, key: secret(tls.key), passphrase: secret(tls.passphrase) }),
    ...(sasl ? { sasl: { ...sasl, password: new Secret(sasl.password) } } : {}),
  }
}

type Defined<Shape> = { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> }

function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Defined<Shape>
}
