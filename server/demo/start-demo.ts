import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { nextFreePort } from './broker/free-ports.ts'
import { PROJECT } from './prerequisites.mjs'
import { stopAllSupervised } from './supervised-process.mjs'
import { ensureBuilt } from './production-build.ts'
import { startConsole } from './start-console.ts'
import { startKafka } from './broker/start-kafka.ts'
import { keepAlive } from './keep-alive.ts'
import { startTraffic, writeHistory } from './run-traffic.ts'
import { greeting } from './greeting.ts'

interface DemoOptions {
  /** Keeps data, configuration and logs. */
  folder: string
  /** Whether to start with empty data. */
  reset: boolean
  /** Aborting it makes a start that is under way reject. */
  signal: AbortSignal
  /** Called with one line when something ends that cannot be started again. */
  onFailure: (line: string) => void
}

export interface Demo {
  readonly url: string
  /** Ends the console, the traffic and Kafka, in this order. */
  stop(): Promise<void>
}

/** The broker's share of the limits on disk use; the other is that of each topic, see traffic/topics.ts. */
const BROKER = {
  'log.retention.bytes': '67108864',
  'log.segment.bytes': '16777216',
  'log.retention.check.interval.ms': '60000',
  'offsets.topic.segment.bytes': '4194304',
  'transaction.state.log.segment.bytes': '4194304',
  // The group that stopped should still be there after a holiday.
  'offsets.retention.minutes': '43200',
}
const KAFKA_PORT = 9092
/** Rules that the shop gives reason to, without anybody to be told. */
const ALERTS = {
  rules: [
    { name: 'Group needs a look', kind: 'status', for: '1m' },
    { name: 'Records wait too long', kind: 'timeLag', above: '10m', for: '1m' },
    { name: 'Dead letters come', kind: 'deadLetters' },
    { name: 'Partitions without a leader', kind: 'offline', severity: 'critical' },
    { name: 'Replicas out of sync', kind: 'underReplicated', for: '5m' },
    { name: 'Kafka does not answer', kind: 'unreachable', severity: 'critical', for: '30s' },
  ],
}

/** Builds what is out of date, starts Kafka, the shop's traffic and the console, and prints where to look. */
export async function startDemo({ folder, reset, signal, onFailure }: DemoOptions): Promise<Demo> {
  const preferredPort = consolePort()
  const dataDir = join(folder, 'kafka')
  // Written when the history is complete; without it the data are those of a first start that was interrupted.
  const complete = join(folder, 'history-complete')
  if (reset || !existsSync(complete)) {
    await rm(complete, { force: true })
    await rm(dataDir, { recursive: true, force: true })
  }

  const halt = new AbortController()
  signal.addEventListener('abort', () => halt.abort(), { once: true })
  const kafkaPort = await nextFreePort(KAFKA_PORT)
  say('starting Apache Kafka …')
  const build = ensureBuilt({
    logFile: join(folder, 'build.log'),
    onBuild: () => say('building the console (a minute or two) …'),
  })
  const starting = startKafka({
    dataDir,
    port: kafkaPort,
    heapMb: 384,
    config: BROKER,
    signal: halt.signal,
  })
  // When one fails, the other must have gone before that is said: nothing may start any more then.
  const [kafka] = await Promise.all([starting, build]).catch(async (error: unknown) => {
    halt.abort()
    await stopAllSupervised(3_000)
    await Promise.allSettled([starting, build])
    throw error
  })

  const { bootstrapServers } = kafka
  if (!existsSync(complete)) {
    signal.throwIfAborted()
    say('opening the shop with six hours of history …')
    await writeHistory(folder, bootstrapServers)
    await writeFile(complete, new Date().toISOString())
  }
  signal.throwIfAborted()
  const traffic = startTraffic(folder, bootstrapServers)
  const port = await nextFreePort(preferredPort)
  signal.throwIfAborted()
  const cluster = { id: 'demo', name: 'Demo shop', environment: 'demo' }
  const console = await startConsole({ folder, port, bootstrapServers, cluster, alerts: ALERTS })
  const stopWatching = keepAlive({ kafka, traffic, console, say, onFailure })
  globalThis.console.log(
    greeting({ url: console.url, cluster: cluster.id, bootstrapServers, folder: relative(PROJECT, folder) }),
  )

  return {
    url: console.url,
    stop: async () => {
      stopWatching()
      await Promise.all([console.process.stop(6_000), traffic.stop()])
      await kafka.stop()
    },
  }
}

function consolePort(): number {
  const port = Number(process.env['PORT'] ?? 3000)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new AppError('INVALID_INPUT', `PORT is ${process.env['PORT']}: a number from 1 to 65535 is expected.`)
}

function say(line: string): void {
  console.log(`tailrace: ${line}`)
}
