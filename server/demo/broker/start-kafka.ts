import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError, isAppError } from '#lib/errors.ts'
import { classArchiveOptions } from './class-archive.ts'
import { freePorts, isPortFree } from './free-ports.ts'
import { type ClusterPlan, nodeReady, startNode } from './kafka-node.ts'
import { classPathOf, kafkaClassPath } from './kafka-libs.ts'
import type { NodePorts } from './server-properties.ts'
import type { SupervisedProcess } from '../supervised-process.mjs'

interface KafkaOptions {
  /** Where the cluster keeps its data, configuration and logs; what an earlier run left there is served again. */
  dataDir: string
  /** How many combined nodes; three survive the loss of one. Default 1. */
  brokers?: 1 | 3
  /** The first node's port; the other ports, and this one by default, are free ones. */
  port?: number
  /** Broker properties that override the defaults of server-properties.ts. */
  config?: Record<string, string>
  /** The heap's limit per node in MiB; default 512, and 256 each for three nodes. */
  heapMb?: number
  /** Another Apache Kafka than the usual one: the pom of its jars. */
  pom?: string
  /** Aborting it stops what has been started so far and makes the start reject. */
  signal?: AbortSignal
}

/** A real Apache Kafka cluster on 127.0.0.1, ended by `stop` or with this process. */
export interface EmbeddedKafka extends AsyncDisposable {
  /** `host:port,…` of all nodes. */
  readonly bootstrapServers: string
  readonly clusterId: string
  readonly nodes: readonly NodePorts[]
  /** Stops all nodes cleanly; may be called again. */
  stop(): Promise<void>
  /** Whether the node's process lives. */
  isRunning(nodeId: number): boolean
  /** SIGKILLs one node, as a crash would. */
  kill(nodeId: number): Promise<void>
  /** Stops one node's process without ending it (SIGSTOP): connections stay open and nothing answers. */
  freeze(nodeId: number): void
  /** Lets a frozen node go on. */
  thaw(nodeId: number): void
  /** Starts a node that was killed or has ended (a running one is stopped first) and waits until the cluster is whole. */
  restart(nodeId: number): Promise<void>
}

const READY_MS = 60_000
/** Ports are only known to be free, not held; whoever takes one in between makes us choose again. */
const PORT_ATTEMPTS = 3
const PORT_POLL_MS = 50
const PORT_POLLS = 100

/**
 * Starts Apache Kafka 4.3 (KRaft) and resolves when every node serves: about 2 s on a warm machine. The first start ever
 * downloads the jars and makes a class data archive. Several clusters may run at once, each with its own `dataDir`.
 * @throws AppError INTERNAL with what to do when Java, Maven or space is missing; CONFLICT when `port` is taken
 */
export async function startKafka(options: KafkaOptions): Promise<EmbeddedKafka> {
  const brokers = options.brokers ?? 1
  await mkdir(options.dataDir, { recursive: true })
  const classPath = options.pom === undefined ? await kafkaClassPath() : await classPathOf(options.pom)
  const shared = {
    classPath,
    javaOptions: options.pom === undefined ? await classArchiveOptions(classPath) : [],
    clusterId: await clusterId(options.dataDir),
    dataDir: options.dataDir,
    heapMb: options.heapMb ?? (brokers === 1 ? 512 : 256),
    config: options.config ?? {},
  }
  for (let attempt = 1; ; attempt++) {
    const plan = { ...shared, nodes: await chooseNodes(brokers, options.port) }
    try {
      return await startCluster(plan, options.signal)
    } catch (error) {
      const portTaken = isAppError(error) && error.code === 'CONFLICT' && options.port === undefined
      if (!portTaken || attempt === PORT_ATTEMPTS) throw error
    }
  }
}

async function startCluster(plan: ClusterPlan, signal: AbortSignal | undefined): Promise<EmbeddedKafka> {
  const processes = new Map<number, SupervisedProcess>()
  const running = () => [...processes.values()].filter((process) => process.running())
  const killAll = () => Promise.all(running().map((process) => process.kill()))

  const start = async (node: NodePorts) => {
    signal?.throwIfAborted()
    processes.set(node.id, await startNode(plan, node))
  }
  const ready = async (node: NodePorts, count: number) => {
    const process = processes.get(node.id)
    if (process) await nodeReady(plan, node, { process, brokers: count, timeoutMs: READY_MS })
  }
  const stop = async () => {
    // Nodes that leave together take the quorum with them, so the last ones cannot end politely: they are not waited for long.
    const graceMs = plan.nodes.length === 1 ? 15_000 : 3_000
    for (const process of running()) process.signal('SIGCONT')
    await Promise.all(running().map((process) => process.stop(graceMs)))
  }

  const onAbort = () => void killAll()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.all(plan.nodes.map(start))
    await Promise.all(plan.nodes.map((node) => ready(node, plan.nodes.length)))
    signal?.throwIfAborted()
  } catch (error) {
    await killAll()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }

  return {
    bootstrapServers: plan.nodes.map((node) => `127.0.0.1:${node.port}`).join(','),
    clusterId: plan.clusterId,
    nodes: plan.nodes,
    stop,
    isRunning: (nodeId) => processes.get(nodeId)?.running() ?? false,
    kill: async (nodeId) => processes.get(findNode(plan, nodeId).id)?.kill(),
    freeze: (nodeId) => processes.get(findNode(plan, nodeId).id)?.signal('SIGSTOP'),
    thaw: (nodeId) => processes.get(findNode(plan, nodeId).id)?.signal('SIGCONT'),
    restart: async (nodeId) => {
      const node = findNode(plan, nodeId)
      await processes.get(nodeId)?.stop(3_000)
      await portsFreed(node)
      await start(node)
      const alive = plan.nodes.filter(({ id }) => processes.get(id)?.running())
      await Promise.all(alive.map((each) => ready(each, alive.length)))
    },
    [Symbol.asyncDispose]: stop,
  }
}

/** A process that was killed holds its ports until the system has taken its memory back. */
async function portsFreed({ port, controllerPort }: NodePorts): Promise<void> {
  for (let attempt = 0; attempt < PORT_POLLS; attempt += 1) {
    const free = await Promise.all([port, controllerPort].map(async (each) => isPortFree(each)))
    if (free.every(Boolean)) return
    await setTimeout(PORT_POLL_MS)
  }
}

async function chooseNodes(brokers: number, port: number | undefined): Promise<NodePorts[]> {
  const ports = await freePorts(brokers * 2)
  if (port !== undefined) ports[0] = port
  return Array.from({ length: brokers }, (_, index) => ({
    id: index + 1,
    port: ports[index] ?? 0,
    controllerPort: ports[brokers + index] ?? 0,
  }))
}

/** The id stands beside the data, because storage formatted for one cluster refuses another id. */
async function clusterId(dataDir: string): Promise<string> {
  const file = join(dataDir, 'cluster-id')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known !== '') return known.trim()
  let id: string
  do id = randomBytes(16).toString('base64url')
  while (id.startsWith('-'))
  await writeFile(file, id)
  return id
}

function findNode(plan: ClusterPlan, nodeId: number): NodePorts {
  const node = plan.nodes.find(({ id }) => id === nodeId)
  if (!node) throw new AppError('NOT_FOUND', `The embedded cluster has no node ${nodeId}.`)
  return node
}
