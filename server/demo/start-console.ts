import { writeFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#lib/errors.ts'
import { PROJECT } from './prerequisites.mjs'
import { spawnSupervised, type SupervisedProcess } from './supervised-process.mjs'

interface ConsoleOptions {
  /** Gets the configuration file and the log. */
  folder: string
  port: number
  bootstrapServers: string
  cluster: { id: string; name: string; environment: string; schemaRegistry?: { url: string } }
  /** The section `alerts` of the configuration. */
  alerts?: object
  /** The section `limits`. */
  limits?: object
}

export interface RunningConsole {
  /** Where a browser finds it, base path included, without a slash at the end. */
  readonly url: string
  readonly process: SupervisedProcess
  readonly logFile: string
}

const READY_MS = 60_000
const POLL_MS = 50

/**
 * Starts the built console on 127.0.0.1, as `npm start` does, and resolves when it is ready. Everybody may change everything in it.
 * @throws AppError INTERNAL with its own words when it ends before that
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { folder, port, bootstrapServers, cluster, alerts, limits } = options
  const logFile = join(folder, 'console.log')
  const configFile = join(folder, 'tailrace.yaml')
  // A file of its own wins over a tailrace.yaml in the project and over variables that are meant for `npm start`. JSON is YAML.
  const clusters = [{ ...cluster, brokers: bootstrapServers.split(',') }]
  await writeFile(
    configFile,
    JSON.stringify({
      auth: { anonymousRoles: ['admin'] },
      clusters,
      ...(alerts ? { alerts } : {}),
      ...(limits ? { limits } : {}),
    }),
  )
  const process = spawnSupervised(globalThis.process.execPath, [join(PROJECT, 'server', 'main.ts')], {
    cwd: PROJECT,
    logFile,
    env: {
      TAILRACE_CONFIG: configFile,
      TAILRACE_HOST: '127.0.0.1',
      PORT: String(port),
      NODE_ENV: 'production',
      // The log is kept for as long as the console runs, so requests stay out of it.
      LOG_LEVEL: globalThis.process.env['LOG_LEVEL'] ?? 'warn',
    },
  })
  const url = `http://127.0.0.1:${port}${globalThis.process.env['TAILRACE_BASE_PATH'] ?? ''}`
  const deadline = Date.now() + READY_MS
  while (!(await isReady(url))) {
    if (!process.running()) {
      const words = (await readFile(logFile, 'utf8')).trim().split('\n').at(-1) ?? ''
      throw new AppError('INTERNAL', `The console ended while starting: ${words} Its log: ${logFile}`)
    }
    if (Date.now() > deadline) {
      await process.kill()
      throw new AppError('INTERNAL', `The console was not ready in ${READY_MS / 1000} s. Its log: ${logFile}`)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return { url, process, logFile }
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/ready`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
  await response?.body?.cancel()
  return response?.status === 200
}
