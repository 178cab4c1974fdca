import net from 'node:net'
import tls from 'node:tls'
import { Kafka, logLevel, type Cluster, type ISocketFactory, type SASLOptions } from 'kafkajs'
import type { Secret } from '#server/config/secret.ts'
import {
  CLIENT_ID,
  CONNECT_TIMEOUT_MS,
  REQUEST_TIMEOUT_MS,
  type Address,
  type ConnectionSettings,
} from './connection-settings.ts'
import { connectFramed } from './frame-socket.ts'
import { patchIdleLoop } from './idle-loop-patch.ts'
import { patchJoining } from './joining-patch.ts'
import { tlsOptions } from './tls-options.ts'

/** A kafkajs connection: the part of its undocumented surface that carries our own requests. */
interface Connection {
  isConnected(): boolean
  rejectRequests(error: Error): void
  socket?: net.Socket
}

export interface ConnectionPool {
  pool: Connection[]
  getConnection(index: number): Promise<Connection>
  send(request: unknown): Promise<unknown>
  destroy(): Promise<void>
}

export interface SeedBroker {
  versions: Record<number, { minVersion: number; maxVersion: number }>
  connectionPool: ConnectionPool
}

/** What kafkajs' Cluster holds at run time beside its public type. Guaranteed by the pinned version and the broker tests. */
interface ClusterInternals {
  brokerPool: { seedBroker?: SeedBroker }
}

/**
 * Connects to exactly one node and reads its API versions; nothing else is asked, no group is joined and no topic created.
 * The Cluster object comes through kafkajs' public API: a partition assigner is handed it when a consumer is constructed.
 */
export async function openCluster(address: Address, settings: ConnectionSettings): Promise<SeedBroker> {
  patchIdleLoop()
  patchJoining()
  const kafka = new Kafka({
    clientId: CLIENT_ID,
    // The name is only a label for kafkajs: it cannot take IPv6 addresses apart, so the socket factory knows the real address.
    brokers: [`node:${address.port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { retries: 0 },
    socketFactory: socketFactory(address, settings),
    ssl: Boolean(settings.tls),
    ...(settings.sasl ? { sasl: saslOptions(settings.sasl) } : {}),
  })
  let captured: Cluster | undefined
  kafka.consumer({
    groupId: 'tailrace-never-joins',
    allowAutoTopicCreation: false,
    partitionAssigners: [
      ({ cluster }) => {
        captured = cluster
        return {
          name: 'none',
          version: 0,
          assign: async () => [],
          protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
        }
      },
    ],
  })
  if (!captured) throw new Error('kafkajs did not hand out its cluster')
  const cluster = captured as Cluster & ClusterInternals
  try {
    await cluster.connect()
  } catch (error) {
    await cluster.disconnect().catch(() => undefined)
    throw error
  }
  const { seedBroker } = cluster.brokerPool
  if (!seedBroker) throw new Error('kafkajs connected without a broker')
  return seedBroker
}

function saslOptions(sasl: {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
  username: string
  password: Secret
}): SASLOptions {
  return { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password.reveal() } as SASLOptions
}

function socketFactory({ host, port }: Address, { tls: settings, frameMemory }: ConnectionSettings): ISocketFactory {
  return ({ onConnect }) => {
    const socket = settings
      ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...tlsOptions(settings) }, onConnect)
      : frameMemory
        ? connectFramed({ host, port }, frameMemory, onConnect)
        : net.connect({ host, port }, onConnect)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 30_000)
    return socket
  }
}
