import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import { freePorts } from '../../server/demo/broker/free-ports.ts'
import { type RunningTool, startJavaTool } from '../java-tool.ts'

const READY_MS = 90_000
const POLL_MS = 100

export interface ConnectWorker extends RunningTool {
  /** Of its REST interface. */
  url: string
  /** Creates the connector or gives it another configuration, and resolves when its task runs with it. */
  configure(connector: string, config: Record<string, string>): Promise<void>
}

/** Starts a standalone worker of Kafka Connect 4.3 on a free port of 127.0.0.1, and resolves when it serves. */
export async function startConnectWorker(bootstrapServers: string, folder: string): Promise<ConnectWorker> {
  const [port = 0] = await freePorts(1)
  const properties = join(folder, 'worker.properties')
  await writeFile(properties, workerProperties(bootstrapServers, port, folder))
  const worker = await startJavaTool({
    mainClass: 'org.apache.kafka.connect.cli.ConnectStandalone',
    args: [properties],
    heapMb: 256,
    folder,
  })
  const api = `http://127.0.0.1:${port}`
  const until = async (what: string, done: () => Promise<boolean>) => {
    const deadline = Date.now() + READY_MS
    while (!(await done().catch(() => false))) {
      if (!worker.running() || Date.now() > deadline) {
        await worker.kill()
        throw new AppError('INTERNAL', `Kafka Connect ${what} in time. Its log: ${worker.logFile}`)
      }
      await setTimeout(POLL_MS)
    }
  }
  await until('did not start', async () => (await fetch(`${api}/health`)).ok)
  return {
    ...worker,
    url: api,
    configure: async (connector, config) => {
      const url = `${api}/connectors/${encodeURIComponent(connector)}`
      const answer = await fetch(`${url}/config`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(config),
      })
      if (!answer.ok) throw new AppError('INTERNAL', `Kafka Connect refused ${connector}: ${await answer.text()}`)
      await until(`did not run ${connector}`, async () => isRunning(await fetch(`${url}/status`)))
    },
  }
}

async function isRunning(answer: Response): Promise<boolean> {
  const status = (await answer.json()) as { tasks?: { state: string }[] }
  return status.tasks?.[0]?.state === 'RUNNING'
}

function workerProperties(bootstrapServers: string, port: number, folder: string): string {
  return [
    `bootstrap.servers=${bootstrapServers}`,
    'key.converter=org.apache.kafka.connect.storage.StringConverter',
    'value.converter=org.apache.kafka.connect.storage.StringConverter',
    `offset.storage.file.filename=${join(folder, 'connect.offsets')}`,
    'offset.flush.interval.ms=500',
    `listeners=HTTP://127.0.0.1:${port}`,
    'plugin.discovery=service_load',
  ].join('\n')
}
