import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { clusterView } from '#server/demo/broker/cluster-view.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { spawnJava } from '#server/demo/broker/java.ts'
import { classPathOf } from '#server/demo/broker/kafka-libs.ts'
import { DATA } from '#server/demo/prerequisites.mjs'
import { spawnSupervised, type SupervisedProcess } from '#server/demo/supervised-process.mjs'

/** A broker that is not the Kafka this project is built on. */
export interface OtherBroker {
  bootstrapServers: string
  stop(): Promise<void>
}

export const TARGETS = ['2.8', '3.9', 'kfake'] as const
export type Target = (typeof TARGETS)[number]

const READY_MS = 120_000

/** Starts a broker of another age or make on 127.0.0.1, with its data in `folder`. The jars are downloaded the first time. */
export async function startOther(target: Target, folder: string): Promise<OtherBroker> {
  await mkdir(folder, { recursive: true })
  return target === 'kfake' ? startKfake(folder) : startWithZooKeeper(target, folder)
}

async function startWithZooKeeper(version: '2.8' | '3.9', folder: string): Promise<OtherBroker> {
  const classPath = await classPathOf(join(import.meta.dirname, `pom-${version}.xml`))
  const [zooKeeperPort = 0, port = 0] = await freePorts(2)
  const zooKeeperFile = join(folder, 'zookeeper.properties')
  const brokerFile = join(folder, 'server.properties')
  await writeFile(
    zooKeeperFile,
    properties({
      dataDir: join(folder, 'zookeeper'),
      clientPort: String(zooKeeperPort),
      clientPortAddress: '127.0.0.1',
      'admin.enableServer': 'false',
    }),
  )
  await writeFile(
    brokerFile,
    properties({
      'broker.id': '0',
      listeners: `PLAINTEXT://127.0.0.1:${port}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'zookeeper.connect': `127.0.0.1:${zooKeeperPort}`,
      'log.dirs': join(folder, 'logs'),
      'offsets.topic.replication.factor': '1',
      'offsets.topic.num.partitions': '4',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'group.initial.rebalance.delay.ms': '0',
    }),
  )
  const zooKeeper = spawnJava({
    classPath,
    mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    args: [zooKeeperFile],
    heapMb: 128,
    logFile: join(folder, 'zookeeper.log'),
  })
  const broker = spawnJava({
    classPath,
    mainClass: 'kafka.Kafka',
    args: [brokerFile],
    heapMb: 384,
    logFile: join(folder, 'kafka.log'),
  })
  await serving(port, broker)
  const stop = async () => {
    await broker.stop(10_000)
    await zooKeeper.stop(3_000)
  }
  return { bootstrapServers: `127.0.0.1:${port}`, stop }
}

async function startKfake(folder: string): Promise<OtherBroker> {
  const program = join(DATA, 'compat', 'kfake')
  const built = spawnSupervised('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'kfake') })
  if ((await built.exited) !== 0) throw new Error('kfake could not be built: Go 1.26 and its module proxy are needed.')
  const ports = await freePorts(3)
  const broker = spawnSupervised(program, ports.map(String), { logFile: join(folder, 'kfake.log') })
  await serving(ports[0] ?? 0, broker)
  return {
    bootstrapServers: ports.map((port) => `127.0.0.1:${port}`).join(','),
    stop: async () => broker.stop(3_000),
  }
}

async function serving(port: number, broker: SupervisedProcess): Promise<void> {
  for (const end = Date.now() + READY_MS; ; await setTimeout(100)) {
    if ((await clusterView(port))?.brokers) return
    if (!broker.running()) throw new Error('The broker ended while it started.')
    if (Date.now() > end) throw new Error('The broker was not ready in time.')
  }
}

function properties(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
