import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { NODE_FLAGS } from '#server/node-flags.ts'
import { residentMb } from './process-usage.ts'

const ROOT = join(import.meta.dirname, '../..')

const STOP_WITHIN_MS = 15_000

/** The built application as `npm start` runs it, on a free port. */
export interface ConsoleProcess {
  api: string
  readyMs: number
  pid: number
  /** Resident memory in megabytes, worker threads included. */
  memoryMb(): number
  stop(): Promise<void>
}

/** Starts the console and waits until it is ready. */
export async function startConsole(
  bootstrapServers: string,
  env: Record<string, string> = {},
): Promise<ConsoleProcess> {
  const port = await freePort()
  const start = performance.now()
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, 'server/main.ts')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      TAILRACE_BROKERS: bootstrapServers,
      TAILRACE_ANONYMOUS_ROLES: 'admin',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const base = `http://127.0.0.1:${port}/api/v1`
  for (;;) {
    if (child.exitCode !== null) throw new Error('The console ended while it started.')
    const ready = await fetch(`${base}/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    api: `${base}/clusters/kafka`,
    pid: child.pid ?? 0,
    readyMs: Math.round(performance.now() - start),
    memoryMb: () => residentMb(child.pid ?? 0),
    stop: async () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  // One that answers nobody any more does not hear that either.
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(timer)
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
