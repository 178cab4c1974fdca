// @ts-check
/** Child processes that cannot outlive this one. Plain JavaScript, because the bootstrap uses it before anything is installed. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} SupervisedProcess
 * @property {number} pid
 * @property {Promise<number>} exited the exit code (128 + signal number after a signal, 127 when it could not start); never rejects
 * @property {() => boolean} running
 * @property {(graceMs?: number) => Promise<void>} stop SIGTERM, and SIGKILL after `graceMs`; resolves when the process has gone
 * @property {() => Promise<void>} kill SIGKILL at once
 * @property {(signal: NodeJS.Signals) => void} signal to it and its children, such as SIGSTOP and SIGCONT
 */

/**
 * @typedef {object} SpawnOptions
 * @property {string} [logFile] gets standard output and error, emptied first; without it both go where this process' own go
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to this process' environment
 */

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'supervise.sh')

/** @type {Set<SupervisedProcess>} */
const live = new Set()

/**
 * Starts a command in a session of its own, so that a Ctrl-C in the terminal reaches only this process and the order of stopping is ours.
 * Its end is tied to this process by a pipe (see supervise.sh), so that it also ends when this process is killed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {SupervisedProcess}
 */
export function spawnSupervised(command, args, options = {}) {
  const log = options.logFile === undefined ? 'inherit' : openSync(options.logFile, 'w')
  const child = spawn('sh', [SCRIPT, command, ...args], {
    stdio: ['pipe', log, log],
    detached: true,
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  })
  if (typeof log === 'number') closeSync(log)
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
    child.once('error', () => resolve(127))
  })
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  // The supervising shell and its command are one process group.
  /** @param {NodeJS.Signals} name */
  const signal = (name) => {
    if (!running() || child.pid === undefined) return
    try {
      process.kill(-child.pid, name)
    } catch {
      // It went in the meantime.
    }
  }
  const killGroup = () => signal('SIGKILL')

  const kill = async () => {
    killGroup()
    await exited
  }
  const stop = async (graceMs = 10_000) => {
    if (!running()) return
    child.kill('SIGTERM')
    const timer = setTimeout(killGroup, graceMs)
    await exited
    clearTimeout(timer)
  }
  const supervised = { pid: child.pid ?? -1, exited, running, stop, kill, signal }
  live.add(supervised)
  void exited.then(() => live.delete(supervised))
  return supervised
}

/**
 * Stops whatever of this process' children still runs; for a program that is told to end while it is still starting things.
 * @param {number} [graceMs]
 */
export async function stopAllSupervised(graceMs) {
  await Promise.all([...live].map((child) => child.stop(graceMs)))
}
