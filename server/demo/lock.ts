import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { AppError } from '#lib/errors.ts'

interface Holder {
  pid: number
  /** Where its console is; absent while it is starting. */
  url?: string
}

/** Keeps two demos from using the same data. */
export interface DemoLock {
  /** Tells a second demo where this one is. */
  announce(url: string): void
  release(): void
}

/**
 * Takes the lock file, or one that a killed demo left behind.
 * @throws AppError CONFLICT that says where the running demo is
 */
export function takeLock(file: string): DemoLock {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' })
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = readHolder(file)
      if (holder && isDemo(holder.pid)) throw runningAlready(holder)
      rmSync(file, { force: true })
    }
  }
  return {
    announce: (url) => writeFileSync(file, JSON.stringify({ pid: process.pid, url })),
    release: () => rmSync(file, { force: true }),
  }
}

function runningAlready({ pid, url }: Holder): AppError {
  const where = url === undefined ? 'is starting' : `is running at ${url}`
  return new AppError(
    'CONFLICT',
    `A demo ${where} (process ${pid}). Open that one, or stop it with Ctrl-C or \`kill ${pid}\`.`,
  )
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder: Holder = JSON.parse(readFileSync(file, 'utf8'))
    return typeof holder.pid === 'number' ? holder : undefined
  } catch {
    return undefined
  }
}

/** Whether the process lives and is a demo: ids are used again, and a lock may be years old. */
function isDemo(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const { stdout, status } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  return status !== 0 || stdout.includes('demo/main.ts')
}
