import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** A child process that cannot outlive this one. */
export interface SupervisedProcess {
  readonly pid: number
  /** Settles with the exit code (128 + signal number after a signal) once the process has gone; never rejects. */
  readonly exited: Promise<number>
  running(): boolean
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when the process has gone. */
  stop(graceMs?: number): Promise<void>
  /** SIGKILL at once. */
  kill(): Promise<void>
}

interface SpawnOptions {
  /** The file that gets standard output and error, emptied first; without it both go where this process' own go. */
  logFile?: string
  cwd?: string
  env?: Record<string, string | undefined>
}

const SCRIPT = join(import.meta.dirname, 'supervise.sh')

/**
 * Starts a command in a session of its own, so that a Ctrl-C in the terminal reaches only this process and the order of stopping is ours.
 * Its end is tied to this process by a pipe (see supervise.sh), so that it also ends when this process is killed.
 */
export function spawnSupervised(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): SupervisedProcess {
  const log = options.logFile === undefined ? 'inherit' : openSync(options.logFile, 'w')
  const child = spawn('sh', [SCRIPT, command, ...args], {
    stdio: ['pipe', log, log],
    detached: true,
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  })
  if (typeof log === 'number') closeSync(log)
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
    child.once('error', () => resolve(127))
  })
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null

  const kill = async () => {
    signalGroup(child, running())
    await exited
  }
  const stop = async (graceMs = 10_000) => {
    if (!running()) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => signalGroup(child, running()), graceMs)
    await exited
    clearTimeout(timer)
  }
  return { pid: child.pid ?? -1, exited, running, stop, kill }
}

/** Kills the supervising shell and its command together: they are one process group. */
function signalGroup(child: ChildProcess, running: boolean): void {
  if (!running || child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It went in the meantime.
  }
}
