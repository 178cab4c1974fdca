import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { clusterView } from './cluster-view.ts'
import { isPortFree } from './free-ports.ts'
import { spawnJava } from './java.ts'
import { type NodePorts, serverProperties } from './server-properties.ts'
import type { SupervisedProcess } from '../supervised-process.mjs'

/** What all nodes of one embedded cluster share. */
export interface ClusterPlan {
  readonly classPath: string
  readonly clusterId: string
  readonly dataDir: string
  readonly heapMb: number
  readonly nodes: readonly NodePorts[]
  readonly config: Record<string, string>
  /** Options of the virtual machine that use (or make) the class data archive. */
  readonly javaOptions: readonly string[]
}

const READY_POLL_MS = 25

/**
 * Writes the node's configuration, formats its storage the first time, and starts it; {@link nodeReady} waits for it.
 * @throws AppError CONFLICT when one of its ports is taken
 */
export async function startNode(plan: ClusterPlan, node: NodePorts): Promise<SupervisedProcess> {
  for (const port of [node.port, node.controllerPort]) {
    if (!(await isPortFree(port)))
      throw new AppError('CONFLICT', `Port ${port} of 127.0.0.1 is taken by another program.`)
  }
  const folder = nodeFolder(plan, node)
  const logDir = join(folder, 'logs')
  const configFile = join(folder, 'server.properties')
  await mkdir(folder, { recursive: true })
  await writeFile(configFile, serverProperties(node, plan.nodes, logDir, plan.config))
  if (!existsSync(join(logDir, 'meta.properties'))) await formatStorage(plan, folder, configFile)
  return spawnJava({
    classPath: plan.classPath,
    mainClass: 'kafka.Kafka',
    args: [configFile],
    heapMb: plan.heapMb,
    options: plan.javaOptions,
    logFile: join(folder, 'kafka.log'),
  })
}

async function formatStorage(plan: ClusterPlan, folder: string, configFile: string): Promise<void> {
  const logFile = join(folder, 'format.log')
  const format = spawnJava({
    classPath: plan.classPath,
    mainClass: 'kafka.tools.StorageTool',
    args: ['format', '--cluster-id', plan.clusterId, '--config', configFile, '--ignore-formatted'],
    heapMb: 128,
    // The archive is only read here, never made.
    options: plan.javaOptions.filter((option) => option.startsWith('-XX:SharedArchiveFile')),
    logFile,
  })
  const code = await format.exited
  if (code !== 0) throw new AppError('INTERNAL', `Kafka's storage could not be formatted: ${await lastError(logFile)}`)
}

/**
 * Waits until the node serves and sees `brokers` live brokers.
 * @throws AppError CONFLICT when its port was taken, INTERNAL when it ended or `timeoutMs` passed
 */
export async function nodeReady(
  plan: ClusterPlan,
  node: NodePorts,
  started: { process: SupervisedProcess; brokers: number; timeoutMs: number },
): Promise<void> {
  const deadline = Date.now() + started.timeoutMs
  const logFile = join(nodeFolder(plan, node), 'kafka.log')
  for (;;) {
    const view = await clusterView(node.port)
    // The cluster id tells our broker from another one that got hold of the port.
    if (view?.clusterId === plan.clusterId && view.brokers >= started.brokers) return
    if (!started.process.running()) {
      const reason = await lastError(logFile)
      const code = /address already in use|failed to bind/i.test(reason) ? 'CONFLICT' : 'INTERNAL'
      throw new AppError(code, `Kafka node ${node.id} ended while starting: ${reason} The whole log: ${logFile}`)
    }
    if (Date.now() > deadline) {
      throw new AppError('INTERNAL', `Kafka node ${node.id} was not ready in time. Its log: ${logFile}`)
    }
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS))
  }
}

function nodeFolder(plan: ClusterPlan, node: NodePorts): string {
  return join(plan.dataDir, `node-${node.id}`)
}

/** The line of a log that most likely says why the program ended. */
async function lastError(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').filter((line) => line.trim() !== '')
  const cause = lines.findLast((line) => /Caused by|Exception|ERROR|FATAL/.test(line) && !line.startsWith('\t'))
  return (cause ?? lines.at(-1) ?? 'it wrote nothing.').slice(0, 500)
}
